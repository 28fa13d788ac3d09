import { html, nothing, type TemplateResult } from "lit";
import { number, percent } from "../figures/format";
import { countStates, STATES } from "../figures/targets";
import type { App } from "../state/app";
import { toneOf } from "../state/choropleth";
import type { TargetMap } from "../state/target_map";
import { stateSign } from "./state_badge";

/** What the colours of the units mean, and how many units have each. */
export function targetLegend(app: App, map: TargetMap): TemplateResult {
  return html`<ul class="legend" data-testid="legend">${map.paint === "state" ? states(app, map) : shares(app, map)}</ul>`;
}

function states(app: App, map: TargetMap): TemplateResult[] {
  const counts = countStates(map.units.map(({ unit }) => unit));
  return STATES.map((state) => html`<li class=${counts[state] ? "" : "none"} title=${app.t(`state_${state}_long`)} data-testid=${`legend-${state}`}>
    ${stateSign(state)}<span>${app.t(`state_${state}`)}</span>
    <span class="muted">${app.t("legend_units", { n: number(counts[state], app.lang) })}</span>
  </li>`);
}

function shares(app: App, map: TargetMap): TemplateResult {
  const missing = map.units.filter(({ tone }) => tone < 0).length;
  const text = (share: number): string => percent(share, app.lang);
  return html`${map.classes.map(({ from, to, members }, place) => html`<li>
      <span class="swatch" style=${`background:var(--seq-${toneOf(place, map.classes)})`}></span>
      <span>${from === to ? text(from) : `${text(from)} – ${text(to)}`}</span>
      <span class="muted">${app.t("legend_units", { n: number(members, app.lang) })}</span>
    </li>`)}
    ${missing > 0
      ? html`<li><span class="swatch nodata"></span><span>${app.t("legend_nodata")}</span>
          <span class="muted">${app.t("legend_units", { n: number(missing, app.lang) })}</span></li>`
      : nothing}`;
}
