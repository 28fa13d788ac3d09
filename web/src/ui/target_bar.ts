import { html, nothing, type TemplateResult } from "lit";
import type { TargetLine, TargetScore } from "../api/plan_types";
import { barOf } from "../figures/targets";

/** The value against its threshold (the tall mark) and the calendar (the small one). */
export function targetBar(line: TargetLine, target: TargetScore): TemplateResult | typeof nothing {
  const bar = barOf(line, target);
  if (!bar || line.state === "no_data" || line.state === "not_applicable") return nothing;
  return html`<span class="target-bar" data-state=${line.state} aria-hidden="true" style=${`--part:${bar.part}`}>
    ${bar.pace === null ? nothing : html`<i class="pace" style=${`--at:${bar.pace}`}></i>`}
    ${bar.mark === null ? nothing : html`<i class="mark-at" style=${`--at:${bar.mark}`}></i>`}
  </span>`;
}
