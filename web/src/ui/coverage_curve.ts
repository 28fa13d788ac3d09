import { html, nothing, svg, type TemplateResult } from "lit";
import type { CurveStop } from "../api/types";
import { curvePath, place, type CurvePoint, type Plot } from "../figures/curve";
import { metres, number, percent } from "../figures/format";
import type { App } from "../state/app";

const [WIDTH, HEIGHT] = [268, 96];

/** The share reached over the distance, with the present distance marked. */
export function coverageCurve(
  app: App,
  stops: readonly CurveStop[],
  reach_m: number,
  share: number | null,
): TemplateResult | typeof nothing {
  const people = pointsOf(stops, "residents_60_share");
  if (people.length === 0) return nothing;
  const ground = pointsOf(stops, "area_share");
  const plot: Plot = { width: WIDTH, height: HEIGHT, max_m: people.at(-1)?.reach_m ?? 1000 };
  const [x, y] = place({ reach_m: Math.min(reach_m, plot.max_m), share: share ?? 0 }, plot);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * plot.max_m));
  return html`<figure class="curve">
    <svg
      viewBox="-34 -8 ${WIDTH + 46} ${HEIGHT + 28}" role="img" data-testid="curve"
      aria-label=${app.t("curve_alt", { m: metres(reach_m, app.lang), share: percent(share, app.lang) })}
    >
      ${[0, 0.5, 1].map((part) => svg`
        <line class="grid" x1="0" x2=${WIDTH} y1=${(1 - part) * HEIGHT} y2=${(1 - part) * HEIGHT}/>
        <text x="-6" y=${(1 - part) * HEIGHT + 4} text-anchor="end">${part * 100}%</text>`)}
      ${ticks.map((tick) => svg`<text x=${(tick / plot.max_m) * WIDTH} y=${HEIGHT + 15} text-anchor="middle">${number(tick, app.lang)}</text>`)}
      <text x=${WIDTH + 4} y=${HEIGHT + 4} class="axis">m</text>
      <path class="area" d=${`${curvePath(people, plot)}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`}/>
      <path class="ground" d=${curvePath(ground, plot)}/>
      <path class="people" d=${curvePath(people, plot)}/>
      ${people.map((point) => {
        const [px, py] = place(point, plot);
        return svg`<circle class="stop" cx=${px} cy=${py} r="2"/>`;
      })}
      <line class="now" x1=${x} x2=${x} y1="0" y2=${HEIGHT}/>
      <circle class="now" cx=${x} cy=${y} r="4.5"/>
    </svg>
    <figcaption>
      <span class="line people"></span>${app.t("people_residents_60")}
      <span class="line ground"></span>${app.t("people_area")}
    </figcaption>
  </figure>`;
}

function pointsOf(stops: readonly CurveStop[], column: string): CurvePoint[] {
  return stops.flatMap((stop) => {
    const share = stop[column];
    return typeof share === "number" ? [{ reach_m: stop.reach_m, share }] : [];
  });
}
