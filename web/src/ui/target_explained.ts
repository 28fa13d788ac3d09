import { html, nothing, type TemplateResult } from "lit";
import type { TargetAnswer, TargetFormula } from "../api/plan_types";
import type { MessageKey } from "../messages";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";
import { planPhrase } from "./plan_text";

const KINDS = ["features", "units", "inherits", "reported", "days", "coverage"];
const BASES = ["features", "units", "reported", "m", "m2", "people", "days", "targets"];

/** The plan's own words, the formula, date and source, and how what is unclear was read. */
export function targetExplained(app: App, answer: TargetAnswer): TemplateResult {
  const basis = BASES.includes(answer.basis) ? app.t(`basis_${answer.basis}` as MessageKey) : answer.basis;
  return html`
    <section class="block" data-testid="phrases">
      <h2>${app.t("target_phrases")}</h2>
      <ul class="phrases">${answer.phrases.map((row) => html`<li>${planPhrase(app, row, false)}</li>`)}</ul>
    </section>
    <section class="block" data-testid="formula">
      <h2>${app.t("target_explain")}</h2>
      ${answer.formula.map((formula) => formulaList(app, formula))}
      <dl class="facts">
        <div><dt>${app.t("target_basis")}</dt><dd>${basis}</dd></div>
        <div><dt>${app.t("target_as_of")}</dt><dd>${answer.as_of}</dd></div>
        <div><dt>${app.t("target_source")}</dt><dd>${sources(app, answer.source)}</dd></div>
      </dl>
    </section>
    ${answer.ambiguities.length
      ? html`<section class="block" data-testid="ambiguities">
          <h2>${app.t("target_ambiguities")}</h2>
          <ul class="notes">${answer.ambiguities.map(({ id, issue, handling }) => html`<li>
            <span class="code">${id}</span> <span lang="zh-CN">${issue}</span><br/>→ ${titleOf(handling, app.lang)}
          </li>`)}</ul>
        </section>`
      : nothing}`;
}

function formulaList(app: App, formula: TargetFormula): TemplateResult {
  const kind = KINDS.includes(formula.kind) ? app.t(`formula_${formula.kind}` as MessageKey) : formula.kind;
  const plain = (text: string | null): string => (text === null || text === "TRUE" ? app.t("target_formula_all") : text);
  const shown = (title: string, text: string | null): TemplateResult => html`<div><dt>${title}</dt><dd class="code">${plain(text)}</dd></div>`;
  const conditions = !["reported"].includes(formula.kind);
  return html`<dl class="facts formula">
    <div><dt>${app.t("target_formula_of")}</dt><dd>${app.catalogue.has(formula.of) ? app.catalogue.title(formula.of, app.lang) : html`<span class="code">${formula.of}</span>`} <span class="muted">${kind}</span></dd></div>
    ${conditions ? shown(app.t("target_formula_num"), formula.numerator) : nothing}
    ${conditions ? shown(app.t("target_formula_den"), formula.denominator) : nothing}
    ${formula.sum ? shown(app.t("target_formula_sum"), formula.sum) : nothing}
  </dl>`;
}

/** Layers by their titles, indicators as they are named. */
function sources(app: App, source: string): string {
  return source.replace(/\w+/g, (id) => (app.catalogue.has(id) ? app.catalogue.title(id, app.lang) : id));
}
