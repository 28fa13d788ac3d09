import { html, svg, type TemplateResult } from "lit";
import { SHAPES } from "../figures/categories";
import { shapeCorners } from "../figures/shapes";

/** The mark of a category as the map draws it, for legends. */
export function markSymbol(category: number, synthetic = false): TemplateResult {
  const shape = SHAPES[category] ?? "dot";
  const corners = shapeCorners(shape, 5.2);
  const colour = `var(--cat-${category < 7 ? category : "other"})`;
  const drawn = corners
    ? svg`<polygon points=${corners.map((c) => c.map((v) => v.toFixed(1)).join(",")).join(" ")} fill=${colour}/>`
    : svg`<circle r=${shape === "dot" ? 3.8 : 5.2} fill=${colour}/>`;
  return html`<svg class=${synthetic ? "mark synthetic" : "mark"} viewBox="-8 -8 16 16" aria-hidden="true">
    ${drawn}
  </svg>`;
}
