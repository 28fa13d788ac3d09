import { html, nothing, type TemplateResult } from "lit";
import type { PlanAnswer, PlanRow } from "../api/plan_types";
import { number } from "../figures/format";
import type { MessageKey } from "../messages";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";
import { AppElement } from "./element";
import { selectField } from "./fields";
import { stateSign } from "./state_badge";

const BECAME = ["target", "reported", "milestone", "layer", "feature", "text"];

/** Every phrase of the plan by chapter, and what became of it. */
export class PlanText extends AppElement {
  #words = "";
  #became = "";

  override render(): TemplateResult | typeof nothing {
    const { app } = this;
    const { text } = app.plan;
    if (!text.value) return text.status === "failed" ? nothing : html`<p class="empty" aria-busy="true">${app.t("loading")}</p>`;
    const rows = text.value.rows.filter((row) => this.#passes(row));
    return html`<div class="plan-text">
      <label class="field">
        <span>${app.t("text_search")}</span>
        <input
          type="search" data-testid="text-search" placeholder=${app.t("text_search_hint")} .value=${this.#words}
          @input=${(event: Event) => this.#search((event.target as HTMLInputElement).value)}
        />
      </label>
      ${selectField(app.t("became"), this.#became,
        [{ value: "", label: app.t("became_all") }, ...BECAME.map((value) => ({ value, label: app.t(`became_${value}` as MessageKey) }))],
        (value) => {
          this.#became = value;
          this.requestUpdate();
        }, "text-became")}
      <p class="muted" role="status" data-testid="text-count">${app.t("text_n", { n: number(rows.length, app.lang), of: number(text.value.numberMatched, app.lang) })}</p>
      ${rows.length ? this.#chapters(text.value, rows) : html`<p class="empty">${app.t("text_none", { q: this.#words })}</p>`}
    </div>`;
  }

  #search(words: string): void {
    this.#words = words.trim();
    this.requestUpdate();
  }

  #passes(row: PlanRow): boolean {
    if (this.#became && row.became !== this.#became) return false;
    const { app } = this;
    const said = [row.id, row.phrase, row.restored ?? "", row.gloss, row.note ?? "", app.t(`became_${row.became}` as MessageKey)];
    const text = said.join("\n").toLowerCase();
    return this.#words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }

  #chapters(plan: PlanAnswer, rows: PlanRow[]): TemplateResult[] {
    const { app } = this;
    const groups = [
      { key: null as string | null, title: app.t("text_preamble") },
      ...plan.themes.map(({ key, title }) => ({ key, title: titleOf(title, app.lang) })),
    ];
    return groups.flatMap(({ key, title }) => {
      const own = rows.filter((row) => row.theme === key);
      if (own.length === 0) return [];
      return [html`<section class="chapter">
        <h2>${title}<span class="muted">${number(own.length, app.lang)}</span></h2>
        <ul class="phrases">${own.map((row) => html`<li data-testid=${`phrase-${row.id}`}>${planPhrase(app, row, true)}</li>`)}</ul>
      </section>`];
    });
  }
}

/** A phrase with its place; with `doors`, what became of it as well. */
export function planPhrase(app: App, row: PlanRow, doors: boolean): TemplateResult {
  const { chapter, part, item } = row;
  const place = chapter === null
    ? app.t("target_place_preamble")
    : app.t("target_place", { chapter, part: part ?? "", item: item === null ? "" : String(item) }).trim();
  return html`<blockquote lang="zh-CN">${row.phrase}</blockquote>
    ${row.restored ? html`<p class="hint" lang="zh-CN">${app.t("text_restored", { text: row.restored })}</p>` : nothing}
    ${app.lang === "en" ? html`<p class="hint">${row.gloss}</p>` : nothing}
    <p class="hint"><span class="code">${row.id}</span> · ${place}</p>
    ${doors ? became(app, row) : nothing}`;
}

function became(app: App, row: PlanRow): TemplateResult {
  const what = app.t(`became_${row.became}` as MessageKey);
  return html`<p class="became">
    <span class="badge">${what}</span>
    ${row.status === "planned" ? html`<span class="badge synthetic">${app.t("text_planned")}</span>` : nothing}
    ${row.targets.map((key) => {
      const score = app.plan.score(key);
      return html`<button type="button" class="link" @click=${() => app.openTarget(key)}>
        ${score ? stateSign(score.state) : nothing}${score ? titleOf(score.title, app.lang) : key}
      </button>`;
    })}
    ${row.layers.map((id) => html`<button
      type="button" class="link" @click=${() => app.set({ layers: [...new Set([...app.selection.layers, id])], tab: "layers" })}
    >${app.catalogue.title(id, app.lang)}</button>`)}
    ${row.indicators.map((name) => html`<span class="code">${name}</span>`)}
    ${row.feature ? html`<span class="code">${row.feature}</span>` : nothing}
    ${row.note ? html`<span class="hint" lang="zh-CN">${row.note}</span>` : nothing}
  </p>`;
}

customElements.define("gm-plan-text", PlanText);
