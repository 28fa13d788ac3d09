import { html, type TemplateResult } from "lit";
import type { WarningLevel } from "../api/warning_types";
import { COLOUR_SIGNS } from "../figures/warnings";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";

/** The sign on its colour and in its shape; its word must stand beside it or be read out. */
export function warningSign(app: App, level: WarningLevel | null): TemplateResult {
  if (!level) return html`<span class="warn-sign none" aria-hidden="true"></span>`;
  return html`<span class="warn-sign" data-colour=${level.colour} aria-hidden="true"><i>${COLOUR_SIGNS[level.colour][app.lang]}</i></span>`;
}

/** Sign and word of a level. */
export function warningName(app: App, level: WarningLevel | null): TemplateResult {
  return html`<span class="warn-level">${warningSign(app, level)}${level ? titleOf(level.title, app.lang) : app.t("warn_none")}</span>`;
}
