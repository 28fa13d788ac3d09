import { html, type TemplateResult } from "lit";
import { metres, minutes, number } from "../figures/format";
import type { App } from "../state/app";

/** Metres an arrow key moves the slider; with Shift five times as many. */
const STEP_M = 10;

/** The distance: a slider over metres, with the territory's stops below it. */
export function reachSlider(app: App): TemplateResult {
  const { reach_m } = app.selection.coverage;
  const known = app.territory?.coverage;
  if (!known) return html``;
  const stops = known.stops_m;
  const least = Math.min(stops[0] ?? 100, reach_m);
  const most = Math.max(stops.at(-1) ?? 1000, reach_m);
  const speed = known.speed_m_s;
  const time = minutes(reach_m, speed, app.lang);
  const set = (value: number): void =>
    app.setCoverage({ reach_m: Math.round(Math.max(least, Math.min(most, value))) });
  const place = (value: number): number => (value - least) / (most - least);
  return html`<div class="reach">
    <div class="reach-head">
      <label for="reach">${app.t("reach")}</label>
      <output for="reach"><strong data-testid="reach-value">${metres(reach_m, app.lang)}</strong> · ${app.t("reach_minutes", { min: time })}</output>
    </div>
    <input
      id="reach" type="range" data-testid="reach-slider" min=${least} max=${most} step="1" .value=${String(reach_m)}
      style=${`--part:${place(reach_m)}`}
      aria-valuetext=${app.t("reach_text", { m: metres(reach_m, app.lang), min: time })}
      @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
      @keydown=${(event: KeyboardEvent) => {
        const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (!way) return;
        event.preventDefault();
        set(reach_m + way * STEP_M * (event.shiftKey ? 5 : 1));
      }}
    />
    <div class="ticks">
      ${labelled(stops, place).map((stop) => html`<button
        type="button" style=${`--at:${place(stop)}`} tabindex="-1" data-testid=${`stop-${stop}`} @click=${() => set(stop)}
      >${number(stop, app.lang)}</button>`)}
    </div>
    <p class="hint">${app.t("reach_speed", { speed: number(speed, app.lang, 2) })}</p>
  </div>`;
}

/** The stops whose labels have room beside each other, the first and the last always. */
function labelled(stops: readonly number[], place: (value: number) => number): number[] {
  const last = stops.at(-1);
  const kept: number[] = [];
  for (const stop of stops) {
    const before = kept.at(-1);
    const room = before === undefined || place(stop) - place(before) > 0.105;
    const clear = last === undefined || stop === last || place(last) - place(stop) > 0.105;
    if (room && clear) kept.push(stop);
  }
  return kept;
}
