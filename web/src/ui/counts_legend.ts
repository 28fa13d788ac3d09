import { html, nothing, type TemplateResult } from "lit";
import { number } from "../figures/format";
import type { App } from "../state/app";
import { toneOf, type Choropleth } from "../state/choropleth";

/** Classes with their limits and how many units each holds; no data where it occurs. */
export function countsLegend(app: App, answer: Choropleth): TemplateResult {
  const digits = answer.measure === "count" ? 0 : 1;
  const text = (value: number): string => number(value, app.lang, digits);
  const missing = answer.units.filter((unit) => unit.place < 0).length;
  return html`<ul class="legend" data-testid="legend">
    ${answer.classes.map((entry, place) => html`<li>
      <span class="swatch" style=${`background:var(--seq-${toneOf(place, answer.classes)})`}></span>
      <span>${entry.from === entry.to ? text(entry.from) : `${text(entry.from)} – ${text(entry.to)}`}</span>
      <span class="muted">${app.t("legend_units", { n: number(entry.members, app.lang) })}</span>
    </li>`)}
    ${missing > 0
      ? html`<li><span class="swatch nodata"></span><span>${app.t("legend_nodata")}</span>
          <span class="muted">${app.t("legend_units", { n: number(missing, app.lang) })}</span></li>`
      : nothing}
  </ul>`;
}
