import { html, nothing, type TemplateResult } from "lit";
import { exportPath } from "../api/paths";
import { crossesItself } from "../geometry/crossing";
import { polygonWkt } from "../geometry/wkt";
import { titleOf } from "../state/catalogue";
import { BASE_LAYERS } from "../state/selection";
import { AppElement } from "./element";
import { icon } from "./icons";

/** Chosen layers of the chosen unit, or of a drawn polygon, as a download. */
export class ExportPanel extends AppElement {
  #layers: string[] | null = null;

  override render(): TemplateResult {
    const { app } = this;
    const layers = this.#chosen;
    const offered = app.catalogue.collections.filter((c) => c.geometry !== "none" && c.count > 0);
    return html`<section class="export floating" role="dialog" aria-label=${app.t("export_title")} data-testid="export-panel"
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && !app.drawing && this.dispatchEvent(new Event("close"))}
    >
      <header>
        <h2>${app.t("export_title")}</h2>
        <button type="button" class="plain" aria-label=${app.t("close")} @click=${() => this.dispatchEvent(new Event("close"))}>${icon("close")}</button>
      </header>
      ${this.#scope()}
      <fieldset>
        <legend>${app.t("export_layers")}</legend>
        <div class="export-layers">
          ${offered.map((collection) => html`<label class="toggle">
            <input
              type="checkbox" .checked=${layers.includes(collection.id)} data-testid=${`export-layer-${collection.id}`}
              @change=${() => this.#toggle(collection.id)}
            /><span>${titleOf(collection.titles, app.lang)}</span>
          </label>`)}
        </div>
      </fieldset>
      ${this.#download(layers)}
      <p class="hint">${app.t("export_note")}</p>
    </section>`;
  }

  /** Until somebody chooses: the data layers that are on, or what the question is about. */
  get #chosen(): string[] {
    if (this.#layers) return this.#layers;
    const { layers, question, counts, coverage } = this.app.selection;
    const on = layers.filter((id) => !BASE_LAYERS.includes(id));
    if (on.length) return on;
    return question === "coverage" ? [coverage.collection] : [counts.collection];
  }

  #toggle(id: string): void {
    const chosen = this.#chosen;
    this.#layers = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    this.requestUpdate();
  }

  #scope(): TemplateResult {
    const { app } = this;
    const { unit } = app.selection;
    const polygon = app.drawn !== null && !app.drawing;
    const corners = app.drawn?.length ?? 0;
    return html`<fieldset>
      <legend>${app.t("export_scope")}</legend>
      <div class="chips" role="group" aria-label=${app.t("export_scope")}>
        <button type="button" class="chip" aria-pressed=${polygon || app.drawing ? "false" : "true"} data-testid="export-scope-unit"
          @click=${() => app.command({ kind: "clearDrawing" })}
        >${app.areaName(unit)}</button>
        <button type="button" class="chip" aria-pressed=${polygon || app.drawing ? "true" : "false"} data-testid="export-draw"
          @click=${() => app.command({ kind: "draw" })}
        >${icon("polygon")}${polygon ? `${app.t("export_scope_polygon")} · ${app.t("export_corners", { n: String(corners) })}` : app.t("export_draw")}</button>
      </div>
      ${app.drawing ? html`<p class="hint" role="status">${app.t("export_drawing")}</p>
        ${corners >= 3 ? html`<button type="button" class="button" @click=${() => app.command({ kind: "finishDrawing" })}>${app.t("draw_done")}</button>` : nothing}` : nothing}
    </fieldset>`;
  }

  #download(layers: string[]): TemplateResult {
    const { app } = this;
    const corners = app.drawing ? null : app.drawn;
    if (layers.length === 0) return html`<p class="empty">${app.t("export_none")}</p>`;
    if (corners && crossesItself(corners)) return html`<p class="empty">${app.t("export_crossing")}</p>`;
    const path = exportPath(layers, app.scope, corners ? polygonWkt(corners) : null);
    const text = layers.length === 1 ? app.t("export_download") : app.t("export_download_n", { n: String(layers.length) });
    return html`<a class="button primary" href=${app.client.url(path)} download data-testid="export-download">${icon("download")}${text}</a>`;
  }
}

customElements.define("gm-export-panel", ExportPanel);
