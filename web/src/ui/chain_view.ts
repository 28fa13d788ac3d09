import { html, nothing, type TemplateResult } from "lit";
import type { ChainRole, Load } from "../api/plan_types";
import { number } from "../figures/format";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";

/** A role as the code list names it. */
export function roleName(app: App, role: string): string {
  return app.catalogue.codeTitle(app.catalogue.property("responsibilities", "role"), role, app.lang);
}

/** `holder:L01` or `group:W3` as people read it. */
export function holderName(reference: string): string {
  return reference.replace(/^[a-z]+:/, "");
}

/** Roles with who holds them since when; one that nobody holds is flagged in words. */
export function roles(app: App, found: readonly ChainRole[]): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  return html`<ul class="duties" aria-label=${app.t("drawer_duty")}>
    ${found.map((role) => html`<li data-testid=${`role-${role.role}`} data-state=${role.state}>
      ${roleName(app, role.role)}
      ${role.holders.map((holder) => html`<span class="code">${holderName(holder.holder_ref)}</span>
        ${holder.from ? html`<span class="muted">${app.t("drawer_since", { date: holder.from })}</span>` : nothing}`)}
      ${role.state === "missing"
        ? html`<span class="badge flag">${role.vacant_since ? app.t("chain_vacant", { date: role.vacant_since }) : app.t("chain_missing")}</span>`
        : nothing}
      ${role.state === "twice" ? html`<span class="badge flag">${app.t("chain_twice")}</span>` : nothing}
      ${role.gaps.map((gap) => html`<span class="muted">${app.t("chain_gap", { from: gap.from, to: gap.to })}</span>`)}
    </li>`)}
  </ul>`;
}

/** How much is overdue, of what, and for how long. */
export function overdue(app: App, load: Load, titles: Record<string, string>): TemplateResult {
  if (load.overdue === 0) return html`<p class="muted" data-testid="chain-overdue">${app.t("chain_on_time", { n: number(load.open, app.lang) })}</p>`;
  const parts = Object.entries(load.by).filter(([, part]) => part.overdue > 0);
  return html`<p data-testid="chain-overdue"><strong class="over">${app.t("chain_overdue", { n: number(load.overdue, app.lang), open: number(load.open, app.lang) })}</strong>
    <span class="muted">${parts.map(([key, part]) => `${titles[key] ?? key} ${number(part.overdue, app.lang)}`).join(" · ")}
    · ${app.t("chain_longest", { n: number(load.most_days, app.lang) })}</span></p>`;
}

/** Titles of the plan's obligations; of a layer where the plan is not at hand. */
export function obligationTitles(app: App): Record<string, string> {
  const known = app.plan.duties.value?.obligations ?? [];
  const titles: Record<string, string> = Object.fromEntries(known.map(({ key, title }) => [key, titleOf(title, app.lang)]));
  for (const { id } of app.catalogue.collections) titles[id] ??= app.catalogue.title(id, app.lang);
  return titles;
}
