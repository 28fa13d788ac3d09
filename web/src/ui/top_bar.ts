import { html, nothing, type TemplateResult } from "lit";
import { AppElement } from "./element";
import { icon } from "./icons";
import "./export_panel";

/** What holds for the whole page: the unit chosen, the date, export, the language. */
export class TopBar extends AppElement {
  #exporting = false;

  override render(): TemplateResult {
    const { app } = this;
    const { unit, at } = app.selection;
    const territory = app.territory;
    return html`<div class="top-bar">
      ${unit
        ? html`<button
            type="button" class="pill chosen floating" data-testid="unit-chip" title=${app.t("unit_chip_clear", { whole: app.whole })}
            aria-label=${`${app.unitName(unit)}: ${app.t("unit_chip_clear", { whole: app.whole })}`} @click=${() => app.set({ unit: null, row: null })}
          >${app.unitName(unit)}${icon("close")}</button>`
        : nothing}
      ${territory
        ? html`<label class=${at ? "pill date floating chosen" : "pill date floating"} title=${app.t("date_label")}>
            ${icon("calendar")}<span class="sr">${app.t("date_label")}</span>
            <span aria-hidden="true" data-testid="date">${at ?? territory.as_of}</span>
            <input
              type="date" .value=${at ?? territory.as_of} min=${territory.period.from} max=${territory.period.to}
              data-testid="date-input" @change=${(event: Event) => this.#date((event.target as HTMLInputElement).value)}
              @click=${(event: Event) => (event.target as HTMLInputElement).showPicker?.()}
            />
          </label>
          ${at
            ? html`<button type="button" class="pill floating" @click=${() => app.set({ at: null })} aria-label=${app.t("date_reset", { date: territory.as_of })}>${icon("close")}</button>`
            : nothing}`
        : nothing}
      <button
        type="button" class="pill floating" aria-expanded=${this.#exporting ? "true" : "false"} data-testid="export-button"
        @click=${() => this.#toggleExport()}
      >${icon("download")}<span class="wide-only">${app.t("export")}</span></button>
      <button
        type="button" class="pill floating" lang=${app.lang === "zh" ? "en" : "zh-CN"} aria-label=${app.t("lang_switch_label")}
        data-testid="language" @click=${() => app.set({ lang: app.lang === "zh" ? "en" : "zh" })}
      >${app.t("lang_switch")}</button>
      ${this.#exporting
        ? html`<gm-export-panel .app=${app} @close=${() => this.#toggleExport()}></gm-export-panel>`
        : nothing}
    </div>`;
  }

  #date(value: string): void {
    const { app } = this;
    app.set({ at: value && value !== app.territory?.as_of ? value : null });
  }

  #toggleExport(): void {
    this.#exporting = !this.#exporting;
    if (!this.#exporting) this.app.command({ kind: "stopDrawing" });
    this.requestUpdate();
  }
}

customElements.define("gm-top-bar", TopBar);
