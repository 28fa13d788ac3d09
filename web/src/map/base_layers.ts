import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";
import { SYNTHETIC, FONT, FONT_STRONG, groundWidth, source } from "./style_parts";

/** Road classes in the order of their weight; classes the list lacks are drawn like the lightest. */
const MAJOR = ["expressway", "elevated", "arterial", "trunk", "primary"];
const MIDDLE = ["secondary", "collector", "main"];
const LANES = ["lane", "service", "alley"];
const PATHS = ["footpath", "footway", "path", "steps"];

const isClass = (classes: string[]): ExpressionSpecification => [
  "in", ["get", "class"], ["literal", classes],
];

/** Line width by class and zoom, `extra` pixels wider for the casing. */
function roadWidth(extra: number): ExpressionSpecification {
  const by = (major: number, middle: number, minor: number, lane: number): ExpressionSpecification => [
    "case", isClass(MAJOR), major + extra, isClass(MIDDLE), middle + extra, isClass(LANES), lane + extra,
    minor + extra,
  ];
  return [
    "interpolate", ["exponential", 1.5], ["zoom"],
    11, by(1.4, 0.9, 0.4, 0.2),
    14, by(4.8, 3.6, 2.4, 1.2),
    16, by(12, 9.5, 7, 4),
    19, by(42, 34, 26, 16),
  ];
}

/** Ground, water and compounds: what lies below the data. */
export function groundLayers(p: Palette): LayerSpecification[] {
  return [
    { id: "background", type: "background", paint: { "background-color": p.outside } },
    {
      id: "subdistricts-fill", type: "fill", source: source("subdistricts"),
      paint: { "fill-color": p.land },
    },
    {
      id: "compounds-fill", type: "fill", source: source("compounds"),
      paint: { "fill-color": p.compound },
    },
  ];
}

/** Streets, rails and borders: above the coloured units, below labels and points. */
export function networkLayers(p: Palette): LayerSpecification[] {
  const street: ExpressionSpecification = ["!", isClass(PATHS)];
  return [
    {
      id: "waterways-line", type: "line", source: source("waterways"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": p.water, "line-width": groundWidth(["coalesce", ["get", "width_m"], 12], 2) },
    },
    {
      id: "compounds-line", type: "line", source: source("compounds"), filter: ["!", SYNTHETIC],
      paint: { "line-color": p.compoundLine, "line-width": 1 },
    },
    {
      id: "compounds-line-synthetic", type: "line", source: source("compounds"), filter: SYNTHETIC,
      paint: { "line-color": p.compoundLine, "line-width": 1, "line-dasharray": [3, 2] },
    },
    {
      id: "roads-path", type: "line", source: source("roads"), filter: isClass(PATHS), minzoom: 14.5,
      paint: {
        "line-color": p.footpath, "line-dasharray": [2, 1.5],
        "line-width": ["interpolate", ["linear"], ["zoom"], 14.5, 0.6, 18, 2],
      },
    },
    {
      id: "roads-casing", type: "line", source: source("roads"), filter: street,
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": ["case", isClass(MAJOR), p.casingMajor, p.casing],
        "line-width": roadWidth(1.8),
      },
    },
    {
      id: "roads-line", type: "line", source: source("roads"), filter: street,
      layout: {
        "line-cap": "round", "line-join": "round",
        "line-sort-key": ["case", isClass(MAJOR), 2, isClass(MIDDLE), 1, 0],
      },
      paint: {
        "line-color": ["case", isClass(MAJOR), p.roadMajor, p.road],
        "line-width": roadWidth(0),
      },
    },
    {
      id: "metro-line", type: "line", source: source("metro"),
      filter: ["!=", ["geometry-type"], "Point"],
      layout: { "line-join": "round" },
      paint: {
        "line-color": p.metro, "line-dasharray": [6, 2], "line-opacity": 0.75,
        "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1, 16, 3],
      },
    },
    {
      id: "committees-line", type: "line", source: source("committees"), minzoom: 13,
      paint: {
        "line-color": p.border, "line-dasharray": [2, 2.5], "line-opacity": 0.8,
        "line-width": ["interpolate", ["linear"], ["zoom"], 13, 0.8, 17, 1.5],
      },
    },
    {
      id: "pianqu-line", type: "line", source: source("pianqu"),
      layout: { "line-join": "round" },
      paint: {
        "line-color": p.borderStrong, "line-dasharray": [5, 2, 1, 2],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 10.5, 0, 11.5, 1],
        "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1, 14, 1.7, 16, 2.2],
      },
    },
    {
      id: "subdistricts-line", type: "line", source: source("subdistricts"),
      layout: { "line-join": "round" },
      paint: {
        "line-color": p.borderStrong,
        "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1.2, 16, 2.6],
      },
    },
  ];
}

