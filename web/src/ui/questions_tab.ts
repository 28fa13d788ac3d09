import { html, nothing, type TemplateResult } from "lit";
import type { Question } from "../state/selection";
import { AppElement } from "./element";
import "./counts_view";
import "./coverage_view";

/** What is asked, and the answer. */
export class QuestionsTab extends AppElement {
  override render(): TemplateResult {
    const { app } = this;
    const { question } = app.selection;
    return html`
      <div class="questions" role="group" aria-label=${app.t("question_label")}>
        ${this.#card("counts", app.t("question_counts"), app.t("question_counts_hint"))}
        ${this.#card("coverage", app.t("question_coverage"), app.t("question_coverage_hint"))}
      </div>
      ${question === "none" ? html`<p class="empty">${app.t("question_pick")}</p>` : nothing}
      ${question === "counts" ? html`<gm-counts-view .app=${app}></gm-counts-view>` : nothing}
      ${question === "coverage" ? html`<gm-coverage-view .app=${app}></gm-coverage-view>` : nothing}
    `;
  }

  /** A pressed card pressed again takes the question off the map. */
  #card(question: Question, title: string, hint: string): TemplateResult {
    const chosen = this.app.selection.question === question;
    return html`<button
      type="button" class="question" data-testid=${`question-${question}`}
      aria-pressed=${chosen ? "true" : "false"}
      @click=${() => this.app.set({ question: chosen ? "none" : question, row: null })}
    ><strong>${title}</strong><span>${hint}</span></button>`;
  }
}

customElements.define("gm-questions-tab", QuestionsTab);
