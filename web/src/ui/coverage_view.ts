import { html, nothing, type TemplateResult } from "lit";
import type { Coverage, People } from "../api/types";
import { categoryOf } from "../figures/categories";
import { area, metres, number, percent } from "../figures/format";
import type { MessageKey } from "../messages";
import { codedProperties, kindProperty, titleOf } from "../state/catalogue";
import { FACILITY_DEFAULTS } from "../state/selection";
import { coverageCurve } from "./coverage_curve";
import { AppElement } from "./element";
import { chips, segments, selectField } from "./fields";
import { icon } from "./icons";
import { reachSlider } from "./reach_slider";
import { openRow } from "./row";
import { markSymbol } from "./symbols";

const WORST = 6;
/** The people a gap is measured by: the oldest group the service counts, 60 and over by default. */
export const GAP_PEOPLE = "residents_60";

/** “Who is out of reach?”: facilities and distance, people and area reached, the curve, the gaps. */
export class CoverageView extends AppElement {
  override render(): TemplateResult {
    const { coverage } = this.app;
    return html`
      ${this.#form()}
      <div class=${coverage.stale ? "answer stale" : "answer"}>
        ${coverage.value ? this.#answer(coverage.value) : nothing}
      </div>
    `;
  }

  #form(): TemplateResult {
    const { app } = this;
    const { coverage } = app.selection;
    const facilities = Object.keys(FACILITY_DEFAULTS).filter((id) => app.catalogue.has(id));
    const coded = codedProperties(app.catalogue.get(coverage.collection)).slice(0, 2);
    return html`<div class="form">
      ${segments(app.t("facilities"), coverage.collection,
        facilities.map((id) => ({ value: id, label: app.catalogue.title(id, app.lang) })),
        (collection) => app.setCoverage({ collection, filters: FACILITY_DEFAULTS[collection] ?? {} }),
        "facilities")}
      ${coded.map((property) => html`<div class="filter">
        <span class="label">${titleOf(property.titles, app.lang)}</span>
        ${chips(titleOf(property.titles, app.lang), coverage.filters[property.name] ?? [],
          (property.codes ?? []).map((c) => ({ value: c.code, label: titleOf(c.titles, app.lang) })),
          (codes) => app.setCoverage({ filters: { ...coverage.filters, [property.name]: codes } }),
          `facility-${property.name}`)}
      </div>`)}
      ${reachSlider(app)}
      ${selectField(app.t("by"), coverage.by,
        app.catalogue.unitLevels().map((c) => ({ value: c.id, label: titleOf(c.titles, app.lang) })),
        (by) => { app.setCoverage({ by }); app.set({ row: null }); }, "coverage-by")}
    </div>`;
  }

  #answer(answer: Coverage): TemplateResult {
    const { app } = this;
    if (answer.facilities === 0) return html`<p class="empty">${app.t("coverage_empty")}</p>`;
    const people = answer.total.people[GAP_PEOPLE];
    const unit = app.areaName(app.selection.unit);
    return html`
      <div class="headline" aria-live="polite">
        <span class="label">${app.t("coverage_headline", { unit, m: metres(answer.reach_m, app.lang) })}</span>
        <span class="figure" data-testid="coverage-share">${percent(shareOf(people), app.lang)}</span>
        <span class="muted">
          <span data-testid="coverage-facilities">${this.#facilities(answer)}</span>
          ${answer.total.capacity ? html` · ${app.t("coverage_capacity", { n: number(answer.total.capacity, app.lang) })}` : nothing}
        </span>
      </div>
      ${this.#people(answer)}
      <ul class="legend inline">
        <li><span class="swatch reached"></span>${app.t("legend_reached")}</li>
        <li><span class="swatch gap"></span>${app.t("legend_gap")}</li>
        <li>${markSymbol(this.#siteCategory(answer))}${app.t("legend_facility")}</li>
      </ul>
      <section class="block">
        <h2>${app.t("curve_title")}</h2>
        ${coverageCurve(app, app.curve.value?.curve ?? [], answer.reach_m, shareOf(people))}
      </section>
      <section class="block">
        <h2>${app.t("worst_units")}</h2>
        ${this.#worst(answer)}
        <button type="button" class="link wide" data-testid="show-table" @click=${() => app.set({ tableOpen: true, ...(window.innerWidth <= 720 ? { tab: "table" } : {}) })}>
          ${icon("table")}${app.t("show_table", { n: number(answer.units.length, app.lang) })}
        </button>
        <p class="hint">${app.t("coverage_rule")}</p>
      </section>`;
  }

  #people(answer: Coverage): TemplateResult {
    const { app } = this;
    const { total } = answer;
    return html`<table class="figures">
      <thead><tr>
        <th></th><th>${app.t("people_reached")}</th><th>${app.t("people_total")}</th><th>${app.t("people_share")}</th>
      </tr></thead>
      <tbody>
        ${answer.demand.columns.map((column) => {
          const people = total.people[column];
          return html`<tr data-testid=${`people-${column}`}>
            <th>${this.#columnTitle(answer, column)}</th>
            <td data-testid=${`reached-${column}`}>${number(people?.reached, app.lang)}</td>
            <td>${number(people?.total, app.lang)}</td>
            <td>${percent(shareOf(people), app.lang)}<span class="bar" style=${`--part:${shareOf(people) ?? 0}`}></span></td>
          </tr>`;
        })}
        <tr data-testid="people-area">
          <th>${app.t("people_area")}</th>
          <td>${area(total.area_reached_m2, app.lang)}</td>
          <td>${area(total.area_m2, app.lang)}</td>
          <td>${percent(total.area_share, app.lang)}<span class="bar" style=${`--part:${total.area_share ?? 0}`}></span></td>
        </tr>
      </tbody>
    </table>`;
  }

  /** Facilities beyond the unit reach into it: they count, and are told apart from its own. */
  #facilities(answer: Coverage): string {
    const { app } = this;
    const all = number(answer.facilities, app.lang);
    if (!app.selection.unit || !answer.outside) return app.t("coverage_facilities", { n: all });
    const inside = answer.facilities - answer.outside.facilities;
    return app.t("coverage_facilities_in", { n: number(inside, app.lang), all });
  }

  /** The mark in the legend: that of the kind asked for, when it is one. */
  #siteCategory(answer: Coverage): number {
    const kind = kindProperty(this.app.catalogue.get(answer.collection));
    const codes = kind ? this.app.selection.coverage.filters[kind.name] : undefined;
    return categoryOf(kind, codes?.[0] ?? kind?.codes?.[0]?.code ?? null);
  }

  #columnTitle(answer: Coverage, column: string): string {
    const key = `people_${column}`;
    if (["people_residents", "people_residents_60", "people_residents_80"].includes(key)) return this.app.t(key as MessageKey);
    return titleOf(this.app.catalogue.property(answer.demand.collection, column)?.titles, this.app.lang) || column;
  }

  #worst(answer: Coverage): TemplateResult {
    const { app } = this;
    const missed = answer.units
      .map((unit) => ({ ...unit, missed: missedOf(unit.people[GAP_PEOPLE]) }))
      .filter((unit) => unit.missed >= 0.5)
      .sort((a, b) => b.missed - a.missed)
      .slice(0, WORST);
    if (missed.length === 0) return html`<p class="empty">${app.t("worst_none")}</p>`;
    const most = missed[0]?.missed ?? 1;
    return html`<ol class="bars gap">
      ${missed.map((unit) => html`<li>
        <button
          type="button" data-testid=${`worst-${unit.id}`} aria-pressed=${app.selection.row === unit.id ? "true" : "false"}
          @click=${() => openRow(app, answer.by, unit.id)}
        >
          <span class="bar-name">${unit.name}</span>
          <span class="bar-value">${app.t("worst_missed", { n: number(unit.missed, app.lang) })}</span>
          <span class="bar" style=${`--part:${unit.missed / most}`}></span>
        </button>
      </li>`)}
    </ol>`;
  }
}

/** Reached over total; null when there is nobody. */
export function shareOf(people: People | undefined): number | null {
  return people && people.total > 0 ? people.reached / people.total : null;
}

export function missedOf(people: People | undefined): number {
  return people ? people.total - people.reached : 0;
}

customElements.define("gm-coverage-view", CoverageView);
