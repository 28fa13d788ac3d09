import { html, nothing, type TemplateResult } from "lit";
import type { Collection, Feature, Property } from "../api/types";
import { area, number, unitSymbol } from "../figures/format";
import { featureName, titleOf } from "../state/catalogue";
import type { App } from "../state/app";

/** Shown elsewhere in the drawer. */
const APART = ["provenance"];

/** A feature's properties under their titles, codes in words; empty ones are only counted. */
export function propertyList(app: App, collection: Collection | undefined, feature: Feature): TemplateResult {
  const listed = collection?.properties.filter((property) => !APART.includes(property.name)) ?? [];
  const [full, empty] = [listed.filter((p) => !isEmpty(feature, p)), listed.filter((p) => isEmpty(feature, p))];
  return html`<dl class="properties" data-testid="properties">
      <div><dt>ID</dt><dd class="code">${feature.id}</dd></div>
      ${full.map((property) => html`<div data-property=${property.name}>
        <dt>${titleOf(property.titles, app.lang) || property.name}</dt>
        <dd>${valueText(app, property, feature.properties[property.name])}</dd>
      </div>`)}
    </dl>
    ${empty.length
      ? html`<details class="empties"><summary>${app.t("drawer_empty_props", { n: number(empty.length, app.lang) })}</summary>
          <p>${empty.map((p) => titleOf(p.titles, app.lang) || p.name).join(app.lang === "zh" ? "、" : ", ")}</p></details>`
      : nothing}`;
}

function isEmpty(feature: Feature, property: Property): boolean {
  const value = feature.properties[property.name];
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function valueText(app: App, property: Property, value: unknown): TemplateResult | string {
  if (Array.isArray(value)) {
    const texts = value.map((entry) => plainText(app, property, entry));
    return texts.join(app.lang === "zh" ? "、" : ", ");
  }
  if (property.refers) return reference(app, property.refers, String(value));
  return plainText(app, property, value);
}

function plainText(app: App, property: Property, value: unknown): string {
  if (property.codes?.length) return app.catalogue.codeTitle(property, value, app.lang);
  if (typeof value === "boolean" || property.type === "boolean") {
    return app.t(value === true || value === 1 ? "yes" : "no");
  }
  if (typeof value === "number") {
    if (property.unit === "m2") return area(value, app.lang);
    // A year is a name for a time, not a quantity.
    if (property.name.endsWith("year")) return String(value);
    const digits = Number.isInteger(value) ? 0 : 1;
    return `${number(value, app.lang, digits)} ${unitSymbol(property.unit)}`.trim();
  }
  return String(value);
}

/** The feature referred to by its name, as a door to it. */
function reference(app: App, collection: string, id: string): TemplateResult {
  const found = app.features(collection).find((feature) => feature.id === id);
  const name = found ? featureName(found, app.catalogue.get(collection)) : id;
  return html`<button
    type="button" class="link" @click=${() => app.set({ picked: { kind: "feature", collection, id } })}
  >${name}</button>`;
}
