import { html, nothing, type TemplateResult } from "lit";
import type { Feature } from "../api/types";
import { number } from "../figures/format";
import { AppElement } from "./element";

/** More units than this are a list to choose from: chips would fill the panel. */
const MOST_CHIPS = 16;

/** Chips for the whole territory and each of its largest units; everything else follows the choice. */
export class UnitPicker extends AppElement {
  override render(): TemplateResult | typeof nothing {
    const { app } = this;
    const level = app.catalogue.unitLevels()[1];
    if (!level) return nothing;
    const { unit } = app.selection;
    const features = [...app.features(level.id)].sort((a, b) => a.id.localeCompare(b.id));
    const few = features.length <= MOST_CHIPS;
    const known = few && features.some((feature) => `${level.id}:${feature.id}` === unit);
    return html`<div class="chips units" role="group" aria-label=${app.t("unit_label")} data-testid="unit-picker">
      ${this.#chip(null, app.whole)}
      ${few ? features.map((feature) => this.#chip(`${level.id}:${feature.id}`, nameOf(feature))) : nothing}
      ${unit && !known ? this.#chip(unit, app.unitName(unit)) : nothing}
      ${few ? nothing : this.#list(level.id, features)}
    </div>`;
  }

  #list(level: string, features: Feature[]): TemplateResult {
    const { unit } = this.app.selection;
    const choose = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      if (value) this.app.set({ unit: value, row: null });
    };
    return html`<div class="field"><select aria-label=${this.app.t("unit_label")} data-testid="unit-list" @change=${choose}>
      <option value="" ?selected=${unit === null}>${this.app.t("unit_choose", { n: number(features.length, this.app.lang) })}</option>
      ${features.map((feature) => {
        const value = `${level}:${feature.id}`;
        return html`<option value=${value} ?selected=${value === unit}>${nameOf(feature)}</option>`;
      })}
    </select></div>`;
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

function nameOf(feature: Feature): string {
  return String(feature.properties["name"] ?? feature.id);
}

customElements.define("gm-unit-picker", UnitPicker);
