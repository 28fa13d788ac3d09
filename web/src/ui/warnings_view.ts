import { html, nothing, type TemplateResult } from "lit";
import type { WarningLevel, WarningsAnswer, WarningUnit } from "../api/warning_types";
import { warningsPath } from "../api/paths";
import { number } from "../figures/format";
import { levelOfKey, reached } from "../figures/warnings";
import { titleOf } from "../state/catalogue";
import { AppElement } from "./element";
import { icon } from "./icons";
import { openRow } from "./row";
import { warningName, warningSign } from "./warning_sign";
import { reasonRow } from "./warning_why";

/** Reasons of a unit that the list shows; the drawer has all. */
const SHOWN = 3;

/** The warnings: how many units have which level, the worst of them with their reasons, the rules. */
export class WarningsView extends AppElement {
  override render(): TemplateResult | typeof nothing {
    const { app } = this;
    const { levels } = app.warnings;
    if (app.warnings.none) return html`<p class="empty" data-testid="warnings-missing">${app.t("warn_missing")}</p>`;
    const answer = levels.value;
    if (!answer) return levels.status === "failed" ? nothing : html`<p class="empty" aria-busy="true">${app.t("loading")}</p>`;
    const { unit, plan } = app.selection;
    const all = answer.units ?? [];
    const listed = all.filter((one) => (plan.levels.length ? plan.levels.includes(one.level ?? "none") : one.level !== null));
    return html`<div class=${levels.stale ? "board stale" : "board"} data-testid="warnings">
      <p class="board-of" data-testid="warnings-of" aria-live="polite">
        ${app.t("plan_as_of", { unit: app.areaName(unit), date: answer.at })}
        <span class="muted">${app.t("warn_units", { n: number(all.length, app.lang), by: app.catalogue.title(answer.by, app.lang) })}</span>
      </p>
      <p class="warn-note" data-testid="warnings-note">${titleOf(answer.note, app.lang)}</p>
      ${this.#legend(answer)}
      ${listed.length
        ? html`<ul class="warn-list" data-testid="warnings-list">${listed.map((one) => this.#unit(answer, one))}</ul>`
        : html`<p class="empty">${app.t("warn_list_none")}</p>`}
      ${this.#rules(answer)}
      <p class="hint">${app.t(answer.logged ? "warn_logged" : "warn_not_logged")}</p>
      <p><a class="link" data-testid="warnings-csv" href=${app.client.url(warningsPath(app.scope, "csv"))} download="warnings.csv">${icon("download")}${app.t("warn_csv")}</a></p>
    </div>`;
  }

  /** What the colours mean and how many units have each; a press lists only those. */
  #legend(answer: WarningsAnswer): TemplateResult {
    const { app } = this;
    const { levels: chosen } = app.selection.plan;
    const order: [string, WarningLevel | null, number][] = [
      ...answer.levels.map((level): [string, WarningLevel, number] => [level.key, level, level.units]).reverse(),
      ["none", null, answer.none],
    ];
    const toggle = (key: string): void =>
      app.setPlan({ levels: chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key] });
    return html`<div class="states" role="group" aria-label=${app.t("warn_filter")} data-testid="legend">
      ${order.map(([key, level, count]) => html`<button
        type="button" data-testid=${`warning-${key}`} aria-pressed=${chosen.includes(key) ? "true" : "false"}
        ?disabled=${count === 0 && !chosen.includes(key)} @click=${() => toggle(key)}
      >${warningSign(app, level)}<strong>${number(count, app.lang)}</strong><span>${level ? titleOf(level.title, app.lang) : app.t("warn_none")}</span></button>`)}
      ${chosen.length
        ? html`<button type="button" class="link" data-testid="warnings-clear" @click=${() => app.setPlan({ levels: [] })}>${app.t("filter_clear")}</button>`
        : nothing}
    </div>`;
  }

  #unit(answer: WarningsAnswer, unit: WarningUnit): TemplateResult {
    const { app } = this;
    const level = levelOfKey(answer.levels, unit.level);
    const rest = unit.reasons.length - SHOWN;
    return html`<li><button
      type="button" class="warn-row" data-testid=${`warned-${unit.id}`} data-level=${unit.level ?? "none"}
      aria-pressed=${app.selection.row === unit.id ? "true" : "false"} @click=${() => openRow(app, answer.by, unit.id)}
    >
      <span class="warn-title"><strong>${unit.name}</strong>${warningName(app, level)}</span>
      <ul class="warn-reasons">${unit.reasons.slice(0, SHOWN).map((_, place) => reasonRow(app, answer, unit, place, false))}</ul>
      <span class="muted">${rest > 0 ? app.t("warn_more", { n: number(rest, app.lang) }) : nothing}
        ${unit.since ? app.t("warn_since", { date: unit.since }) : nothing}</span>
    </button></li>`;
  }

  /** Every rule with its thresholds, so that nobody has to guess. */
  #rules(answer: WarningsAnswer): TemplateResult {
    const { app } = this;
    return html`<details class="empties" data-testid="warnings-rules"><summary>${app.t("warn_rules", { n: number(answer.rules.length, app.lang) })}</summary>
      <ul class="warn-rules">${answer.rules.map((rule) => html`<li>
        <strong>${titleOf(rule.title, app.lang)}</strong>
        ${rule.thresholds.map((set) => html`<span class="warn-steps">
          ${set.title ? html`<span class="muted">${titleOf(set.title, app.lang)}</span>` : nothing}
          ${set.steps.map(({ level, threshold }) => html`<span>${warningSign(app, levelOfKey(answer.levels, level))}
            <span class="sr">${level}</span>${reached(rule, threshold, set.percent, app.lang)}</span>`)}
        </span>`)}
        ${rule.clauses.map(({ id, phrase }) => html`<blockquote lang="zh-CN">${phrase} <span class="muted">${id}</span></blockquote>`)}
      </li>`)}</ul>
    </details>`;
  }
}

customElements.define("gm-warnings-view", WarningsView);
