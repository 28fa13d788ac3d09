import { html, nothing, type TemplateResult } from "lit";
import type { TargetScore } from "../api/plan_types";
import { number, percent } from "../figures/format";
import { aheadOf, countStates, fraction, rateOf, STATES, threshold, unitFigure } from "../figures/targets";
import { weakest } from "../figures/weakest";
import { syntheticShare, titleOf } from "../state/catalogue";
import { splitUnit } from "../state/selection";
import { chapters, type Chapter } from "./board_view";
import { AppElement } from "./element";
import { icon } from "./icons";
import { stateSign } from "./state_badge";

/** One page to print: the scoreboard of a unit with the worst of its units. It covers the page. */
export class Report extends AppElement {
  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.classList.add("reporting");
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".report-bar select")?.focus());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.documentElement.classList.remove("reporting");
  }

  override render(): TemplateResult {
    const { app } = this;
    const board = app.plan.board.value;
    return html`<div
      class="report" role="dialog" aria-modal="true" aria-label=${app.t("report_title")} data-testid="report" tabindex="-1"
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#close()}
    >
      ${this.#bar()}
      <article class=${app.plan.board.stale ? "sheet stale" : "sheet"}>
        ${board ? this.#sheet(board.targets, board.at) : html`<p class="empty" aria-busy="true">${app.t("loading")}</p>`}
      </article>
    </div>`;
  }

  #close(): void {
    this.app.setPlan({ view: "board" });
  }

  /** The unit, print, close: not printed themselves. */
  #bar(): TemplateResult {
    const { app } = this;
    const { unit } = app.selection;
    // The largest level is the whole; compounds are too small for a report of the plan.
    const levels = app.catalogue.unitLevels().slice(1, 3);
    return html`<div class="report-bar">
      <label><span class="sr">${app.t("report_unit")}</span>
        <select data-testid="report-unit" .value=${unit ?? ""} @change=${(event: Event) => app.set({ unit: (event.target as HTMLSelectElement).value || null, row: null })}>
          <option value="" ?selected=${unit === null}>${app.whole}</option>
          ${levels.map((level) => html`<optgroup label=${titleOf(level.titles, app.lang)}>
            ${[...app.features(level.id)].sort((a, b) => a.id.localeCompare(b.id)).map(({ id, properties }) => {
              const value = `${level.id}:${id}`;
              return html`<option value=${value} ?selected=${value === unit}>${String(properties["name"] ?? id)}</option>`;
            })}
          </optgroup>`)}
        </select>
      </label>
      <button type="button" class="button primary" data-testid="report-print" @click=${() => window.print()}>${icon("print")}${app.t("report_print")}</button>
      <button type="button" class="button" data-testid="report-close" @click=${() => this.#close()}>${icon("close")}${app.t("report_close")}</button>
    </div>`;
  }

  #sheet(all: TargetScore[], at: string): TemplateResult {
    const { app } = this;
    const { unit } = app.selection;
    const level = unit === null ? null : splitUnit(unit)[0];
    const targets = level === null ? all : all.filter(({ levels }) => levels.includes(level));
    const left = all.length - targets.length;
    const today = new Date().toLocaleDateString("sv-SE");
    const name = app.areaName(unit);
    return html`
      <header>
        <p>${titleOf(app.plan.text.value?.title, app.lang)}</p>
        <h1 data-testid="report-title">${app.t("report_head", { unit: name })}</h1>
        <p class="muted">${app.t("report_date", { at, today })}</p>
        ${this.#summary(targets)}
      </header>
      ${targets.length ? this.#table(targets) : html`<p class="empty">${app.t("report_none")}</p>`}
      <footer>
        ${this.#weakest(targets)}
        ${left > 0 ? html`<p>${app.t("report_left_out", { n: number(left, app.lang) })}</p>` : nothing}
        ${this.#source()}
      </footer>`;
  }

  #summary(targets: TargetScore[]): TemplateResult {
    const { app } = this;
    const counts = countStates(targets);
    return html`<ul class="report-states" aria-label=${app.t("report_legend")}>
      ${STATES.map((state) => html`<li>${stateSign(state)}<strong>${number(counts[state], app.lang)}</strong>${app.t(`state_${state}`)}</li>`)}
    </ul>`;
  }

  #table(targets: TargetScore[]): TemplateResult {
    const { app } = this;
    const heads = ["report_chapter", "table_state", "report_target", "report_value", "report_rate", "report_goal", "report_pace", "report_worst"] as const;
    return html`<table data-testid="report-table">
      <thead><tr>${heads.map((key) => html`<th scope="col">${app.t(key)}</th>`)}</tr></thead>
      ${chapters(app, targets).filter((chapter) => chapter.targets.length).map((chapter) => this.#chapter(chapter))}
    </table>`;
  }

  #chapter({ title, targets }: Chapter): TemplateResult {
    const { app } = this;
    return html`<tbody>${targets.map((target, i) => html`<tr data-key=${target.key}>
      ${i === 0 ? html`<th scope="rowgroup" rowspan=${targets.length}>${titleOf(title, app.lang)}</th>` : nothing}
      <td class="report-state"><span class="state">${stateSign(target.state)}${app.t(`state_${target.state}`)}</span></td>
      <td>${titleOf(target.title, app.lang)}${target.commitment === "plain" ? nothing : html` <em>${app.t(`commitment_${target.commitment}`)}</em>`}</td>
      ${this.#figures(target)}
    </tr>`)}</tbody>`;
  }

  #figures(target: TargetScore): TemplateResult {
    const { app } = this;
    const empty = ["not_applicable", "no_data"].includes(target.state) && !target.num;
    const ahead = ["on_pace", "behind"].includes(target.state) ? aheadOf(target) : null;
    const worst = target.spread && target.spread.units > 1 && rateOf(target.spread.worst) !== null ? target.spread.worst : null;
    return html`<td class="n">${empty ? "" : fraction(target, app.lang)}</td>
      <td class="n">${empty || rateOf(target) === null || target.basis === "targets" ? "" : percent(rateOf(target), app.lang)}</td>
      <td class="n">${threshold(target, app.lang)}</td>
      <td class="n">${ahead === null ? "" : ahead > 0 ? `+${number(ahead, app.lang)}` : number(ahead, app.lang)}</td>
      <td class="worst">${worst && !empty ? `${worst.name} ${unitFigure(worst, target, app.lang)}` : ""}</td>`;
  }

  #weakest(targets: TargetScore[]): TemplateResult | typeof nothing {
    const { app } = this;
    const found = weakest(targets).slice(0, 6);
    if (found.length === 0) return nothing;
    const names = found.map(({ name, n }) => app.t("report_weakest_n", { name, n: number(n, app.lang) }));
    return html`<p data-testid="report-weakest"><strong>${app.t("report_weakest")}</strong> ${names.join(app.lang === "zh" ? "、" : ", ")}</p>`;
  }

  #source(): TemplateResult {
    const { app } = this;
    const synthetic = app.catalogue.collections.some((collection) => syntheticShare(collection) > 0);
    return html`<p>${synthetic ? html`<strong class="synthetic" data-testid="report-synthetic">${app.t("report_synthetic")}</strong> ${titleOf(app.territory?.synthetic_note, app.lang)}` : nothing}
      ${app.t("attribution_osm")}</p>`;
  }
}

customElements.define("gm-report", Report);
