import { html, nothing, type TemplateResult } from "lit";
import { responsibilitiesPath, responsibilityItemsPath } from "../api/paths";
import type { HolderLoad, OverdueItems, Responsibilities, UnitChain } from "../api/plan_types";
import { number } from "../figures/format";
import { featureName } from "../state/catalogue";
import { splitUnit } from "../state/selection";
import { holderName, obligationTitles, overdue, roleName } from "./chain_view";
import { AppElement } from "./element";
import { icon } from "./icons";
import { openFeature } from "./target_laggards";

const SHOWN = 12;
const ITEMS = 40;

/** Who answers for what: chains with a gap, and what is overdue for whom. */
export class DutiesView extends AppElement {
  override render(): TemplateResult {
    const { app } = this;
    const { duties } = app.plan;
    if (duties.failure?.problem?.status === 404) return html`<p class="empty" data-testid="duties-missing">${app.t("duties_missing")}</p>`;
    const answer = duties.value;
    if (!answer) return html`<p class="empty" aria-busy="true">${app.t("loading")}</p>`;
    const { holder } = app.selection.plan;
    const chosen = answer.holders.find((one) => one.holder_ref === holder);
    return html`<div class=${duties.stale ? "board stale" : "board"}>
      ${chosen ? this.#holder(chosen) : html`${this.#summary(answer)} ${this.#leaders(answer)} ${this.#incomplete(answer)} ${this.#others(answer)}`}
    </div>`;
  }

  #summary(answer: Responsibilities): TemplateResult {
    const { app } = this;
    const { unit } = app.selection;
    const of = number(answer.numberMatched, app.lang);
    return html`<div>
      <p class="board-of">${app.t("plan_as_of", { unit: app.areaName(unit), date: answer.at })}</p>
      <p data-testid="duties-complete"><strong class="figure">${number(answer.complete, app.lang)}</strong>
        <span class="muted">${app.t("duties_complete", { of, level: app.catalogue.title(answer.by, app.lang) })}</span></p>
    </div>`;
  }

  /** Those of the largest level with roles: the leaders. */
  #leaders(answer: Responsibilities): TemplateResult {
    const { app } = this;
    const level = answer.duties[0]?.level;
    const found = answer.holders.filter(({ units }) => units.some((unit) => splitUnit(unit)[0] === level));
    return this.#list(app.t("duties_leaders"), found, "duties-leaders");
  }

  #others(answer: Responsibilities): TemplateResult {
    const { app } = this;
    const level = answer.duties[0]?.level;
    const found = answer.holders.filter(({ units, load }) => load.overdue > 0 && units.every((unit) => splitUnit(unit)[0] !== level));
    return this.#list(app.t("duties_others"), found, "duties-others");
  }

  #list(title: string, found: HolderLoad[], testId: string): TemplateResult {
    const { app } = this;
    const row = (one: HolderLoad): TemplateResult => html`<li>
      <button type="button" class="holder-row" data-testid=${`holder-${one.holder_ref}`} @click=${() => this.#open(one)}>
        <span class="holder-name"><strong>${one.units.slice(0, 2).map((unit) => this.#unitName(unit)).join(app.lang === "zh" ? "、" : ", ")}${one.units.length > 2 ? app.t("duties_more", { n: number(one.units.length, app.lang) }) : nothing}</strong>
          <span class="muted">${one.roles.map((role) => roleName(app, role)).join(" · ")} <span class="code">${holderName(one.holder_ref)}</span></span></span>
        <span class="holder-load">${one.load.overdue > 0
          ? html`<strong class="over">${app.t("duties_overdue", { n: number(one.load.overdue, app.lang) })}</strong><span class="muted">${app.t("chain_longest", { n: number(one.load.most_days, app.lang) })}</span>`
          : html`<span class="muted">${app.t("duties_none_overdue")}</span>`}</span>
      </button>
    </li>`;
    return html`<section class="block" data-testid=${testId}>
      <h2>${title}</h2>
      ${found.length === 0 ? html`<p class="empty">${app.t("duties_nobody")}</p>` : nothing}
      <ul class="holders">${found.slice(0, SHOWN).map(row)}</ul>
      ${found.length > SHOWN
        ? html`<details class="empties"><summary>${app.t("target_laggards_all", { n: number(found.length, app.lang) })}</summary><ul class="holders">${found.slice(SHOWN).map(row)}</ul></details>`
        : nothing}
    </section>`;
  }

  #incomplete(answer: Responsibilities): TemplateResult {
    const { app } = this;
    const found = answer.units.filter(({ complete }) => !complete);
    const row = (unit: UnitChain): TemplateResult => html`<li data-testid=${`incomplete-${unit.id}`}>
      <button type="button" class="link" @click=${() => openFeature(app, answer.by, unit.id)}>${unit.name}</button>
      ${unit.roles.filter(({ state }) => state !== "held").map(({ role, state, vacant_since }) => html`<span class="badge flag">${state === "twice"
        ? app.t("duties_role_twice", { role: roleName(app, role) })
        : vacant_since ? app.t("duties_role_vacant", { role: roleName(app, role), date: vacant_since }) : app.t("duties_role_missing", { role: roleName(app, role) })}</span>`)}
    </li>`;
    return html`<section class="block" data-testid="duties-incomplete">
      <h2>${app.t("duties_incomplete", { level: app.catalogue.title(answer.by, app.lang) })}</h2>
      ${found.length === 0 ? html`<p class="empty">${app.t("duties_all_complete")}</p>` : html`<ul class="laggards">${found.map(row)}</ul>`}
    </section>`;
  }

  #unitName(unit: string): string {
    return this.app.unitName(unit);
  }

  #open(one: HolderLoad): void {
    this.app.setPlan({ holder: one.holder_ref });
    void this.updateComplete.then(() => {
      this.closest(".panel-body")?.scrollTo(0, 0);
      this.querySelector<HTMLElement>(".back")?.focus({ preventScroll: true });
    });
  }

  /** One holder: the units, what is overdue there, each a door to the map. */
  #holder(one: HolderLoad): TemplateResult {
    const { app } = this;
    const items = app.plan.items.value;
    return html`<button type="button" class="link back" data-testid="duties-back" @click=${() => app.setPlan({ holder: null })}>${icon("left")}${app.t("duties_back")}</button>
      <section class="block" data-testid="holder">
        <p class="label">${one.roles.map((role) => roleName(app, role)).join(" · ")}</p>
        <p class="figure code">${holderName(one.holder_ref)}</p>
        <p>${one.units.map((unit) => {
          const [collection, id] = splitUnit(unit);
          return html`<button type="button" class="link" @click=${() => openFeature(app, collection, id)}>${this.#unitName(unit)}</button> `;
        })}</p>
        ${overdue(app, one.load, obligationTitles(app))}
      </section>
      ${items ? this.#items(items) : nothing}
      <div class="actions">
        <a class="link" href=${app.client.url(responsibilityItemsPath(one.holder_ref, app.selection.at))} download="overdue.geojson" data-testid="holder-download">${icon("download")}${app.t("rows_download")}</a>
        <a class="link" href=${app.client.url(responsibilitiesPath(app.scope, "csv"))} download="responsibilities.csv">${icon("download")}CSV</a>
      </div>`;
  }

  #items({ features, numberMatched }: OverdueItems): TemplateResult {
    const { app } = this;
    if (features.length === 0) return html`<p class="empty">${app.t("duties_none_overdue")}</p>`;
    const rest = numberMatched - Math.min(ITEMS, features.length);
    return html`<section class="block" data-testid="holder-items">
      <h2>${app.t("duties_items", { n: number(numberMatched, app.lang) })}</h2>
      <ul class="laggards">${features.slice(0, ITEMS).map((feature) => html`<li>
        <button type="button" class="link" @click=${() => openFeature(app, feature.collection, feature.id)}>${featureName(feature, app.catalogue.get(feature.collection))}</button>
        <span class="muted">${app.catalogue.title(feature.collection, app.lang)} · ${app.t("duties_due", { date: feature.due ?? "" })}</span>
        <span class="distance over">${app.t("duties_days", { n: number(feature.overdue_days, app.lang) })}</span>
      </li>`)}</ul>
      ${rest > 0 ? html`<p class="hint">${app.t("rows_more", { n: number(rest, app.lang) })}</p>` : nothing}
    </section>`;
  }
}

customElements.define("gm-duties-view", DutiesView);
