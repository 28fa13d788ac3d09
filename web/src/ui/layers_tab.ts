import { html, nothing, type TemplateResult } from "lit";
import type { Collection, Provenance } from "../api/types";
import { categoryOf, OTHER } from "../figures/categories";
import { number, percent } from "../figures/format";
import type { MessageKey } from "../messages";
import { kindProperty, syntheticShare, titleOf } from "../state/catalogue";
import { BASE_LAYERS } from "../state/selection";
import { AppElement } from "./element";
import { icon } from "./icons";
import { markSymbol } from "./symbols";

const THEMES = ["order", "services", "works", "units", "base"];
/** Below this zoom marks are gathered; the hint says so. */
const SINGLE_ZOOM = 15;

/** Layers by theme: on and off, how many, where they come from, what the marks mean. */
export class LayersTab extends AppElement {
  override render(): TemplateResult {
    const drawable = this.app.catalogue.collections.filter((c) => c.geometry !== "none" && c.count > 0);
    const others = drawable.filter((c) => !THEMES.includes(c.theme ?? ""));
    return html`
      ${THEMES.map((theme) => this.#theme(theme, drawable.filter((c) => c.theme === theme)))}
      ${this.#theme("other", others)}
      ${this.#syntheticNote()}
    `;
  }

  #theme(theme: string, collections: Collection[]): TemplateResult | typeof nothing {
    if (collections.length === 0) return nothing;
    return html`<section class="theme">
      <h2>${this.app.t(`theme_${theme}` as MessageKey)}</h2>
      <ul class="layers">${collections.map((collection) => this.#layer(collection))}</ul>
    </section>`;
  }

  #layer(collection: Collection): TemplateResult {
    const { app } = this;
    const on = app.selection.layers.includes(collection.id);
    const base = BASE_LAYERS.includes(collection.id);
    return html`<li class=${on ? "layer on" : "layer"}>
      <label class="toggle">
        <input
          type="checkbox" .checked=${on} data-testid=${`layer-${collection.id}`}
          @change=${() => this.#toggle(collection.id, on)}
        />
        <span class="layer-name">${titleOf(collection.titles, app.lang)}</span>
        ${syntheticShare(collection) === 1
          ? html`<span class="badge synthetic" title=${app.t("layer_synthetic_all")}>${app.t("prov_synthetic")}</span>`
          : nothing}
        <span class="layer-count">${number(collection.count, app.lang)}</span>
      </label>
      ${this.#note(collection, on && !base)}
      ${on && !base ? this.#legend(collection) : nothing}
    </li>`;
  }

  #toggle(id: string, on: boolean): void {
    const { layers } = this.app.selection;
    this.app.set({ layers: on ? layers.filter((other) => other !== id) : [...layers, id] });
  }

  /** Where the features come from, and how many are in the chosen unit; nothing when neither says more. */
  #note(collection: Collection, shown: boolean): TemplateResult | typeof nothing {
    const parts = [this.#provenance(collection), shown ? this.#inUnit(collection) : nothing];
    if (parts.every((part) => part === nothing)) return nothing;
    return html`<p class="layer-note">${parts[0]} ${parts[1]}</p>`;
  }

  #provenance(collection: Collection): TemplateResult | typeof nothing {
    const { app } = this;
    const synthetic = syntheticShare(collection);
    // A badge beside the name says it already.
    if (synthetic === 1) return nothing;
    const real = (Object.keys(collection.provenance) as Provenance[]).filter(
      (kind) => kind !== "synthetic" && (collection.provenance[kind] ?? 0) > 0,
    );
    const names = real.map((kind) => app.t(`prov_${kind}`)).join(app.lang === "zh" ? "、" : ", ");
    return html`${synthetic > 0
      ? html`<span class="badge synthetic">${app.t("layer_synthetic", { share: percent(synthetic, app.lang) })}</span>`
      : nothing} ${names ? app.t("layer_real", { sources: names }) : nothing}`;
  }

  #inUnit(collection: Collection): TemplateResult | typeof nothing {
    const { unit } = this.app.selection;
    const page = this.app.layers.get(collection.id)?.value;
    if (!unit || !page || collection.unitLevel !== null) return nothing;
    const values = { unit: this.app.unitName(unit), n: number(page.features.length, this.app.lang) };
    return html`<strong>${this.app.t("layer_in_unit", values)}</strong>`;
  }

  #legend(collection: Collection): TemplateResult {
    const { app } = this;
    const kind = kindProperty(collection);
    const synthetic = syntheticShare(collection) > 0;
    const codes = kind?.codes ?? [];
    const seen = new Map<number, string[]>();
    for (const code of codes) {
      const category = categoryOf(kind, code.code);
      seen.set(category, [...(seen.get(category) ?? []), titleOf(code.titles, app.lang)]);
    }
    const zoom = app.selection.view?.zoom ?? 0;
    const pointed = collection.geometry !== "line" && collection.unitLevel === null;
    return html`<div class="layer-legend">
      ${[...seen].map(
        ([category, titles]) => html`<span class="key" title=${titles.join("、")}>
          ${markSymbol(category, synthetic)}${category === OTHER ? app.t("theme_other") : titles[0]}
        </span>`,
      )}
      ${app.tiled.has(collection.id)
        ? html`<p class="hint">${app.t(pointed ? "layer_cells" : "layer_tiled")}</p>`
        : pointed && zoom < SINGLE_ZOOM ? html`<p class="hint">${app.t("layer_zoom")}</p>` : nothing}
      ${synthetic ? html`<p class="hint">${app.t("layer_dashed")}</p>` : nothing}
    </div>`;
  }

  #syntheticNote(): TemplateResult | typeof nothing {
    const note = titleOf(this.app.territory?.synthetic_note, this.app.lang);
    if (!note) return nothing;
    return html`<aside class="note">${icon("info")}<div><strong>${this.app.t("synthetic_title")}</strong>${note}</div></aside>`;
  }
}

customElements.define("gm-layers-tab", LayersTab);
