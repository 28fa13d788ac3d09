import { html, nothing, type TemplateResult } from "lit";
import { bboxOf } from "../geometry/bbox";
import { featureName } from "../state/catalogue";
import type { Feature, Provenance } from "../api/types";
import { courseView } from "./course_view";
import { AppElement } from "./element";
import { icon } from "./icons";
import { propertyList } from "./property_list";
import { spotView } from "./spot_view";
import { warningWhy } from "./warning_why";

/** What was chosen on the map or in a list: its properties, its place, who is responsible. */
export class Drawer extends AppElement {
  override render(): TemplateResult | typeof nothing {
    const { app } = this;
    const { picked } = app.selection;
    if (!picked) return nothing;
    const feature = app.pickedFeature;
    const waiting = picked.kind === "feature" ? !feature : app.where.status === "loading" && !app.where.value;
    return html`<aside
      class="drawer floating" aria-label=${app.t("drawer")} data-testid="drawer" tabindex="-1" aria-busy=${waiting ? "true" : "false"}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#close()}
    >
      <header>
        ${picked.kind === "feature" ? this.#featureHead(picked.collection, picked.id, feature) : this.#spotHead(picked.lon, picked.lat)}
        <button type="button" class="plain" aria-label=${app.t("close")} data-testid="drawer-close" @click=${() => this.#close()}>${icon("close")}</button>
      </header>
      <div class=${app.where.stale ? "drawer-body stale" : "drawer-body"}>
        ${feature ? this.#actions(feature) : nothing}
        ${picked.kind === "feature" ? warningWhy(app, picked.collection, picked.id) : nothing}
        ${feature && app.plan.course.value?.id === feature.id ? courseView(app, app.plan.course.value) : nothing}
        ${app.where.value ? spotView(app, app.where.value) : nothing}
        ${feature && picked.kind === "feature"
          ? html`<section class="block"><h2>${app.t("drawer_props")}</h2>${propertyList(app, app.catalogue.get(picked.collection), feature)}</section>`
          : nothing}
      </div>
    </aside>`;
  }

  #close(): void {
    this.app.set({ picked: null });
  }

  #featureHead(collectionId: string, id: string, feature: Feature | null): TemplateResult {
    const { app } = this;
    const collection = app.catalogue.get(collectionId);
    const provenance = feature?.properties["provenance"] as Provenance | undefined;
    return html`<div>
      <span class="label">${app.catalogue.title(collectionId, app.lang)}</span>
      <h2 data-testid="drawer-title">${feature ? featureName(feature, collection) : id}</h2>
      ${provenance
        ? html`<p class="provenance" data-testid="drawer-provenance">
            <span class=${`badge ${provenance}`}>${app.t(`prov_${provenance}`)}</span>
            ${app.t(`prov_${provenance}_long`)}
          </p>`
        : nothing}
    </div>`;
  }

  #spotHead(lon: number, lat: number): TemplateResult {
    return html`<div>
      <span class="label">${this.app.t("drawer_spot")}</span>
      <h2 class="coordinates" data-testid="drawer-title">${lon.toFixed(5)}, ${lat.toFixed(5)}</h2>
    </div>`;
  }

  #actions(feature: Feature): TemplateResult {
    const { app } = this;
    const { picked, unit } = app.selection;
    const collection = picked?.kind === "feature" ? app.catalogue.get(picked.collection) : undefined;
    const key = `${collection?.id ?? ""}:${feature.id}`;
    // The largest unit is the whole territory: choosing it would say nothing.
    const choosable = collection?.unitLevel != null && collection.id !== app.catalogue.unitLevels()[0]?.id;
    const zoom = (): void => {
      const bbox = bboxOf([feature.geometry]);
      if (bbox) app.command({ kind: "fit", bbox });
    };
    return html`<div class="actions">
      ${choosable
        ? html`<button type="button" class="button" data-testid="choose-unit" ?disabled=${unit === key} @click=${() => app.set({ unit: key, row: null })}>
            ${icon("target")}${app.t(unit === key ? "drawer_chosen" : "drawer_choose")}
          </button>`
        : nothing}
      ${feature.geometry
        ? html`<button type="button" class="button" @click=${zoom}>${icon("home")}${app.t("drawer_zoom")}</button>`
        : nothing}
    </div>`;
  }
}

customElements.define("gm-drawer", Drawer);
