import { html, type LitElement, type TemplateResult } from "lit";
import type { PlanView } from "../state/selection";
import { AppElement } from "./element";
import { segments } from "./fields";
import { icon } from "./icons";
import "./board_view";
import "./duties_view";
import "./plan_text";
import "./target_view";
import "./warnings_view";

/** The work plan: the scoreboard or one target, and the text it comes from. */
export class PlanTab extends AppElement {
  /** The target shown last; undefined before the first time. */
  #target: string | null | undefined = undefined;

  override render(): TemplateResult {
    const { app } = this;
    const { view, target } = app.selection.plan;
    if (app.plan.none && view !== "warnings") return html`<p class="empty" data-testid="plan-missing">${app.t("plan_missing")}</p>`;
    const shown = view === "report" ? "board" : view;
    return html`<div class="plan-head">
        ${segments(app.t("plan_view"), shown,
          [{ value: "board", label: app.t("plan_board") }, { value: "warnings", label: app.t("warn_view") },
            { value: "duties", label: app.t("plan_duties") }, { value: "text", label: app.t("plan_text") }],
          (chosen) => this.#show(chosen as PlanView), "plan-view")}
        <button type="button" class="button" data-testid="plan-report" @click=${() => this.#show("report")}>
          ${icon("print")}<span>${app.t("plan_report")}</span>
        </button>
      </div>
      ${this.#body(view, target !== null)}`;
  }

  #body(view: PlanView, one: boolean): TemplateResult {
    const { app } = this;
    switch (view) {
      case "warnings": return html`<gm-warnings-view .app=${app}></gm-warnings-view>`;
      case "duties": return html`<gm-duties-view .app=${app}></gm-duties-view>`;
      case "text": return html`<gm-plan-text .app=${app}></gm-plan-text>`;
      default: return one
        ? html`<gm-target-view .app=${app}></gm-target-view>`
        : html`<gm-board-view .app=${app}></gm-board-view>`;
    }
  }

  /** Who comes or goes by keyboard goes on where the page changed; a way back leads to the row left. */
  protected override updated(): void {
    const { target } = this.app.selection.plan;
    const before = this.#target;
    this.#target = target;
    if (before === undefined || before === target) return;
    void this.querySelector<LitElement>("gm-target-view, gm-board-view")?.updateComplete.then(() => {
      const back = target !== null;
      const found = this.querySelector<HTMLElement>(back ? ".back" : `[data-testid="target-${CSS.escape(before ?? "")}"]`);
      found?.focus({ preventScroll: true });
      if (back) this.closest(".panel-body")?.scrollTo(0, 0);
      else found?.scrollIntoView({ block: "center" });
    });
  }

  /** The scoreboard's button also leads back from a target. */
  #show(view: PlanView): void {
    const { view: before } = this.app.selection.plan;
    if (view === "warnings") this.app.openWarnings();
    else if (view === "board" && before === "board") this.app.openTarget(null);
    else if (this.app.selection.question === "warnings") {
      this.app.set({ question: "target", row: null, plan: { ...this.app.selection.plan, view } });
    } else this.app.setPlan({ view });
  }
}

customElements.define("gm-plan-tab", PlanTab);
