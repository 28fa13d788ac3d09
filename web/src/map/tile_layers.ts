import type { ExpressionSpecification, FilterSpecification, LayerSpecification, Map as MapLibreMap, VectorTileSource } from "maplibre-gl";
import type { Collection } from "../api/types";
import { categoryOf, NAMED_CATEGORIES, OTHER } from "../figures/categories";
import { kindProperty } from "../state/catalogue";
import type { Palette } from "./palette";
import { FONT, source, SYNTHETIC } from "./style_parts";
import { categoryColour, donutName } from "./thematic_layers";

/** Name of the map source that holds a large collection's tiles. */
export function tileSource(collection: string): string {
  return `tiles-${collection}`;
}

/** Gives the map a source of these tiles, or an existing one other addresses. */
export function showTiles(map: MapLibreMap, id: string, address: string): void {
  const found = map.getSource<VectorTileSource>(id);
  if (found) found.setTiles([address]);
  else map.addSource(id, { type: "vector", tiles: [address], maxzoom: 18 });
}

/**
 * The layers as they draw from tiles what is too large to be read as a whole; those of other
 * collections are as they were.
 */
export function fromTiles(layers: LayerSpecification[], tiled: ReadonlySet<string>): LayerSpecification[] {
  return layers.map((layer) => {
    if (!("source" in layer)) return layer;
    for (const id of tiled) {
      if (layer.source === source(id)) return { ...layer, source: tileSource(id), "source-layer": id } as LayerSpecification;
      if (layer.type !== "symbol" || layer.source !== source(`${id}-label`)) continue;
      const layout = { ...layer.layout, "text-field": ["get", "title"] };
      return { ...layer, source: tileSource(id), "source-layer": `${id}_labels`, layout } as LayerSpecification;
    }
    return layer;
  });
}

/** Ids of the layers that draw a tiled thematic collection, bottom to top. */
export function themeLayerIds(collection: string): string[] {
  return ["fill", "line", "line-synthetic", "mark", "cell"].map((part) => `${tileSource(collection)}-${part}`);
}

/** A cell of counted points has no feature's id. */
const CELL: ExpressionSpecification = ["!", ["has", "id"]];

/** Layers that draw a tiled collection: areas and lines, single points, and cells of counted points. */
export function tiledThemeLayers(collection: Collection, p: Palette): LayerSpecification[] {
  const kind = kindProperty(collection);
  const category = categoryExpression(collection);
  const colour = categoryColour(category, p);
  const from = { source: tileSource(collection.id), "source-layer": collection.id };
  const polygon: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const point: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  const drawn: ExpressionSpecification = ["!", point];
  const width: ExpressionSpecification = ["case", polygon, 1.4, 4];
  const [fill, line, dashed, mark, cell] = themeLayerIds(collection.id) as [string, string, string, string, string];
  const sums = Array.from({ length: NAMED_CATEGORIES + 1 }, (_, place) => sumOf(collection, place));
  return [
    {
      id: fill, type: "fill", ...from, filter: collection.unitLevel === null ? polygon : false,
      paint: { "fill-color": colour, "fill-opacity": 0.22 },
    },
    {
      id: line, type: "line", ...from, filter: ["all", drawn, ["!", SYNTHETIC]],
      layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colour, "line-width": width },
    },
    {
      id: dashed, type: "line", ...from, filter: ["all", drawn, SYNTHETIC],
      layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": width, "line-dasharray": [2.5, 1.2] },
    },
    {
      id: mark, type: "symbol", ...from, filter: ["all", point, ["!", CELL]],
      layout: {
        "icon-image": ["concat", "mark|", ["to-string", category], "|", ["case", SYNTHETIC, "1", "0"]],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.55, 16, 0.8, 18, 1],
        "icon-allow-overlap": true, "icon-ignore-placement": true,
      },
    },
    {
      id: cell, type: "symbol", ...from, filter: ["all", point, CELL],
      layout: {
        "icon-image": donutName(kind ? sums : sums.map((_, place): ExpressionSpecification => (place === 4 ? ["get", "count"] : ["to-number", 0])), ["get", "count"]),
        "icon-size": ["step", ["get", "count"], 0.72, 20, 0.82, 100, 0.94, 1000, 1.1, 10000, 1.25],
        "icon-allow-overlap": true, "icon-padding": 0,
        "text-field": ["to-string", ["get", "count"]], "text-font": FONT,
        "text-size": ["step", ["get", "count"], 11, 100, 12, 10000, 11], "text-allow-overlap": true,
        "symbol-sort-key": ["get", "count"],
      },
      paint: { "text-color": p.ink },
    },
  ];
}

