import { html, nothing, type TemplateResult } from "lit";
import { findPath } from "../api/paths";
import type { FindResult, Found } from "../api/types";
import { Resource } from "../state/resource";
import { AppElement } from "./element";
import { icon } from "./icons";

const LIMIT = 10;
const TYPING_PAUSE_MS = 120;

/** One field for every name, alias, code and pinyin initial (the combobox pattern of ARIA 1.2). */
export class SearchBox extends AppElement {
  #text = "";
  #open = false;
  #active = -1;
  readonly #found = new Resource<Found>(() => this.requestUpdate());

  override render(): TemplateResult {
    const { app } = this;
    const results = this.#open && this.#text ? (this.#found.value?.results ?? []) : [];
    const none = this.#open && this.#text && this.#found.status === "ready" && results.length === 0;
    return html`<div class="search floating" role="search">
      ${icon("search")}
      <input
        type="search" role="combobox" autocomplete="off" spellcheck="false" data-testid="search"
        aria-label=${app.t("search_label")} placeholder=${app.t("search_hint")}
        aria-expanded=${results.length ? "true" : "false"} aria-controls="search-list" aria-autocomplete="list"
        aria-activedescendant=${this.#active >= 0 ? `found-${this.#active}` : nothing}
        .value=${this.#text}
        @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, results)}
        @focus=${() => this.#show(true)}
        @blur=${() => setTimeout(() => this.#show(false), 150)}
      />
      ${results.length
        ? html`<ul class=${this.#found.stale ? "found stale" : "found"} id="search-list" role="listbox" aria-label=${app.t("search_count", { n: String(results.length) })}>
            ${results.map((result, i) => html`<li
              id=${`found-${i}`} role="option" data-testid=${`found-${result.collection}-${result.id}`}
              aria-selected=${i === this.#active ? "true" : "false"}
              @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#choose(result)}
            >
              <span class="found-name">${result.name}</span>
              <span class="muted">${result.detail || app.catalogue.title(result.collection, app.lang)}</span>
              ${result.match !== "name" ? html`<span class="badge">${app.t(`match_${result.match}`)}</span>` : nothing}
            </li>`)}
          </ul>`
        : none
          ? html`<p class="found empty" role="status">${app.t("search_none", { q: this.#text })}</p>`
          : nothing}
    </div>`;
  }

  #type(text: string): void {
    this.#text = text.trim();
    this.#active = -1;
    this.#open = true;
    if (this.#text) {
      const path = findPath(this.#text, LIMIT);
      this.#found.ask(path, (signal) => this.app.client.get(path, signal), TYPING_PAUSE_MS);
    } else this.#found.clear();
    this.requestUpdate();
  }

  #show(open: boolean): void {
    this.#open = open;
    this.requestUpdate();
  }

  #key(event: KeyboardEvent, results: FindResult[]): void {
    const last = results.length - 1;
    switch (event.key) {
      case "ArrowDown":
        this.#active = this.#active >= last ? 0 : this.#active + 1;
        break;
      case "ArrowUp":
        this.#active = this.#active <= 0 ? last : this.#active - 1;
        break;
      case "Enter": {
        const chosen = results[Math.max(0, this.#active)];
        if (chosen) this.#choose(chosen);
        break;
      }
      case "Escape":
        this.#open = false;
        break;
      default:
        return;
    }
    event.preventDefault();
    this.requestUpdate();
  }

  #choose(result: FindResult): void {
    const { app } = this;
    this.#open = false;
    this.#text = result.name;
    this.requestUpdate();
    // A point's layer comes along, so that what was found can also be seen.
    const { layers } = app.selection;
    const shown = layers.includes(result.collection) || app.catalogue.get(result.collection)?.geometry === "none";
    app.set({
      picked: { kind: "feature", collection: result.collection, id: result.id },
      ...(shown ? {} : { layers: [...layers, result.collection] }),
    });
    if (result.bbox) app.command({ kind: "fit", bbox: result.bbox, maxZoom: 16.5 });
  }
}

customElements.define("gm-search-box", SearchBox);
