import { html, nothing, svg, type TemplateResult } from "lit";
import type { TargetAnswer } from "../api/plan_types";
import { number, percent } from "../figures/format";
import { rateOf, SIGNS } from "../figures/targets";
import type { App } from "../state/app";

const [WIDTH, HEIGHT] = [268, 84];

/** The number at the end of each month, the threshold as a line. */
export function targetTrend(app: App, answer: TargetAnswer): TemplateResult | typeof nothing {
  const points = answer.trend.filter(({ state }) => state !== "no_data" && state !== "not_applicable");
  if (points.length < 2) return nothing;
  const shares = points.every((point) => rateOf(point) !== null);
  const values = points.map((point) => (shares ? (rateOf(point) as number) : point.num));
  const wanted = shares ? (answer.percent === null ? null : answer.percent / 100) : answer.count;
  const top = shares ? Math.max(1, ...values) : Math.max(1, wanted ?? 0, ...values);
  const text = (value: number): string => (shares ? percent(value, app.lang) : number(value, app.lang));
  const x = (i: number): number => (i / (points.length - 1)) * WIDTH;
  const y = (value: number): number => (1 - value / top) * HEIGHT;
  const [first, last] = [points[0], points.at(-1)];
  const path = values.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)},${y(value).toFixed(1)}`).join("");
  return html`<section class="block">
    <h2>${app.t("target_trend")}</h2>
    <figure class="curve trend">
      <svg viewBox="-38 -10 ${WIDTH + 50} ${HEIGHT + 30}" role="img" data-testid="trend"
        aria-label=${app.t("target_trend_alt", {
          from: first?.at ?? "", first: text(values[0] ?? 0), to: last?.at ?? "", last: text(values.at(-1) ?? 0),
        })}>
        ${[0, 0.5, 1].map((part) => svg`
          <line class="grid" x1="0" x2=${WIDTH} y1=${y(part * top)} y2=${y(part * top)}/>
          <text x="-6" y=${y(part * top) + 4} text-anchor="end">${shares ? `${Math.round(part * top * 100)}%` : number(part * top, app.lang, top < 2 ? 1 : 0)}</text>`)}
        ${wanted === null ? nothing : svg`<line class="wanted" x1="0" x2=${WIDTH} y1=${y(wanted)} y2=${y(wanted)}/>`}
        <path class="people" d=${path}/>
        ${points.map((point, i) => svg`<g>
          <title>${point.at}: ${text(values[i] ?? 0)} ${SIGNS[point.state]} ${app.t(`state_${point.state}`)}</title>
          <circle class="month" data-state=${point.state} cx=${x(i)} cy=${y(values[i] ?? 0)} r="4"/>
        </g>`)}
        ${points.map((point, i) => points.length < 7 || i % 2 === 0 || i === points.length - 1
          ? svg`<text x=${x(i)} y=${HEIGHT + 16} text-anchor="middle">${Number(point.at.slice(5, 7))}/${Number(point.at.slice(8))}</text>`
          : nothing)}
      </svg>
    </figure>
  </section>`;
}
