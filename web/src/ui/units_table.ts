import { html, nothing, type TemplateResult } from "lit";
import { countsPath, targetPath } from "../api/paths";
import { number, percent } from "../figures/format";
import { countsTable, coverageTable, sortRows, targetTable, type Cell, type Column, type UnitTable } from "../figures/table";
import { GAP_PEOPLE } from "./coverage_view";
import type { MessageKey } from "../messages";
import type { Question } from "../state/selection";
import { AppElement } from "./element";
import { icon } from "./icons";
import { openRow } from "./row";
import { stateName } from "./state_badge";
import { RANKED } from "../figures/targets";

/** What stands in the table's place. */
const EMPTY: Partial<Record<Question, MessageKey>> = { target: "table_line_target_none", warnings: "warn_table" };

/** The question's figures, a row for each unit; sums at the foot. */
export class UnitsTable extends AppElement {
  #column = 0;
  #descending = true;
  #kind = "";

  override render(): TemplateResult {
    const { app } = this;
    const table = this.#table();
    if (!table) return html`<p class="empty">${app.t(EMPTY[app.selection.question] ?? "table_line_none")}</p>`;
    this.#sortAnew();
    const rows = sortRows(table.rows, this.#column, this.#descending, app.lang === "zh" ? "zh-CN" : "en");
    const most = table.columns.map((_, i) => Math.max(...table.rows.map((row) => row.cells[i] ?? 0), 0));
    return html`<div class="table-scroll">
      <table class="units-table" data-testid="units-table">
        <thead><tr>
          ${this.#head(-1, app.t("table_unit"))}
          ${table.columns.map((column, i) => this.#head(i, this.#title(column)))}
        </tr></thead>
        <tbody>
          ${rows.map((row) => html`<tr
            class=${app.selection.row === row.id ? "chosen" : ""} data-testid=${`row-${row.id}`} data-unit=${row.id}
            @click=${() => openRow(app, this.#by, row.id)}
          >
            <th scope="row"><button type="button" class="row-name">${row.name}</button></th>
            ${row.cells.map((cell, i) => html`<td>
              ${this.#text(cell, table.columns[i] as Column)}
              ${i === this.#barColumn(table) ? html`<span class="bar" style=${`--part:${most[i] ? (cell ?? 0) / most[i] : 0}`}></span>` : nothing}
            </td>`)}
          </tr>`)}
        </tbody>
        <tfoot>
          ${table.feet.map((foot) => html`<tr data-testid=${`foot-${foot.kind}`}>
            <th scope="row">${app.t(foot.kind === "outside" ? "counts_outside" : "counts_total")}</th>
            ${foot.cells.map((cell, i) => html`<td>${this.#text(cell, table.columns[i] as Column)}</td>`)}
          </tr>`)}
        </tfoot>
      </table>
    </div>
    ${this.#csv()}`;
  }

  get #by(): string {
    const { app } = this;
    if (app.selection.question === "target") return app.targetMap?.by ?? "";
    return app.selection.question === "counts" ? (app.choropleth?.by ?? "") : (app.coverage.value?.by ?? "");
  }

  #table(): UnitTable | null {
    const { app } = this;
    const { question, counts } = app.selection;
    if (question === "counts" && app.choropleth) {
      return countsTable(app.choropleth, counts.group, this.#codes());
    }
    if (question === "coverage" && app.coverage.value) return coverageTable(app.coverage.value, GAP_PEOPLE);
    const [target, painted] = [app.plan.target.value, app.targetMap];
    if (question === "target" && target && painted) return targetTable(target, painted);
    return null;
  }

  /** Codes of the grouping property that occur, in the order of their list. */
  #codes(): (string | null)[] {
    const { app } = this;
    const { group, collection } = app.selection.counts;
    if (!group) return [];
    const occurring = new Set(app.choropleth?.total.groups?.map((entry) => entry.key[group] ?? null));
    const listed = app.catalogue.property(collection, group)?.codes?.map((code) => code.code) ?? [];
    const known = listed.filter((code) => occurring.has(code));
    return [...known, ...[...occurring].filter((code) => code === null || !listed.includes(code))];
  }

  /** Another question starts sorted by what matters in it: the most, or the most missed. */
  #sortAnew(): void {
    const kind = this.app.selection.question;
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#column = kind === "coverage" ? 2 : kind === "target" ? 4 : 0;
    this.#descending = true;
  }

  #barColumn(table: UnitTable): number {
    return Math.max(0, table.columns.findIndex(({ id }) => id === "missed" || id === "target_rate"));
  }

  #head(column: number, title: string): TemplateResult {
    const sorted = column === this.#column;
    const way = !sorted ? "none" : this.#descending ? "descending" : "ascending";
    return html`<th scope="col" aria-sort=${way}>
      <button
        type="button" title=${this.app.t("table_sort", { column: title })} data-testid=${`sort-${column}`}
        @click=${() => this.#sort(column)}
      >${title}<span class="way" aria-hidden="true">${sorted ? (this.#descending ? "▾" : "▴") : ""}</span></button>
    </th>`;
  }

  #sort(column: number): void {
    this.#descending = column === this.#column ? !this.#descending : column >= 0;
    this.#column = column;
    this.requestUpdate();
  }

  #title(column: Column): string {
    const { app } = this;
    const { counts } = app.selection;
    if (column.id.startsWith("code:")) {
      const code = column.id.slice(5);
      return app.catalogue.codeTitle(app.catalogue.property(counts.collection, counts.group), code, app.lang) || app.t("legend_nodata");
    }
    switch (column.id) {
      case "count":
        return app.t("table_count");
      case "rate":
        return app.t(counts.measure === "per_ha" ? "measure_per_ha" : "measure_per_1000");
      case "num":
        return app.t("table_num");
      case "den":
        return app.t("table_den");
      case "unknown":
        return app.t("table_unknown");
      case "target_rate":
        return app.t("table_rate");
      case "state":
        return app.t("table_state");
      case "total":
        return app.t("table_total_60");
      case "reached":
        return app.t("table_reached_60");
      case "missed":
        return app.t("table_missed_60");
      case "share":
        return app.t("table_share_60");
      case "area":
        return app.t("table_area_share");
      default:
        return app.t("table_facilities");
    }
  }

  #text(cell: Cell, column: Column): string {
    const { lang } = this.app;
    if (column.kind === "state") return stateName(this.app, RANKED[cell ?? -1] ?? "no_data");
    if (column.kind === "share") return percent(cell, lang);
    return number(cell, lang, column.kind === "rate" ? 1 : 0);
  }

  #csv(): TemplateResult | typeof nothing {
    const { app } = this;
    const { question, counts } = app.selection;
    const target = app.plan.target.value;
    if (question === "target" && target && app.targetMap) {
      const path = targetPath(target.key, app.targetMap.by, app.scope, "csv");
      return html`<a class="link" href=${app.client.url(path)} download=${`${target.key}.csv`} data-testid="table-csv">${icon("download")}${app.t("table_csv")}</a>`;
    }
    if (question !== "counts") return nothing;
    const group = counts.group ? [counts.group] : [];
    const path = countsPath(counts.collection, counts.by, group, counts.filters, app.scope, "csv");
    const title = `${app.catalogue.title(counts.collection, app.lang)}.csv`;
    return html`<a class="link" href=${app.client.url(path)} download=${title} data-testid="table-csv">${icon("download")}${app.t("table_csv")}</a>`;
  }
}

customElements.define("gm-units-table", UnitsTable);
