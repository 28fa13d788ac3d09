import { html, nothing, type TemplateResult } from "lit";
import type { TargetAnswer, TargetLaggard, UnitRate } from "../api/plan_types";
import { number, percent } from "../figures/format";
import { rateOf, unitFigure } from "../figures/targets";
import type { App } from "../state/app";
import { openRow } from "./row";

const SHOWN = 8;

/** The worst unit and the spread beside the whole. */
export function spread(app: App, answer: TargetAnswer): TemplateResult | typeof nothing {
  const { spread: found } = answer;
  if (!found || found.units < 2) return nothing;
  // Without a denominator the bars are drawn against the largest number.
  const most = answer.den === null ? Math.max(found.worst.num, found.best.num, 1) : 1;
  const share = (rate: UnitRate): string => {
    const figure = unitFigure(rate, answer, app.lang);
    return answer.den === null ? figure : `${number(rate.num, app.lang)} / ${number(rate.den, app.lang)} = ${figure}`;
  };
  const row = (title: string, rate: UnitRate, testId: string): TemplateResult => html`<li>
    <button type="button" data-testid=${testId} aria-pressed=${app.selection.row === rate.id ? "true" : "false"} @click=${() => openRow(app, found.level, rate.id)}>
      <span class="bar-name"><span class="muted">${title}</span> ${rate.name}</span>
      <span class="bar-value">${share(rate)}</span>
      <span class="bar" style=${`--part:${Math.min(1, (rateOf(rate) ?? 0) / most)}`}></span>
    </button>
  </li>`;
  const whole = rateOf(answer);
  return html`<section class="block" data-testid="spread">
    <h2>${app.t("target_spread")}</h2>
    <ol class="bars">
      ${row(app.t("target_worst"), found.worst, "spread-worst")}
      ${row(app.t("target_p10"), found.p10, "spread-p10")}
      ${whole === null ? nothing : html`<li class="mean"><span class="bar-name muted">${app.t("target_mean")}</span>
        <span class="bar-value">${percent(whole, app.lang)}</span><span class="bar" style=${`--part:${Math.min(1, whole)}`}></span></li>`}
      ${row(app.t("target_best"), found.best, "spread-best")}
    </ol>
    <p class="hint">${app.t("target_spread_units", {
      n: number(found.units, app.lang), without: number(found.without, app.lang), level: app.catalogue.title(found.level, app.lang),
    })}</p>
  </section>`;
}

/** What holds the target back, each with its next step; a press goes there. */
export function laggards(app: App, answer: TargetAnswer): TemplateResult | typeof nothing {
  const all = answer.laggards;
  if (!all || answer.state === "not_applicable") return nothing;
  const matched = answer.laggards_matched ?? all.length;
  const shown = all.slice(0, SHOWN);
  const rest = all.slice(SHOWN);
  return html`<section class="block" data-testid="laggards">
    <h2>${app.t("target_laggards")}</h2>
    ${matched === 0
      ? html`<p class="empty">${app.t("target_laggards_none")}</p>`
      : html`<ul class="laggards">${shown.map((one) => laggard(app, one))}</ul>
        ${rest.length
          ? html`<details class="empties"><summary>${matched > all.length
              ? app.t("target_laggards_n", { n: number(matched, app.lang), shown: number(all.length, app.lang) })
              : app.t("target_laggards_all", { n: number(matched, app.lang) })}</summary>
              <ul class="laggards">${rest.map((one) => laggard(app, one))}</ul></details>`
          : nothing}`}
  </section>`;
}

function laggard(app: App, one: TargetLaggard): TemplateResult {
  const value = one.unknown > 0 && one.num === 0
    ? app.t("state_no_data")
    : one.den > 1 ? `${number(one.num, app.lang)} / ${number(one.den, app.lang)}` : "";
  return html`<li data-testid=${`laggard-${one.id}`}>
    <button type="button" class="link" @click=${() => openFeature(app, one.collection, one.id)}>${one.title || one.id}</button>
    <span class="muted">${app.catalogue.title(one.collection, app.lang)} · ${one.id}</span>
    <span class="distance">${value}</span>
    ${one.next_step ? html`<span class="next-step" lang="zh-CN">${app.t("target_next", { step: one.next_step })}</span>` : nothing}
  </li>`;
}

/** A unit is marked and gone to; any other feature is opened, and its layer comes along. */
export function openFeature(app: App, collection: string, id: string): void {
  if (app.catalogue.get(collection)?.unitLevel != null) return openRow(app, collection, id);
  const { layers } = app.selection;
  const drawn = app.catalogue.get(collection)?.geometry !== "none";
  app.set({
    picked: { kind: "feature", collection, id },
    ...(drawn && !layers.includes(collection) ? { layers: [...layers, collection] } : {}),
  });
}
