import { ApiFailure } from "../api/client";

export type Status = "empty" | "loading" | "ready" | "failed";

/**
 * The latest answer to a question that keeps changing.
 *
 * While a new answer is on its way the old one stays in `value`; a newer question aborts the older
 * request, and an answer that comes too late is dropped. Equal keys are asked once.
 */
export class Resource<T> {
  value: T | null = null;
  /** The key `value` answers. */
  valueKey: string | null = null;
  status: Status = "empty";
  failure: ApiFailure | null = null;
  #key: string | null = null;
  #abort: AbortController | null = null;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Whether the value, if any, answers an older question than the one asked last. */
  get stale(): boolean {
    return this.status === "loading" && this.value !== null;
  }

  /** Asks `load` unless `key` was asked already; `delay_ms` lets a faster change overtake it. */
  ask(key: string, load: (signal: AbortSignal) => Promise<T>, delay_ms = 0): void {
    if (key === this.#key) return;
    this.#abort?.abort();
    this.#key = key;
    const abort = new AbortController();
    this.#abort = abort;
    this.status = "loading";
    this.failure = null;
    this.#changed();
    void this.#run(key, load, abort.signal, delay_ms);
  }

  /** Lets the next `ask` with the same key try again. */
  forget(): void {
    this.#abort?.abort();
    this.#key = null;
  }

  clear(): void {
    if (this.status === "empty") return;
    this.forget();
    this.value = null;
    this.valueKey = null;
    this.status = "empty";
    this.failure = null;
    this.#changed();
  }

  async #run(
    key: string,
    load: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    delay_ms: number,
  ): Promise<void> {
    try {
      if (delay_ms > 0) await new Promise((resolve) => setTimeout(resolve, delay_ms));
      if (signal.aborted) return;
      const value = await load(signal);
      if (signal.aborted) return;
      this.value = value;
      this.valueKey = key;
      this.status = "ready";
    } catch (error) {
      if (signal.aborted) return;
      this.status = "failed";
      this.failure = error instanceof ApiFailure ? error : new ApiFailure(null, error);
    }
    this.#changed();
  }
}
