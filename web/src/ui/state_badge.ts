import { html, type TemplateResult } from "lit";
import type { TargetState } from "../api/plan_types";
import { SIGNS } from "../figures/targets";
import type { App } from "../state/app";

/** `✓ met`. */
export function stateName(app: App, state: TargetState): string {
  return `${SIGNS[state]} ${app.t(`state_${state}`)}`;
}

/** Colour, sign and word of a state. */
export function stateBadge(app: App, state: TargetState): TemplateResult {
  return html`<span class="state" data-state=${state} title=${app.t(`state_${state}_long`)}>
    ${stateSign(state)}${app.t(`state_${state}`)}
  </span>`;
}

/** The sign on its colour; its word must stand beside it or be read out. */
export function stateSign(state: TargetState): TemplateResult {
  return html`<span class="sign" data-state=${state} aria-hidden="true">${SIGNS[state]}</span>`;
}
