import { html, nothing, type TemplateResult } from "lit";
import type { Where } from "../api/types";
import { metres, number } from "../figures/format";
import type { App } from "../state/app";
import { obligationTitles, overdue, roles } from "./chain_view";

/** The units at a spot from the largest to the smallest, who is responsible, what is open. */
export function spotView(app: App, where: Where): TemplateResult {
  const levels = app.catalogue.unitLevels().filter((level) => where.units[level.id]);
  if (levels.length === 0) return html`<p class="empty" data-testid="where-outside">${app.t("drawer_outside")}</p>`;
  return html`
    <section class="block">
      <h2>${app.t("drawer_place")}</h2>
      <ol class="chain" data-testid="where-chain">
        ${levels.map((level) => {
          const unit = where.units[level.id] as { id: string; name: string };
          return html`<li data-testid=${`where-${level.id}`} data-unit=${unit.id}>
            <span class="label">${app.catalogue.title(level.id, app.lang)}</span>
            <button
              type="button" class="link"
              @click=${() => app.pickFeature(level.id, unit.id, [where.lon, where.lat])}
            >${unit.name}</button>
            ${duties(app, where, `${level.id}:${unit.id}`)}
          </li>`;
        })}
      </ol>
      ${where.chain && !where.chain.complete ? html`<p class="over" data-testid="chain-incomplete">${app.t("chain_incomplete")}</p>` : nothing}
    </section>
    ${openItems(app, where)} ${nearest(app, where)}
  `;
}

/** Who answers for a unit: role and reference, never a name. */
function duties(app: App, where: Where, unit: string): TemplateResult | typeof nothing {
  // A plan says which roles there should be, so that the missing ones show.
  if (where.chain) return roles(app, where.chain.roles.filter((role) => role.unit === unit));
  const found = where.responsibilities.filter((duty) => duty.unit === unit);
  if (found.length === 0) return nothing;
  const role = app.catalogue.property("responsibilities", "role");
  return html`<ul class="duties" aria-label=${app.t("drawer_duty")}>
    ${found.map((duty) => html`<li>
      ${app.catalogue.codeTitle(role, duty.role, app.lang)} <span class="code">${duty.holder_ref.replace(/^holder:/, "")}</span>
      ${duty.valid_from ? html`<span class="muted">${app.t("drawer_since", { date: duty.valid_from })}</span>` : nothing}
    </li>`)}
  </ul>`;
}

function openItems(app: App, where: Where): TemplateResult | typeof nothing {
  const { open } = where;
  if (!open) return nothing;
  const items = [
    ["violations", open.violations, app.t("drawer_violations")],
    ["cases", open.cases, app.t("drawer_cases")],
    ["hazards", open.hazards, app.t("drawer_hazards")],
  ] as const;
  return html`<section class="block">
    <h2>${app.t("drawer_open_in", { unit: app.unitName(open.unit) })}</h2>
    <ul class="tiles">
      ${items.map(([id, n, title]) => html`<li><strong data-testid=${`open-${id}`}>${number(n, app.lang)}</strong>${title}</li>`)}
    </ul>
    ${where.load && where.load.unit !== open.unit ? html`<p class="label">${app.t("drawer_open_in", { unit: app.unitName(where.load.unit) })}</p>` : nothing}
    ${where.load ? overdue(app, where.load, obligationTitles(app)) : nothing}
  </section>`;
}

function nearest(app: App, where: Where): TemplateResult | typeof nothing {
  if (!where.nearest?.length) return nothing;
  return html`<section class="block">
    <h2>${app.t("drawer_nearest")}</h2>
    <ul class="nearest">
      ${where.nearest.map((near) => html`<li>
        <button type="button" class="link" @click=${() => app.set({ picked: { kind: "feature", collection: near.collection, id: near.id } })}>${near.name}</button>
        <span class="muted">${app.catalogue.title(near.collection, app.lang)}</span>
        <span class="distance">${metres(near.distance_m, app.lang)}</span>
      </li>`)}
    </ul>
  </section>`;
}
