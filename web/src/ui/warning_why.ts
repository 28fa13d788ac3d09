import { html, nothing, type TemplateResult } from "lit";
import type { LevelChange, WarningsAnswer, WarningUnit } from "../api/warning_types";
import { number } from "../figures/format";
import { levelOfKey, measured, reached } from "../figures/warnings";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";
import { warningName, warningSign } from "./warning_sign";

/** Why a unit has its level: each reason with its number, its threshold and the plan's words. */
export function warningWhy(app: App, collection: string, id: string): TemplateResult | typeof nothing {
  const answer = app.warnings.levels.value;
  const unit = answer?.by === collection ? app.warnings.unit(id) : null;
  if (!answer || !unit) return nothing;
  const level = levelOfKey(answer.levels, unit.level);
  return html`<section class=${app.warnings.levels.stale ? "block stale" : "block"} data-testid="warning-why" data-level=${unit.level ?? "none"}>
    <h2>${app.t("warn_why")}</h2>
    <p class="warn-head">${warningName(app, level)}
      ${level && unit.since ? html`<span class="muted">${app.t("warn_since", { date: unit.since })}</span>` : nothing}</p>
    ${unit.reasons.length
      ? html`<ul class="warn-reasons">${unit.reasons.map((_, place) => reasonRow(app, answer, unit, place, true))}</ul>`
      : html`<p class="hint">${app.t("warn_no_reason")}</p>`}
    ${unit.unknown.length
      ? html`<p class="hint">${app.t("warn_unknown", { rules: unit.unknown.map((key) => ruleTitle(app, answer, key)).join("、") })}</p>`
      : nothing}
    ${history(app, answer)}
    <p class="hint">${titleOf(answer.note, app.lang)}</p>
  </section>`;
}

function ruleTitle(app: App, answer: WarningsAnswer, key: string): string {
  return titleOf(answer.rules.find((rule) => rule.key === key)?.title, app.lang) || key;
}

/** - `place`: of the reason; `explained` adds the plan's phrases. */
export function reasonRow(app: App, answer: WarningsAnswer, unit: WarningUnit, place: number, explained: boolean): TemplateResult {
  const reason = unit.reasons[place] as WarningUnit["reasons"][number];
  const rule = answer.rules.find(({ key }) => key === reason.rule);
  const level = levelOfKey(answer.levels, reason.level);
  return html`<li data-testid=${`reason-${reason.rule}`}>
    ${warningSign(app, level)}
    <span class="warn-rule">${ruleTitle(app, answer, reason.rule)}<span class="sr">${level ? titleOf(level.title, app.lang) : ""}</span></span>
    <strong>${measured(reason, app.lang)}</strong>
    <span class="warn-threshold">${reached(rule, reason.threshold, reason.percent, app.lang)}${reason.class ? html` · ${titleOf(reason.class, app.lang)}` : nothing}
      ${reason.unknown > 0 ? html` · ${app.t("target_unknown", { n: number(reason.unknown, app.lang) })}` : nothing}
      ${explained && rule?.undated ? html` · ${app.t("warn_undated")}` : nothing}</span>
    ${explained ? rule?.clauses.map(({ id, phrase }) => html`<blockquote lang="zh-CN">${phrase} <span class="muted">${id}</span></blockquote>`) : nothing}
  </li>`;
}

/** The levels the unit has had since they are logged, the newest first. */
function history(app: App, answer: WarningsAnswer): TemplateResult | typeof nothing {
  if (!answer.logged) return html`<p class="hint">${app.t("warn_not_logged")}</p>`;
  const changes = app.warnings.history.value?.changes ?? [];
  if (changes.length === 0) return nothing;
  return html`<h3>${app.t("warn_history")}</h3>
    <ol class="warn-history" data-testid="warning-history">${[...changes].reverse().map((change) => line(app, answer, change))}</ol>`;
}

function line(app: App, answer: WarningsAnswer, change: LevelChange): TemplateResult {
  const properties = change.feature?.properties;
  const level = levelOfKey(answer.levels, properties?.level ?? null);
  const reasons = app.lang === "zh" ? properties?.reasons_zh : properties?.reasons_en;
  const when = new Date(change.at).toLocaleString(app.lang === "zh" ? "zh-CN" : "en-GB", { dateStyle: "short", timeStyle: "short" });
  return html`<li>${warningName(app, level)} <time class="muted" datetime=${change.at}>${when}</time>
    ${reasons ? html`<span class="hint">${reasons}</span>` : nothing}</li>`;
}
