import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";
import { STATES } from "../figures/targets";
import { FIRST_STATE_CLASS } from "../state/target_map";
import { FIRST_WARNING_CLASS } from "../state/warnings";
import { FONT, SYNTHETIC } from "./style_parts";

/** Sources of the question's answer. */
export const UNITS = "question-units";
export const REACHES = "question-reaches";
export const GAPS = "question-gaps";
export const SITES = "question-sites";
/** Signs of the states, one for each coloured unit. */
export const SIGNED = "question-signs";
/** The features behind a target's number. */
export const ROWS = "question-rows";

const HAS_CLASS: ExpressionSpecification = [">=", ["get", "class"], 0];

/** The colour of a class: 0 to 4, a state from 10 on, or a warning from 20 on. */
export function classColour(tone: ExpressionSpecification, p: Palette): ExpressionSpecification {
  return [
    "match", tone,
    0, p.sequence[0] as string,
    1, p.sequence[1] as string,
    2, p.sequence[2] as string,
    3, p.sequence[3] as string,
    4, p.sequence[4] as string,
    ...STATES.flatMap((_, i) => [FIRST_STATE_CLASS + i, p.states[i] as string]),
    ...p.warnings.flatMap((tone, i) => [FIRST_WARNING_CLASS + i, tone]),
    p.nodata,
  ] as ExpressionSpecification;
}

/** The coloured units: under the streets; `class` -1 is no data. */
export function unitFillLayers(p: Palette): LayerSpecification[] {
  const colour = classColour(["get", "class"], p);
  return [
    {
      id: "units-fill", type: "fill", source: UNITS, filter: HAS_CLASS,
      paint: {
        "fill-color": colour, "fill-opacity": 0.92,
        "fill-opacity-transition": { duration: 150 },
      },
    },
    {
      id: "units-nodata", type: "fill", source: UNITS, filter: ["==", ["get", "class"], -1],
      paint: { "fill-pattern": "hatch|nodata" },
    },
  ];
}

/** Outlines of the coloured units: over the streets. */
export function unitLineLayers(p: Palette): LayerSpecification[] {
  return [
    {
      id: "reaches-fill", type: "fill", source: REACHES,
      paint: { "fill-color": p.reached, "fill-opacity": 0.26, "fill-opacity-transition": { duration: 150 } },
    },
    {
      id: "reaches-line", type: "line", source: REACHES,
      paint: { "line-color": p.reached, "line-width": 1.4, "line-opacity": 0.85 },
    },
    {
      id: "gaps-tint", type: "fill", source: GAPS,
      paint: { "fill-color": p.gap, "fill-opacity": 0.08, "fill-opacity-transition": { duration: 150 } },
    },
    {
      id: "gaps-fill", type: "fill", source: GAPS,
      paint: { "fill-pattern": "hatch|gap", "fill-opacity": 0.5, "fill-opacity-transition": { duration: 150 } },
    },
    {
      id: "units-line", type: "line", source: UNITS, filter: ["!", SYNTHETIC],
      paint: { "line-color": p.borderStrong, "line-width": 0.8, "line-opacity": 0.7 },
    },
    {
      id: "units-line-synthetic", type: "line", source: UNITS, filter: SYNTHETIC,
      paint: { "line-color": p.borderStrong, "line-width": 0.9, "line-opacity": 0.7, "line-dasharray": [4, 2] },
    },
  ];
}

/** What is counted, the states' signs, the facilities of the coverage question: above everything but the fade. */
export function siteLayers(p: Palette): LayerSpecification[] {
  const polygon: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const line: ExpressionSpecification = ["==", ["geometry-type"], "LineString"];
  // Solid is counted in the numerator, hollow is not.
  const counted: ExpressionSpecification = ["case", ["==", ["get", "counted"], 1], p.ink, p.paper];
  return [
    {
      id: "rows-fill", type: "fill", source: ROWS, filter: polygon,
      paint: { "fill-color": p.ink, "fill-opacity": ["case", ["==", ["get", "counted"], 1], 0.22, 0] },
    },
    { id: "rows-halo", type: "line", source: ROWS, filter: line, paint: { "line-color": p.halo, "line-width": 5, "line-opacity": 0.8 } },
    {
      id: "rows-line", type: "line", source: ROWS, filter: ["any", polygon, line],
      paint: { "line-color": p.ink, "line-width": ["case", polygon, 1, 2.4] },
    },
    {
      id: "rows-point", type: "circle", source: ROWS, filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 12, 2.6, 15, 4.6, 18, 7], "circle-color": counted,
        "circle-stroke-color": ["case", ["==", ["get", "counted"], 1], p.paper, p.ink], "circle-stroke-width": 1.4,
      },
    },
    {
      id: "signs", type: "symbol", source: SIGNED,
      layout: {
        "icon-image": ["coalesce", ["get", "image"], ["concat", "state|", ["get", "state"]]],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.6, 15, 0.9, 18, 1.1],
        "icon-offset": [0, -17], "icon-allow-overlap": true, "icon-ignore-placement": true,
      },
    },
    {
      id: "sites", type: "symbol", source: SITES,
      layout: {
        "icon-image": ["concat", "site|", ["to-string", ["get", "category"]]],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.55, 15, 0.9, 18, 1.15],
        "icon-allow-overlap": true, "icon-padding": 0,
      },
    },
    {
      id: "sites-capacity", type: "symbol", source: SITES, minzoom: 14.6,
      filter: ["has", "capacity"],
      layout: {
        "text-field": ["to-string", ["get", "capacity"]], "text-font": FONT, "text-size": 11,
        "text-offset": [0, 1.15], "text-anchor": "top",
      },
      paint: { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 1.6 },
    },
  ];
}
