import { html, nothing, type TemplateResult } from "lit";
import { AppElement } from "./element";

/** Chips for the whole territory and each of its largest units; everything else follows the choice. */
export class UnitPicker extends AppElement {
  override render(): TemplateResult | typeof nothing {
    const { app } = this;
    const level = app.catalogue.unitLevels()[1];
    if (!level) return nothing;
    const { unit } = app.selection;
    const features = [...app.features(level.id)].sort((a, b) => a.id.localeCompare(b.id));
    const known = features.some((feature) => `${level.id}:${feature.id}` === unit);
    return html`<div class="chips units" role="group" aria-label=${app.t("unit_label")} data-testid="unit-picker">
      ${this.#chip(null, app.t("whole"))}
      ${features.map((feature) => this.#chip(`${level.id}:${feature.id}`, String(feature.properties["name"] ?? feature.id)))}
      ${unit && !known ? this.#chip(unit, app.unitName(unit)) : nothing}
    </div>`;
  }

  #chip(unit: string | null, name: string): TemplateResult {
    const chosen = this.app.selection.unit === unit;
    return html`<button
      type="button"
      class="chip"
      data-testid=${`unit-${unit ?? "whole"}`}
      aria-pressed=${chosen ? "true" : "false"}
      @click=${() => this.app.set({ unit, row: null })}
    >
      ${name}
    </button>`;
  }
}

customElements.define("gm-unit-picker", UnitPicker);
