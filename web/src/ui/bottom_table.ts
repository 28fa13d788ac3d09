import { html, nothing, type TemplateResult } from "lit";
import { metres, number, percent } from "../figures/format";
import { fraction } from "../figures/targets";
import { titleOf } from "../state/catalogue";
import { stateName } from "./state_badge";
import { shareOf, GAP_PEOPLE } from "./coverage_view";
import { AppElement } from "./element";
import { icon } from "./icons";
import "./units_table";

/** The table at the bottom, folded to one line that says what is in it. */
export class BottomTable extends AppElement {
  override render(): TemplateResult {
    const { app } = this;
    const open = app.selection.tableOpen;
    return html`<section class=${open ? "bottom-table floating open" : "bottom-table floating"} aria-label=${app.t("table")}>
      <button
        type="button" class="fold" aria-expanded=${open ? "true" : "false"} data-testid="table-fold"
        aria-label=${open ? app.t("table_close") : app.t("table_open")}
        @click=${() => app.set({ tableOpen: !open })}
      >${icon("table")}<span>${this.#line()}</span>${icon(open ? "down" : "up")}</button>
      ${open ? html`<gm-units-table .app=${app}></gm-units-table>` : nothing}
    </section>`;
  }

  #line(): string {
    const { app } = this;
    const { question } = app.selection;
    const counted = app.choropleth;
    const covered = app.coverage.value;
    if (question === "counts" && counted) {
      return app.t("table_line_counts", {
        n: number(counted.units.length, app.lang),
        by: app.catalogue.title(counted.by, app.lang),
        what: app.catalogue.title(counted.collection, app.lang),
        count: number(counted.numberMatched, app.lang),
        outside: number(counted.outside.count, app.lang),
      });
    }
    if (question === "coverage" && covered) {
      return app.t("table_line_coverage", {
        n: number(covered.units.length, app.lang),
        by: app.catalogue.title(covered.by, app.lang),
        m: metres(covered.reach_m, app.lang),
        share: percent(shareOf(covered.total.people[GAP_PEOPLE]), app.lang),
      });
    }
    const [target, painted] = [app.plan.target.value, app.targetMap];
    if (question === "target" && target && painted) {
      return app.t("table_line_target", {
        title: titleOf(target.title, app.lang),
        value: fraction(target, app.lang),
        state: stateName(app, target.state),
        n: number(painted.units.length, app.lang),
        by: app.catalogue.title(painted.by, app.lang),
      });
    }
    const warnings = app.warnings.levels.value;
    if (question === "warnings" && warnings) {
      const n = warnings.units?.length ?? 0;
      return app.t("table_line_warnings", {
        n: number(n, app.lang), by: app.catalogue.title(warnings.by, app.lang), warned: number(n - warnings.none, app.lang),
      });
    }
    return app.t(question === "target" ? "table_line_target_none" : "table_line_none");
  }
}

customElements.define("gm-bottom-table", BottomTable);