/** From farther away than this a city's 片区 are a wall of names and lines: subdistricts are named instead. */
const SUBDISTRICTS_BELOW = 11.5;

/** Names. Units carry theirs on label points, so that no tile edge repeats one. */
export function labelLayers(p: Palette): LayerSpecification[] {
  const halo = { "text-halo-color": p.halo, "text-halo-width": 1.6, "text-halo-blur": 0.4 };
  return [
    {
      id: "compounds-label", type: "symbol", source: source("compounds-label"), minzoom: 15,
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-max-width": 7,
        "text-size": ["interpolate", ["linear"], ["zoom"], 15, 11, 18, 14],
      },
      paint: { "text-color": p.label, ...halo },
    },
    {
      id: "roads-label", type: "symbol", source: source("roads"), minzoom: 13,
      filter: ["all", ["has", "name"], ["!", isClass(PATHS)]],
      layout: {
        "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "name"],
        "text-font": FONT, "text-letter-spacing": 0.15, "text-padding": 6,
        "text-size": ["interpolate", ["linear"], ["zoom"], 13, 10, 17, 13],
        "symbol-sort-key": ["case", isClass(MAJOR), 0, isClass(MIDDLE), 1, 2],
      },
      paint: { "text-color": p.label, ...halo },
    },
    {
      id: "waterways-label", type: "symbol", source: source("waterways"), minzoom: 12,
      layout: {
        "symbol-placement": "line", "symbol-spacing": 360, "text-field": ["get", "name"],
        "text-font": FONT, "text-letter-spacing": 0.3,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10, 17, 14],
      },
      paint: { "text-color": p.waterLabel, "text-halo-color": p.halo, "text-halo-width": 1 },
    },
    {
      id: "committees-label", type: "symbol", source: source("committees-label"), minzoom: 13.8, maxzoom: 16,
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-padding": 4, "text-max-width": 8,
        "text-letter-spacing": 0.12,
        "text-size": ["interpolate", ["linear"], ["zoom"], 13.8, 11, 16, 13],
      },
      paint: { "text-color": p.label, ...halo },
    },
    {
      id: "metro-station", type: "circle", source: source("metro"),
      filter: ["==", ["geometry-type"], "Point"], minzoom: 12.5,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 12.5, 2.5, 16, 5],
        "circle-color": p.paper, "circle-stroke-color": p.metro, "circle-stroke-width": 2,
      },
    },
    {
      id: "metro-label", type: "symbol", source: source("metro"), minzoom: 13.2,
      filter: ["==", ["geometry-type"], "Point"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-size": 11.5,
        "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.7,
        "text-justify": "auto",
      },
      paint: { "text-color": p.metro, ...halo },
    },
    {
      id: "pianqu-label", type: "symbol", source: source("pianqu-label"), minzoom: SUBDISTRICTS_BELOW, maxzoom: 15.2,
      layout: {
        "text-field": ["get", "name"], "text-font": FONT_STRONG, "text-letter-spacing": 0.25,
        "text-size": ["interpolate", ["linear"], ["zoom"], 11, 11, 14.5, 17],
        // Around the middle rather than nowhere, when a facility stands there.
        "text-variable-anchor-offset": [
          "center", [0, 0], "top", [0, 0.8], "bottom", [0, -0.8], "left", [1, 0], "right", [-1, 0],
          "top", [0, 1.8], "bottom", [0, -1.8], "left", [2, 0], "right", [-2, 0],
        ],
        // Where they are few, all are named: see MapSync.
        "text-padding": 2, "text-allow-overlap": false,
      },
      paint: { "text-color": p.labelStrong, ...halo, "text-halo-width": 2 },
    },
    {
      id: "subdistricts-label", type: "symbol", source: source("subdistricts-label"), minzoom: 8, maxzoom: SUBDISTRICTS_BELOW,
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-max-width": 6, "text-padding": 10,
        "text-size": ["interpolate", ["linear"], ["zoom"], 8, 10, 11.5, 12],
      },
      paint: { "text-color": p.label, ...halo },
    },
  ];
}

/** Ids of the layers that draw a base collection, to show and hide them together. */
export const BASE_PARTS: Record<string, string[]> = {
  subdistricts: ["subdistricts-fill", "subdistricts-line", "subdistricts-label"],
  pianqu: ["pianqu-line", "pianqu-label"],
  committees: ["committees-line", "committees-label"],
  compounds: ["compounds-fill", "compounds-line", "compounds-line-synthetic", "compounds-label"],
  waterways: ["waterways-line", "waterways-label"],
  roads: ["roads-path", "roads-casing", "roads-line", "roads-label"],
  metro: ["metro-line", "metro-station", "metro-label"],
};
