import { html, nothing, type TemplateResult } from "lit";
import { number } from "../figures/format";
import { codedProperties, titleOf } from "../state/catalogue";
import type { Choropleth } from "../state/choropleth";
import type { Measure, Method } from "../state/selection";
import { countsLegend } from "./counts_legend";
import { AppElement } from "./element";
import { chips, segments, selectField } from "./fields";
import { icon } from "./icons";
import { openRow } from "./row";

const TOP = 6;

/** “How many in each unit?”: the form, the headline, the legend, the units that lead. */
export class CountsView extends AppElement {
  override render(): TemplateResult {
    const answer = this.app.choropleth;
    return html`
      ${this.#form()}
      <div class=${this.app.counts.stale ? "answer stale" : "answer"}>
        ${answer ? this.#answer(answer) : nothing}
      </div>
    `;
  }

  #form(): TemplateResult {
    const { app } = this;
    const { counts } = app.selection;
    const countable = app.catalogue.collections.filter(
      (c) => c.unitLevel === null && c.geometry !== "none" && c.count > 0,
    );
    const coded = codedProperties(app.catalogue.get(counts.collection));
    return html`<div class="form">
      <div class="row-2">
        ${selectField(app.t("what"), counts.collection,
          countable.map((c) => ({ value: c.id, label: titleOf(c.titles, app.lang) })),
          (collection) => this.#choose(collection), "counts-what")}
        ${selectField(app.t("by"), counts.by,
          app.catalogue.unitLevels().map((c) => ({ value: c.id, label: titleOf(c.titles, app.lang) })),
          (by) => app.setCounts({ by, ...(by !== "compounds" && counts.measure === "per_1000" ? { measure: "count" } : {}) }),
          "counts-by")}
      </div>
      ${coded.length ? this.#refine() : nothing}
    </div>`;
  }

  /** Another collection: grouped by the same property if it has it, and filtered by nothing. */
  #choose(collection: string): void {
    const coded = codedProperties(this.app.catalogue.get(collection));
    const { group } = this.app.selection.counts;
    const same = coded.find((property) => property.name === group) ?? coded[0];
    this.app.setCounts({ collection, group: same?.name ?? "", filters: {} });
  }

  #refine(): TemplateResult {
    const { app } = this;
    const { counts } = app.selection;
    const coded = codedProperties(app.catalogue.get(counts.collection));
    const active = Object.values(counts.filters).reduce((sum, codes) => sum + codes.length, 0);
    return html`
      <details class="filters" ?open=${active > 0}>
        <summary data-testid="counts-filter">${app.t("refine")}${active ? html`<span class="badge">${active}</span>` : nothing}</summary>
        ${selectField(app.t("group"), counts.group,
          [{ value: "", label: app.t("group_none") }, ...coded.map((p) => ({ value: p.name, label: titleOf(p.titles, app.lang) }))],
          (group) => app.setCounts({ group }), "counts-group")}
        ${coded.map((property) => html`<div class="filter">
          <span class="label">${titleOf(property.titles, app.lang)}</span>
          ${chips(titleOf(property.titles, app.lang), counts.filters[property.name] ?? [],
            (property.codes ?? []).map((c) => ({ value: c.code, label: titleOf(c.titles, app.lang) })),
            (codes) => app.setCounts({ filters: { ...counts.filters, [property.name]: codes } }),
            `filter-${property.name}`)}
        </div>`)}
        ${active
          ? html`<button type="button" class="link" data-testid="filter-clear" @click=${() => app.setCounts({ filters: {} })}>${app.t("filter_clear")}</button>`
          : nothing}
      </details>`;
  }

  #answer(answer: Choropleth): TemplateResult {
    const { app } = this;
    const { unit, counts } = app.selection;
    const what = app.catalogue.title(answer.collection, app.lang);
    const inside = answer.numberMatched - answer.outside.count;
    const measures: [Measure, string][] = [
      ["count", app.t("measure_count")],
      ["per_ha", app.t("measure_per_ha")],
      ...(answer.by === "compounds" ? [["per_1000", app.t("measure_per_1000")] as [Measure, string]] : []),
    ];
    const methods: [Method, string][] = [["quantile", app.t("method_quantile")], ["natural", app.t("method_natural")]];
    const asOptions = (pairs: [string, string][]) => pairs.map(([value, label]) => ({ value, label }));
    return html`
      <div class="headline" aria-live="polite">
        <span class="label">${app.areaName(unit)} · ${what}</span>
        <span class="figure" data-testid="counts-total">${number(answer.numberMatched, app.lang)}</span>
        <dl class="sums">
          <div><dt>${app.t("counts_inside")}</dt><dd data-testid="counts-inside">${number(inside, app.lang)}</dd></div>
          <div><dt>${app.t("counts_outside")}</dt><dd data-testid="counts-outside">${number(answer.outside.count, app.lang)}</dd></div>
        </dl>
      </div>
      <section class="block">
        <h2>${app.t("legend")}</h2>
        ${countsLegend(app, answer)}
        <div class="row-2">
          ${segments(app.t("measure"), counts.measure, asOptions(measures), (m) => app.setCounts({ measure: m as Measure }), "measure")}
        </div>
        ${segments(app.t("method"), counts.method, asOptions(methods), (m) => app.setCounts({ method: m as Method }), "method")}
      </section>
      <section class="block">
        <h2>${app.t("top_units")}</h2>
        ${this.#top(answer)}
        <button type="button" class="link wide" data-testid="show-table" @click=${() => app.set({ tableOpen: true, ...(window.innerWidth <= 720 ? { tab: "table" } : {}) })}>
          ${icon("table")}${app.t("show_table", { n: number(answer.units.length, app.lang) })}
        </button>
      </section>`;
  }

  #top(answer: Choropleth): TemplateResult {
    const { app } = this;
    const rank = (value: number | null): number => value ?? -1;
    const top = [...answer.units].sort((a, b) => rank(b.value) - rank(a.value)).slice(0, TOP);
    const most = rank(top[0]?.value ?? null);
    const digits = answer.measure === "count" ? 0 : 1;
    return html`<ol class="bars">
      ${top.map((unit) => html`<li>
        <button
          type="button" data-testid=${`top-${unit.id}`} aria-pressed=${app.selection.row === unit.id ? "true" : "false"}
          @click=${() => openRow(app, answer.by, unit.id)}
        >
          <span class="bar-name">${unit.name}</span>
          <span class="bar-value">${number(unit.value, app.lang, digits)}</span>
          <span class="bar" style=${`--part:${most > 0 ? rank(unit.value) / most : 0}`}></span>
        </button>
      </li>`)}
    </ol>`;
  }
}

customElements.define("gm-counts-view", CountsView);
