import { html, type TemplateResult } from "lit";
import { titleOf } from "../state/catalogue";
import type { SheetStop, Tab } from "../state/selection";
import { AppElement } from "./element";
import { icon } from "./icons";
import { SheetDrag } from "./sheet_drag";
import "./layers_tab";
import "./plan_tab";
import "./questions_tab";
import "./unit_picker";
import "./units_table";

const NEXT_STOP: Record<SheetStop, SheetStop> = { peek: "half", half: "full", full: "peek" };

/** The panel at the left; on a phone the sheet at the bottom. */
export class Panel extends AppElement {
  readonly #drag = new SheetDrag(this, (sheet) => this.app.set({ sheet }));

  override render(): TemplateResult {
    const { app } = this;
    const { tab, panelOpen, sheet } = app.selection;
    const territory = app.territory;
    if (!panelOpen) {
      return html`<button
        type="button" class="panel-tab floating" aria-label=${app.t("panel_expand")}
        title=${app.t("panel_expand")} data-testid="panel-expand"
        @click=${() => app.set({ panelOpen: true })}
      >${icon("layers")}</button>`;
    }
    return html`<section class="panel floating" aria-label=${app.t("panel")} data-stop=${sheet} data-testid="panel">
      <button
        type="button" class="handle" aria-label=${app.t("sheet_handle")} data-testid="sheet-handle"
        @pointerdown=${(event: PointerEvent) => this.#drag.start(event, sheet)}
        @click=${() => this.#drag.moved || app.set({ sheet: NEXT_STOP[sheet] })}
      ></button>
      <header class="panel-head">
        <h1>${titleOf(territory?.title, app.lang)}<small>${app.t("app_name")}</small></h1>
        <button
          type="button" class="plain" aria-label=${app.t("panel_collapse")} title=${app.t("panel_collapse")}
          data-testid="panel-collapse" @click=${() => app.set({ panelOpen: false })}
        >${icon("left")}</button>
      </header>
      <gm-unit-picker .app=${app}></gm-unit-picker>
      <div class="tabs" role="tablist">
        ${this.#tab("layers", app.t("tab_layers"))} ${this.#tab("questions", app.t("tab_questions"))}
        ${this.#tab("plan", app.t("tab_plan"))}
        ${this.#tab("table", app.t("tab_table"))}
      </div>
      <div class="panel-body" role="tabpanel" id="panel-body" aria-labelledby=${`tab-${tab}`} tabindex="-1">
        ${tab === "layers"
          ? html`<gm-layers-tab .app=${app}></gm-layers-tab>`
          : tab === "questions"
            ? html`<gm-questions-tab .app=${app}></gm-questions-tab>`
              : tab === "plan"
              ? html`<gm-plan-tab .app=${app}></gm-plan-tab>`
              : html`<gm-units-table .app=${app}></gm-units-table>`}
      </div>
    </section>`;
  }

  #tab(tab: Tab, title: string): TemplateResult {
    const { selection } = this.app;
    const chosen = selection.tab === tab;
    return html`<button
      type="button" role="tab" id=${`tab-${tab}`} class=${`tab-${tab}`} data-testid=${`tab-${tab}`}
      aria-selected=${chosen ? "true" : "false"} aria-controls="panel-body" tabindex=${chosen ? 0 : -1}
      @click=${() => this.#open(tab)}
      @keydown=${(event: KeyboardEvent) => this.#arrow(event)}
    >${title}</button>`;
  }

  /** The plan's tab colours the map by its target; the others leave the map as it is. */
  #open(tab: Tab): void {
    const { sheet, question, plan } = this.app.selection;
    if (tab === "plan") this.app.plan.forget();
    const planned = plan.view === "warnings" ? ("warnings" as const) : ("target" as const);
    this.app.set({
      tab,
      ...(tab === "plan" ? { question: planned, row: null } : {}),
      ...(tab === "questions" && (question === "target" || question === "warnings") ? { question: "counts" as const, row: null } : {}),
      ...(sheet === "peek" ? { sheet: "half" as const } : {}),
    });
    this.querySelector(".panel-body")?.scrollTo(0, 0);
  }

  #arrow(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...this.querySelectorAll<HTMLElement>("[role=tab]")].filter((tab) => tab.offsetParent);
    const next = tabs[(tabs.indexOf(event.currentTarget as HTMLElement) + step + tabs.length) % tabs.length];
    next?.click();
    void this.updateComplete.then(() => next?.focus());
  }
}

customElements.define("gm-panel", Panel);
