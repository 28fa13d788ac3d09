import type { SheetStop } from "../state/selection";

/** Heights of the stops as parts of the page; the style sheet has the same. */
const STOPS: [SheetStop, number][] = [["peek", 0.16], ["half", 0.48], ["full", 0.9]];

/** Dragging the sheet's handle: the sheet follows the finger and settles at the nearest stop. */
export class SheetDrag {
  /** Whether the last touch was a drag, so that the click after it is none. */
  moved = false;
  readonly #host: HTMLElement;
  readonly #settle: (stop: SheetStop) => void;

  constructor(host: HTMLElement, settle: (stop: SheetStop) => void) {
    this.#host = host;
    this.#settle = settle;
  }

  start(event: PointerEvent, from: SheetStop): void {
    const sheet = this.#host.querySelector<HTMLElement>(".panel");
    const handle = event.currentTarget as HTMLElement;
    if (!sheet) return;
    this.moved = false;
    handle.setPointerCapture(event.pointerId);
    const startPart = STOPS.find(([stop]) => stop === from)?.[1] ?? 0.48;
    let part = startPart;
    const move = (moved: PointerEvent): void => {
      part = startPart + (event.clientY - moved.clientY) / window.innerHeight;
      if (Math.abs(moved.clientY - event.clientY) > 6) this.moved = true;
      if (this.moved) sheet.style.height = `${Math.max(0.1, Math.min(0.92, part)) * 100}dvh`;
    };
    const end = (): void => {
      handle.removeEventListener("pointermove", move);
      sheet.style.height = "";
      if (!this.moved) return;
      const near = STOPS.reduce((best, stop) =>
        Math.abs(stop[1] - part) < Math.abs(best[1] - part) ? stop : best,
      );
      this.#settle(near[0]);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  }
}
