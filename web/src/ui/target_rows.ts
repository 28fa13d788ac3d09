import { html, nothing, type TemplateResult } from "lit";
import { targetPath, targetRowsPath } from "../api/paths";
import type { CountedFeature, CountedFeatures, TargetAnswer } from "../api/plan_types";
import { number } from "../figures/format";
import { featureName } from "../state/catalogue";
import type { App } from "../state/app";
import type { RowsPart } from "../state/selection";
import { segments } from "./fields";
import { icon } from "./icons";
import { openFeature } from "./target_laggards";

const SHOWN = 40;

/** The features behind the number: on the map, as a list of doors, as a download. */
export function targetRows(app: App, answer: TargetAnswer): TemplateResult | typeof nothing {
  // Those who may not see what lags may not see the rows either.
  if (!answer.laggards) return nothing;
  const { part } = app.selection.plan;
  const { rows } = app.plan;
  const parts: RowsPart[] = ["numerator", "denominator", "laggards"];
  return html`<section class="block" data-testid="rows">
    <h2>${app.t("target_rows")}</h2>
    ${segments(app.t("target_rows"), part,
      parts.map((value) => ({ value, label: app.t(`rows_${value}` as "rows_numerator") })),
      (chosen) => app.setPlan({ part: chosen === part ? "" : (chosen as RowsPart) }), "rows")}
    ${part === "" ? html`<p class="hint">${app.t("rows_hint")}</p>` : nothing}
    ${part !== "" && rows.value ? html`<div class=${rows.stale ? "stale" : ""}>${list(app, rows.value)}</div>` : nothing}
    <div class="actions">
      ${part === "" ? nothing : html`<a class="link" href=${app.client.url(targetRowsPath(answer.key, part, app.scope))} download=${`${answer.key}-${part}.geojson`} data-testid="rows-download">${icon("download")}${app.t("rows_download")}</a>`}
      ${app.targetMap
        ? html`<a class="link" href=${app.client.url(targetPath(answer.key, app.targetMap.by, app.scope, "csv"))} download=${`${answer.key}.csv`} data-testid="target-csv">${icon("download")}${app.t("target_csv")}</a>`
        : nothing}
    </div>
  </section>`;
}

function list(app: App, page: CountedFeatures): TemplateResult {
  const { features, numberMatched } = page;
  if (features.length === 0) return html`<p class="empty">${app.t("rows_none")}</p>`;
  const drawn = features.filter(({ geometry }) => geometry !== null).length;
  const rest = numberMatched - Math.min(SHOWN, features.length);
  return html`<p class="muted" role="status" data-testid="rows-count">${app.t("rows_n", { n: number(numberMatched, app.lang), drawn: number(drawn, app.lang) })}</p>
    <ul class="laggards">${features.slice(0, SHOWN).map((feature) => html`<li>
      <button type="button" class="link" @click=${() => openFeature(app, feature.collection, feature.id)}>${nameOf(app, feature)}</button>
      <span class="muted">${app.catalogue.title(feature.collection, app.lang)} · ${feature.id}</span>
      <span class="distance">${number(feature.num, app.lang)} / ${number(feature.den, app.lang)}</span>
    </li>`)}</ul>
    ${rest > 0 ? html`<p class="hint">${app.t("rows_more", { n: number(rest, app.lang) })}</p>` : nothing}`;
}

/** A reported number is known by the unit it is of. */
function nameOf(app: App, feature: CountedFeature): string {
  const { unit } = feature.properties;
  if (typeof unit === "string" && unit.includes(":")) return app.unitName(unit);
  return featureName(feature, app.catalogue.get(feature.collection));
}
