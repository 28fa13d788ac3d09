import type { LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";

/** Sources of what is chosen. */
export const FADE = "focus-fade";
export const CHOSEN = "focus-chosen";
export const PICKED = "focus-picked";
export const DRAWN = "drawn";

/** The fade outside the chosen unit, its outline, the picked thing, the drawn polygon. */
export function focusLayers(p: Palette): LayerSpecification[] {
  return [
    // What lies outside keeps 40 % of its strength.
    { id: "fade", type: "fill", source: FADE, paint: { "fill-color": p.fade, "fill-opacity": 0.6 } },
    {
      id: "chosen-line", type: "line", source: CHOSEN, layout: { "line-join": "round" },
      paint: { "line-color": p.amber, "line-width": 2 },
    },
    {
      id: "picked-fill", type: "fill", source: PICKED, filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": p.amber, "fill-opacity": 0.1 },
    },
    {
      id: "picked-halo", type: "line", source: PICKED, filter: ["!=", ["geometry-type"], "Point"],
      layout: { "line-join": "round" },
      paint: { "line-color": p.halo, "line-width": 5, "line-opacity": 0.8 },
    },
    {
      id: "picked-line", type: "line", source: PICKED, filter: ["!=", ["geometry-type"], "Point"],
      layout: { "line-join": "round" },
      paint: { "line-color": p.amber, "line-width": 2.5 },
    },
    {
      id: "picked-point", type: "circle", source: PICKED, filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 13, "circle-color": p.amber, "circle-opacity": 0.15,
        "circle-stroke-color": p.amber, "circle-stroke-width": 2.5,
      },
    },
    {
      id: "drawn-fill", type: "fill", source: DRAWN, filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": p.amber, "fill-opacity": 0.12 },
    },
    {
      id: "drawn-line", type: "line", source: DRAWN, filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": p.amber, "line-width": 2, "line-dasharray": [3, 1.5] },
    },
    {
      id: "drawn-corner", type: "circle", source: DRAWN, filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 4.5, "circle-color": p.paper, "circle-stroke-color": p.amber,
        "circle-stroke-width": 2,
      },
    },
  ];
}