/** The category of a feature in a tile, from the codes of its kind. */
function categoryExpression(collection: Collection): ExpressionSpecification {
  const kind = kindProperty(collection);
  const codes = kind?.codes ?? [];
  if (!kind || codes.length === 0) return ["to-number", 4];
  const pairs = codes.slice(0, NAMED_CATEGORIES).flatMap(({ code }, place) => [code, place]);
  return ["match", ["to-string", ["get", kind.name]], ...pairs, OTHER] as ExpressionSpecification;
}

/** How many of a cell's points are of the category. */
function sumOf(collection: Collection, category: number): ExpressionSpecification {
  const kind = kindProperty(collection);
  const codes = (kind?.codes ?? []).map(({ code }) => code).filter((code) => categoryOf(kind, code) === category);
  if (category === OTHER) codes.push("null");
  return ["+", 0, 0, ...codes.map((code): ExpressionSpecification => ["coalesce", ["get", `${kind?.name}:${code}`], 0])] as ExpressionSpecification;
}

/** The source of the units that the question colours, where their level is tiled. */
export const UNIT_TILES = "question-unit-tiles";
/** Their layers, with the fixed layer that each is drawn below. */
const UNIT_PARTS: [id: string, below: string][] = [
  ["unit-tiles-fill", "units-fill"],
  ["unit-tiles-nodata", "units-fill"],
  ["unit-tiles-line", "units-line"],
  ["unit-tiles-line-synthetic", "units-line"],
  ["unit-tiles-signs", "signs"],
];
export const UNIT_TILE_IDS = UNIT_PARTS.map(([id]) => id);
export const UNIT_TILE_AREAS = ["unit-tiles-fill", "unit-tiles-nodata"];

/** How the units of a tiled level are coloured. */
export interface UnitTiles {
  by: string;
  /** Gives the class as in `question_layers.ts`; below -1 only the outline is drawn, below -2 nothing. */
  tone: ExpressionSpecification;
  /** Gives the state whose sign stands in the unit; null for none. */
  sign: ExpressionSpecification | null;
}

/** The layers that draw them, each with the layer it lies below. */
export function unitTileLayers(
  { by, tone, sign }: UnitTiles,
  colour: (tone: ExpressionSpecification) => ExpressionSpecification,
  p: Palette,
): [layer: LayerSpecification, below: string][] {
  const from = { source: UNIT_TILES, "source-layer": by };
  const above = (least: number): FilterSpecification => [">=", tone, least] as FilterSpecification;
  const line = { "line-color": p.borderStrong, "line-opacity": 0.7 };
  const layers: LayerSpecification[] = [
    {
      id: "unit-tiles-fill", type: "fill", ...from, filter: above(0),
      paint: { "fill-color": colour(tone), "fill-opacity": 0.92, "fill-opacity-transition": { duration: 150 } },
    },
    {
      id: "unit-tiles-nodata", type: "fill", ...from, filter: ["==", tone, -1] as FilterSpecification,
      paint: { "fill-pattern": "hatch|nodata" },
    },
    {
      id: "unit-tiles-line", type: "line", ...from, filter: ["all", above(-2), ["!", SYNTHETIC]] as FilterSpecification,
      paint: { ...line, "line-width": ["interpolate", ["linear"], ["zoom"], 10, 0.1, 14, 0.8] },
    },
    {
      id: "unit-tiles-line-synthetic", type: "line", ...from, filter: ["all", above(-2), SYNTHETIC] as FilterSpecification,
      paint: { ...line, "line-width": ["interpolate", ["linear"], ["zoom"], 10, 0.1, 14, 0.9], "line-dasharray": [4, 2] },
    },
    {
      id: "unit-tiles-signs", type: "symbol", source: UNIT_TILES, "source-layer": `${by}_labels`, minzoom: 13,
      filter: sign ? ["!=", sign, ""] as FilterSpecification : false,
      layout: {
        "icon-image": ["concat", "state|", sign ?? ""],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.6, 15, 0.9, 18, 1.1],
        "icon-offset": [0, -17], "icon-padding": 0,
      },
    },
  ];
  return layers.map((layer, place) => [layer, (UNIT_PARTS[place] as [string, string])[1]]);
}
