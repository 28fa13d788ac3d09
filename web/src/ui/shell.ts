import { html, nothing, type TemplateResult } from "lit";
import { syntheticShare, titleOf } from "../state/catalogue";
import { AppElement } from "./element";
import { icon } from "./icons";
import { notice, startFailure } from "./notice";
import "./bottom_table";
import "./drawer";
import "./panel";
import "./report";
import "./search_box";
import "./top_bar";

/** Everything that floats above the map. */
export class Shell extends AppElement {
  /** Why the map itself is missing, if it is. */
  mapFailure = "";

  override render(): TemplateResult {
    const { app } = this;
    if (app.startFailure) return startFailure(app);
    if (!app.territory) return html`<div class="progress" role="progressbar" aria-label=${app.t("loading")}></div>`;
    const { panelOpen, picked, tableOpen } = app.selection;
    return html`<div class="shell" ?data-panel=${panelOpen} ?data-drawer=${picked !== null} ?data-table=${tableOpen}>
      <div class=${app.loading ? "progress" : "progress done"} role="progressbar" aria-label=${app.t("loading")} aria-hidden=${app.loading ? "false" : "true"}></div>
      <gm-search-box .app=${app}></gm-search-box>
      <gm-top-bar .app=${app}></gm-top-bar>
      <gm-panel .app=${app}></gm-panel>
      <gm-drawer .app=${app}></gm-drawer>
      <gm-bottom-table .app=${app}></gm-bottom-table>
      ${this.#controls()} ${this.#footer()} ${notice(app, this.mapFailure)}
      ${app.selection.tab === "plan" && app.selection.plan.view === "report" ? html`<gm-report .app=${app}></gm-report>` : nothing}
    </div>`;
  }

  #controls(): TemplateResult {
    const { app } = this;
    return html`<div class="map-controls floating">
      <button type="button" aria-label=${app.t("zoom_in")} title=${app.t("zoom_in")} @click=${() => app.command({ kind: "zoom", by: 1 })}>${icon("plus")}</button>
      <button type="button" aria-label=${app.t("zoom_out")} title=${app.t("zoom_out")} @click=${() => app.command({ kind: "zoom", by: -1 })}>${icon("minus")}</button>
      <button type="button" aria-label=${app.t("zoom_home")} title=${app.t("zoom_home")} data-testid="home" @click=${() => app.command({ kind: "home" })}>${icon("home")}</button>
    </div>`;
  }

  /** Sources of what is on the map: OpenStreetMap's licence asks for its line wherever its data show. */
  #footer(): TemplateResult {
    const { app } = this;
    const shown = app.selection.layers.map((id) => app.catalogue.get(id)).filter((c) => c !== undefined);
    const asked = app.selection.question === "counts" ? app.catalogue.get(app.selection.counts.collection) : undefined;
    const all = asked ? [...shown, asked] : shown;
    const osm = all.some((c) => (c.provenance.osm ?? 0) + (c.provenance.inferred ?? 0) > 0);
    const synthetic = all.some((c) => syntheticShare(c) > 0);
    const note = titleOf(app.territory?.synthetic_note, app.lang);
    return html`<footer class="attribution" data-testid="attribution">
      ${osm ? html`<span>${app.t("attribution_osm")}</span>` : nothing}
      ${synthetic ? html`<span class="synthetic" title=${note}>${app.t("attribution_synthetic")}</span>` : nothing}
    </footer>`;
  }
}

customElements.define("gm-shell", Shell);
