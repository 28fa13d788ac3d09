import { html, nothing, type TemplateResult } from "lit";
import type { App } from "../state/app";
import { icon } from "./icons";

/** The page could not start: what happened, what is safe, what to try. */
export function startFailure(app: App): TemplateResult {
  return html`<main class="start-failure" role="alert" data-testid="start-failure">
    <h1>${app.t("error_start_what")}</h1>
    <p>${app.t("error_start_safe")}</p>
    <p>${app.t("error_start_try")}</p>
    ${app.startFailure?.problem ? html`<p class="code">${app.startFailure.problem.code}: ${app.startFailure.problem.detail}</p>` : nothing}
    <button type="button" class="button primary" data-testid="retry" @click=${() => void app.start(location.hash)}>${app.t("retry")}</button>
  </main>`;
}

/** A line above the map for what failed while the rest still works. */
export function notice(app: App, mapFailure: string): TemplateResult | typeof nothing {
  const failure = app.failure;
  if (!failure) {
    return mapFailure
      ? html`<div class="notice floating" role="alert" data-testid="notice">${icon("info")}<p>${mapFailure}</p></div>`
      : nothing;
  }
  const { problem } = failure;
  const what = !problem
    ? app.t("error_offline_what")
    : problem.status >= 500
      ? app.t("error_server_what")
      : app.t("error_refused_what", { detail: problem.detail });
  return html`<div class="notice floating" role="alert" data-testid="notice">
    ${icon("info")}
    <p><strong>${what}</strong> ${app.t("error_safe")} ${app.t("error_try")}</p>
    <button type="button" class="button" data-testid="retry" @click=${() => app.retry()}>${app.t("retry")}</button>
  </div>`;
}
