import { html, nothing, type TemplateResult } from "lit";
import type { TargetAnswer, TargetScore } from "../api/plan_types";
import { number, percent } from "../figures/format";
import { fraction, headline, rateOf, threshold } from "../figures/targets";
import { titleOf } from "../state/catalogue";
import type { Paint } from "../state/selection";
import type { MessageKey } from "../messages";
import { AppElement } from "./element";
import { segments } from "./fields";
import { icon } from "./icons";
import { paceText } from "./board_view";
import { stateBadge, stateSign } from "./state_badge";
import { targetBar } from "./target_bar";
import { targetExplained } from "./target_explained";
import { targetLegend } from "./target_legend";
import { laggards, spread } from "./target_laggards";
import { targetRows } from "./target_rows";
import { targetTrend } from "./target_trend";

/** One target: its number, the map's legend, what holds it back, and all that explains it. */
export class TargetView extends AppElement {
  override render(): TemplateResult {
    const { app } = this;
    const { target } = app.selection.plan;
    const score = app.plan.score(target);
    const { value } = app.plan.target;
    const answer = value?.key === target ? value : null;
    const shown = answer ?? score;
    const stale = app.plan.target.stale || app.plan.board.stale;
    return html`
      <button type="button" class="link back" data-testid="target-back" @click=${() => app.openTarget(null)}>${icon("left")}${app.t("target_back")}</button>
      ${shown
        ? html`<article class=${stale ? "target stale" : "target"} data-testid="target" data-key=${shown.key}>
            ${this.#head(shown, answer)}
            ${answer ? this.#body(answer) : nothing}
          </article>`
        : html`<p class="empty">${app.t(app.plan.board.status === "ready" ? "plan_filter_none" : "loading")}</p>`}
    `;
  }

  #head(target: TargetScore, answer: TargetAnswer | null): TemplateResult {
    const { app } = this;
    const { unit } = app.selection;
    const theme = app.plan.text.value?.themes.find(({ key }) => key === target.theme);
    return html`<header>
      <span class="label">${titleOf(theme?.title, app.lang)}${theme ? " · " : ""}${app.t("plan_as_of", { unit: app.areaName(unit), date: answer?.at ?? app.plan.board.value?.at ?? "" })}</span>
      <h2 data-testid="target-title">${titleOf(target.title, app.lang)}</h2>
      <div class="target-figure">
        <span class="figure" data-testid="target-rate">${headline(target, app.lang)}</span>
        ${rateOf(target) === null || target.basis === "targets" ? nothing : html`<span data-testid="target-fraction">${fraction(target, app.lang)}</span>`}
        ${target.unit ? html`<span class="muted">${this.#unit(target.unit)}</span>` : nothing}
        ${stateBadge(app, target.state)}
      </div>
      ${targetBar(target, target)}
      ${this.#facts(target)} ${this.#notes(target)}
    </header>`;
  }

  #unit(unit: string): string {
    const names: Record<string, MessageKey> = {
      days: "unit_days", items: "unit_items", m: "unit_m", meetings: "unit_meetings", people: "unit_people",
      points: "unit_points", "point-days": "unit_point_days",
    };
    const key = names[unit];
    return key ? this.app.t(key) : unit;
  }

  #facts(target: TargetScore): TemplateResult {
    const { app } = this;
    const goal = threshold(target, app.lang);
    const expected = target.expected ?? null;
    return html`<dl class="facts">
      ${goal ? html`<div><dt>${app.t("target_goal")}</dt><dd>${goal}${this.#short(target)}</dd></div>` : nothing}
      <div><dt>${app.t("target_commitment")}</dt><dd>${app.t(`commitment_${target.commitment}`)} · ${app.t("target_due", { date: target.due })}</dd></div>
      <div><dt>${app.t("target_pace")}</dt><dd>${expected === null
        ? app.t("target_no_pace")
        : html`${app.t("target_expected", { n: number(expected, app.lang) })}<br/>${paceText(app, target)}`}</dd></div>
      ${target.baseline
        ? html`<div><dt>${app.t("target_baseline")}</dt><dd>${fraction(target.baseline, app.lang)}${rateOf(target.baseline) === null ? "" : ` = ${percent(rateOf(target.baseline), app.lang)}`} <span class="muted">${target.baseline.as_of}</span></dd></div>`
        : nothing}
    </dl>`;
  }

  /** How many are still missing to a threshold from below. */
  #short(target: TargetScore): TemplateResult | typeof nothing {
    const { app } = this;
    const { num, den, percent: wanted, count, compare } = target;
    if (compare !== "≥" || ["no_data", "not_applicable"].includes(target.state)) return nothing;
    const need = wanted !== null && den !== null ? Math.ceil((wanted * den) / 100) - num : count !== null ? count - num : 0;
    return need > 0 ? html` <strong>${app.t("target_short", { n: number(need, app.lang) })}</strong>` : nothing;
  }

  #notes(target: TargetScore): TemplateResult | typeof nothing {
    const { app } = this;
    const { stretch, declared, den } = target;
    const notes = [
      target.unknown > 0 ? app.t("target_unknown", { n: number(target.unknown, app.lang) }) : "",
      stretch !== null && typeof target.stretch_met === "boolean"
        ? app.t(target.stretch_met ? "target_stretch_met" : "target_stretch_open", { n: String(stretch) })
        : "",
      declared !== null && den !== null && declared !== den && app.selection.unit === null
        ? app.t("target_declared", { n: number(declared, app.lang), found: number(den, app.lang) })
        : "",
      target.proxy ? app.t("target_proxy") : "",
      target.undated ? app.t("target_undated") : "",
    ].filter(Boolean);
    return notes.length ? html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing;
  }

  #body(answer: TargetAnswer): TemplateResult {
    const { app } = this;
    return html`
      ${this.#map(answer)}
      ${spread(app, answer)}
      ${laggards(app, answer)}
      ${targetTrend(app, answer)}
      ${this.#readings(answer)}
      ${this.#tiles(answer)}
      ${targetRows(app, answer)}
      ${targetExplained(app, answer)}`;
  }

  #map(answer: TargetAnswer): TemplateResult {
    const { app } = this;
    const { plan } = app.selection;
    const map = app.targetMap;
    const levels = app.levelOrder.filter((level) => answer.levels.includes(level));
    const options = levels.map((value) => ({ value, label: app.catalogue.title(value, app.lang) }));
    const rated = answer.units?.some((unit) => rateOf(unit) !== null) ?? false;
    return html`<section class="block">
      <h2>${app.t("target_map")}</h2>
      ${levels.length > 1
        ? segments(app.t("target_level"), map?.by ?? plan.by, options, (by) => app.setPlan({ by }), "target-by")
        : levels.length === 1
          ? html`<p class="hint">${app.t("target_level_only", { level: options[0]?.label ?? "" })}</p>`
          : nothing}
      ${map
        ? html`${rated
            ? segments(app.t("target_map"), plan.paint,
                [{ value: "state", label: app.t("paint_state") }, { value: "rate", label: app.t("paint_rate") }],
                (paint) => app.setPlan({ paint: paint as Paint }), "paint")
            : nothing}
          ${targetLegend(app, map)}
          ${this.#chosen(answer)}
          <button type="button" class="link wide" data-testid="show-table" @click=${() => app.set({ tableOpen: true, ...(window.innerWidth <= 720 ? { tab: "table" } : {}) })}>
            ${icon("table")}${app.t("show_table", { n: number(map.units.length, app.lang) })}
          </button>`
        : html`<p class="empty">${app.t("target_no_units")}</p>`}
    </section>`;
  }

  /** The unit marked on the map or in the table, in a sentence. */
  #chosen(answer: TargetAnswer): TemplateResult | typeof nothing {
    const { app } = this;
    const unit = answer.units?.find(({ id }) => id === app.selection.row);
    if (!unit) return nothing;
    const rate = rateOf(unit);
    return html`<div class="chosen-unit" data-testid="chosen-unit" aria-live="polite">
      <strong>${unit.name}</strong> ${fraction(unit, app.lang)}${rate === null ? "" : ` = ${percent(rate, app.lang)}`}
      ${stateBadge(app, unit.state)} ${targetBar(unit, answer)}
    </div>`;
  }

  #readings(answer: TargetAnswer): TemplateResult | typeof nothing {
    const { app } = this;
    if (answer.also.length === 0) return nothing;
    return html`<section class="block">
      <h2>${app.t("target_also")}</h2>
      <dl class="facts">${answer.also.map((also) => html`<div>
        <dt>${titleOf(also.title, app.lang)}</dt>
        <dd>${fraction(also, app.lang)}${rateOf(also) === null ? "" : ` = ${percent(rateOf(also), app.lang)}`}</dd>
      </div>`)}</dl>
    </section>`;
  }

  /** The targets a composite is made of, as doors. */
  #tiles(answer: TargetAnswer): TemplateResult | typeof nothing {
    const { app } = this;
    if (answer.tiles.length === 0) return nothing;
    return html`<section class="block">
      <h2>${app.t("target_tiles")}</h2>
      <ul class="tile-list">${answer.tiles.map((tile) => html`<li>
        ${tile.map(({ key, state }) => html`<button type="button" class="link" @click=${() => app.openTarget(key)}>
          ${stateSign(state)}${titleOf(app.plan.score(key)?.title, app.lang) || key}<span class="muted">${app.t(`state_${state}`)}</span>
        </button>`)}
      </li>`)}</ul>
    </section>`;
  }
}

customElements.define("gm-target-view", TargetView);
