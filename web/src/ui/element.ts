import { LitElement } from "lit";
import type { App } from "../state/app";

/**
 * A part of the page that shows the state: it draws itself again after every change. It renders into
 * the page itself, not into a shadow tree, so that one style sheet and one set of tokens serve all.
 */
export abstract class AppElement extends LitElement {
  declare app: App;
  #stop: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.app.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = null;
  }
}
