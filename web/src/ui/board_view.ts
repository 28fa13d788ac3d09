import { html, nothing, type TemplateResult } from "lit";
import type { TargetScore, TargetState } from "../api/plan_types";
import type { Titles } from "../api/types";
import { number } from "../figures/format";
import { aheadOf, countStates, fraction, headline, rateOf, STATES, threshold, unitFigure } from "../figures/targets";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";
import { AppElement } from "./element";
import { stateSign } from "./state_badge";
import { targetBar } from "./target_bar";

/** The scoreboard: how many targets stand how, then each of them under its chapter. */
export class BoardView extends AppElement {
  override render(): TemplateResult | typeof nothing {
    const { app } = this;
    const { board } = app.plan;
    if (!board.value) {
      // What failed is told above the map.
      return board.status === "failed" ? nothing : html`<p class="empty" aria-busy="true">${app.t("loading")}</p>`;
    }
    const { targets, at } = board.value;
    const { unit, plan } = app.selection;
    const listed = plan.states.length ? targets.filter(({ state }) => plan.states.includes(state)) : targets;
    return html`<div class=${board.stale ? "board stale" : "board"} data-testid="board">
      <p class="board-of" data-testid="board-of" aria-live="polite">
        ${app.t("plan_as_of", { unit: app.areaName(unit), date: at })}
        <span class="muted">${app.t("plan_targets", { n: number(targets.length, app.lang) })}</span>
      </p>
      ${this.#summary(targets)}
      ${listed.length ? chapters(app, listed).map((chapter) => this.#chapter(chapter)) : html`<p class="empty">${app.t("plan_filter_none")}</p>`}
    </div>`;
  }

  /** How many stand in each state; a press lists only those. */
  #summary(targets: TargetScore[]): TemplateResult {
    const { app } = this;
    const counts = countStates(targets);
    const { states } = app.selection.plan;
    const toggle = (state: TargetState): void =>
      app.setPlan({ states: STATES.filter((one) => (one === state ? !states.includes(one) : states.includes(one))) });
    return html`<div>
      <span class="states-bar" aria-hidden="true">
        ${STATES.map((state) => counts[state] ? html`<i data-state=${state} style=${`flex-grow:${counts[state]}`}></i>` : nothing)}
      </span>
      <div class="states" role="group" aria-label=${app.t("plan_filter")}>
        ${STATES.map((state) => html`<button
          type="button" data-testid=${`state-${state}`} title=${app.t(`state_${state}_long`)}
          aria-pressed=${states.includes(state) ? "true" : "false"} ?disabled=${counts[state] === 0 && !states.includes(state)}
          @click=${() => toggle(state)}
        >${stateSign(state)}<strong>${number(counts[state], app.lang)}</strong><span>${app.t(`state_${state}`)}</span></button>`)}
        ${states.length
          ? html`<button type="button" class="link" data-testid="states-clear" @click=${() => app.setPlan({ states: [] })}>${app.t("filter_clear")}</button>`
          : nothing}
      </div>
    </div>`;
  }

  #chapter({ key, title, targets }: Chapter): TemplateResult {
    const { app } = this;
    const counts = countStates(targets);
    const of = targets.length - counts.not_applicable;
    const well = counts.met + counts.clean_so_far + counts.on_pace;
    return html`<section class="chapter" data-testid=${`chapter-${key}`}>
      <h2>${titleOf(title, app.lang)}${targets.length
        ? html`<span class="muted">${app.t("plan_chapter_well", { n: number(well, app.lang), of: number(of, app.lang) })}</span>`
        : nothing}</h2>
      ${targets.length
        ? html`<ul class="targets">${targets.map((target) => html`<li>${this.#row(target)}</li>`)}</ul>`
        : html`<p class="hint">${app.t("plan_chapter_none")}</p>`}
    </section>`;
  }

  #row(target: TargetScore): TemplateResult {
    const { app } = this;
    const rate = rateOf(target);
    const bare = target.state === "not_applicable" && !target.num && !target.den;
    return html`<button
      type="button" class="target-row" data-testid=${`target-${target.key}`} data-state=${target.state}
      @click=${() => app.openTarget(target.key)}
    >
      ${stateSign(target.state)}
      <span class="target-title">${titleOf(target.title, app.lang)}</span>
      <strong class="target-rate">${bare ? "" : headline(target, app.lang)}</strong>
      ${targetBar(target, target)}
      <span class="target-facts">
        <span class="state-word">${app.t(`state_${target.state}`)}</span>
        ${bare || rate === null || target.basis === "targets" ? nothing : html`<span class="target-fraction">${fraction(target, app.lang)}</span>`}
        ${target.commitment === "plain" ? nothing : html`<span class=${`commitment ${target.commitment}`}>${app.t(`commitment_${target.commitment}`)}</span>`}
        ${threshold(target, app.lang) ? html`<span>${threshold(target, app.lang)}</span>` : nothing}
        ${paceText(app, target)}
        ${bare ? nothing : this.#worst(target)}
      </span>
    </button>`;
  }

  /** The worst unit stands beside every average, unless all are alike. */
  #worst(target: TargetScore): TemplateResult | typeof nothing {
    const { app } = this;
    const { spread } = target;
    if (!spread || spread.units < 2) return nothing;
    const [worst, best] = [rateOf(spread.worst), rateOf(spread.best)];
    if (worst === null || worst === best) return nothing;
    return html`<span class="worst-of">${app.t("target_worst")} ${spread.worst.name} ${unitFigure(spread.worst, target, app.lang)}</span>`;
  }
}

/** Ahead of the calendar or behind it; nothing for what is over or not paced. */
export function paceText(app: App, target: TargetScore): TemplateResult | typeof nothing {
  const ahead = aheadOf(target);
  if (ahead === null || !["on_pace", "behind"].includes(target.state)) return nothing;
  const text = ahead === 0
    ? app.t("target_even")
    : app.t(ahead > 0 ? "target_ahead" : "target_late", { n: number(Math.abs(ahead), app.lang) });
  return html`<span class="pace-text">${text}</span>`;
}

export interface Chapter {
  key: string;
  title: Titles;
  targets: TargetScore[];
}

/** The targets under the plan's chapters, in its order; a chapter without any is named all the same. */
export function chapters(app: App, targets: readonly TargetScore[]): Chapter[] {
  const themes = app.plan.text.value?.themes ?? [];
  const known = new Set(themes.map(({ key }) => key));
  const filtered = targets.length < (app.plan.board.value?.targets.length ?? 0);
  const listed = themes
    .map(({ key, title }) => ({ key, title, targets: targets.filter((target) => target.theme === key) }))
    .filter((chapter) => chapter.targets.length > 0 || !filtered);
  const others = targets.filter(({ theme }) => theme === null || !known.has(theme));
  if (others.length === 0) return listed;
  const title = { zh: "", en: "", [app.lang]: themes.length ? app.t("plan_chapter_other") : "" };
  return [...listed, { key: "other", title, targets: others }];
}

customElements.define("gm-board-view", BoardView);
