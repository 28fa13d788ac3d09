import { html, type TemplateResult } from "lit";

export interface Option {
  value: string;
  label: string;
}

/** A labelled list to choose one from. */
export function selectField(
  label: string,
  value: string,
  options: Option[],
  choose: (value: string) => void,
  testId: string,
): TemplateResult {
  return html`<label class="field">
    <span>${label}</span>
    <select
      data-testid=${testId}
      .value=${value}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${options.map((o) => html`<option value=${o.value} ?selected=${o.value === value}>${o.label}</option>`)}
    </select>
  </label>`;
}

/** Buttons side by side of which one is pressed. */
export function segments(
  label: string,
  value: string,
  options: Option[],
  choose: (value: string) => void,
  testId: string,
): TemplateResult {
  return html`<div class="segments" role="group" aria-label=${label}>
    ${options.map(
      (o) => html`<button
        type="button"
        data-testid=${`${testId}-${o.value}`}
        aria-pressed=${o.value === value ? "true" : "false"}
        @click=${() => choose(o.value)}
      >
        ${o.label}
      </button>`,
    )}
  </div>`;
}

/** Codes to switch on and off; none on means all pass. */
export function chips(
  label: string,
  chosen: readonly string[],
  options: Option[],
  change: (chosen: string[]) => void,
  testId: string,
): TemplateResult {
  const toggle = (value: string): void =>
    change(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return html`<div class="chips" role="group" aria-label=${label}>
    ${options.map(
      (o) => html`<button
        type="button"
        class="chip"
        data-testid=${`${testId}-${o.value}`}
        aria-pressed=${chosen.includes(o.value) ? "true" : "false"}
        @click=${() => toggle(o.value)}
      >
        ${o.label}
      </button>`,
    )}
  </div>`;
}
