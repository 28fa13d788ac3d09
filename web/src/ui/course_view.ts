import { html, nothing, type TemplateResult } from "lit";
import type { Course } from "../api/plan_types";
import { number } from "../figures/format";
import { titleOf } from "../state/catalogue";
import type { App } from "../state/app";

/** The steps of a case: reached when, working days used of those allowed, and what may follow. */
export function courseView(app: App, course: Course): TemplateResult {
  const title = (code: string): string => {
    const steps = [...course.passed, ...course.ahead];
    return titleOf(steps.find((step) => step.code === code)?.title, app.lang) || code;
  };
  return html`<section class="block" data-testid="course">
    <h2>${app.t("course_title")}</h2>
    <ol class="chain course">
      ${course.passed.map((step, i) => html`<li data-testid=${`step-${step.code}`} data-state=${step.late ? "late" : "passed"}
        aria-current=${course.open && i === course.passed.length - 1 ? "step" : nothing}>
        <strong>${titleOf(step.title, app.lang)}</strong>
        <span class="muted">${step.on ?? app.t("course_undated")}</span>
        ${days(app, step.used, step.limit, step.late)}
      </li>`)}
      ${course.ahead.map((step) => html`<li class="ahead" data-testid=${`step-${step.code}`} data-state="ahead">
        ${titleOf(step.title, app.lang)}
        ${step.limit === null ? nothing : html`<span class="muted">${app.t("course_limit", { n: number(step.limit ?? 0, app.lang) })}</span>`}
      </li>`)}
    </ol>
    ${course.open
      ? html`<p data-testid="course-next">${app.t("course_next")} ${course.next.map((code) => html`<span class="badge">${title(code)}</span> `)}
          ${course.by ? html`<span class="muted">${app.t("course_by", { date: course.by })}</span>` : nothing}</p>`
      : course.closed_in === null ? nothing : html`<p class="muted">${app.t("course_closed", { n: number(course.closed_in ?? 0, app.lang) })}</p>`}
    ${course.due
      ? html`<p>${app.t("duties_due", { date: course.due })}
          ${course.overdue_days > 0 ? html`<strong class="over" data-testid="course-overdue">${app.t("course_overdue", { n: number(course.overdue_days, app.lang) })}</strong>` : nothing}</p>`
      : nothing}
    ${course.beyond_calendar ? html`<p class="hint">${app.t("course_beyond", { to: course.calendar.to ?? "" })}</p>` : nothing}
  </section>`;
}

function days(app: App, used: number | null | undefined, limit: number | null | undefined, late: boolean): TemplateResult | typeof nothing {
  if (used === null || used === undefined) return nothing;
  const text = limit === null || limit === undefined
    ? app.t("course_used", { n: number(used, app.lang) })
    : app.t("course_used_of", { n: number(used, app.lang), limit: number(limit, app.lang) });
  return late ? html`<strong class="over">${text}</strong>` : html`<span class="muted">${text}</span>`;
}
