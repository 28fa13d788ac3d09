import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { NAMED_CATEGORIES } from "../figures/categories";
import type { Palette } from "./palette";
import { FONT, SYNTHETIC, source } from "./style_parts";

/** From this zoom on every point has its own mark. */
export const SINGLE_ZOOM = 15;

/** Source of a collection's points; lines and polygons are in `source(collection)`. */
export function pointSource(collection: string): string {
  return `${source(collection)}-points`;
}

/** Sums per category, so that a cluster's ring can show its kinds. */
export function clusterProperties(): Record<string, unknown> {
  const sums: Record<string, unknown> = {};
  for (let category = 0; category <= NAMED_CATEGORIES; category += 1) {
    sums[`k${category}`] = ["+", ["case", ["==", ["get", "category"], category], 1, 0]];
  }
  return sums;
}

/**
 * Name of a cluster's ring: shares in twelfths, at least one for every kind there is.
 *
 * - `sums`: how many of each category.
 */
export function donutName(sums: ExpressionSpecification[], total: ExpressionSpecification): ExpressionSpecification {
  const parts = sums.map((sum): ExpressionSpecification => {
    const twelfths: ExpressionSpecification = ["case", [">", sum, 0], ["max", 1, ["round", ["/", ["*", 12, sum], total]]], 0];
    return ["to-string", twelfths];
  });
  const joined = parts.flatMap((part, i) => (i === 0 ? [part] : ["-", part]));
  return ["concat", "donut|", ...joined] as ExpressionSpecification;
}

/** The colour of a category. */
export function categoryColour(category: ExpressionSpecification, p: Palette): ExpressionSpecification {
  return [
    "match", category,
    0, p.categories[0] as string, 1, p.categories[1] as string, 2, p.categories[2] as string,
    3, p.categories[3] as string, 4, p.categories[4] as string, 5, p.categories[5] as string,
    6, p.categories[6] as string,
    p.categories[7] as string,
  ];
}

/** Layers that draw one collection; features carry `category` (see map/thematic.ts). */
export function thematicLayers(collection: string, p: Palette): LayerSpecification[] {
  const shapes = source(collection);
  const points = pointSource(collection);
  const colour = categoryColour(["get", "category"], p);
  const sums = Array.from({ length: NAMED_CATEGORIES + 1 }, (_, category): ExpressionSpecification => ["get", `k${category}`]);
  const polygon: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  // A shed is a speck from afar; there its cluster speaks for it.
  const visible: ExpressionSpecification = [
    "any", ["!", ["has", "small"]], [">=", ["zoom"], SINGLE_ZOOM],
  ];
  const width: ExpressionSpecification = [
    "case", polygon, 1.4, 4,
  ];
  return [
    {
      id: `${shapes}-fill`, type: "fill", source: shapes, filter: ["all", polygon, visible, ["!", ["has", "bare"]]],
      paint: { "fill-color": colour, "fill-opacity": 0.22 },
    },
    {
      id: `${shapes}-line`, type: "line", source: shapes, filter: ["all", ["!", SYNTHETIC], visible],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": colour, "line-width": width },
    },
    {
      id: `${shapes}-line-synthetic`, type: "line", source: shapes, filter: ["all", SYNTHETIC, visible],
      layout: { "line-join": "round" },
      paint: { "line-color": colour, "line-width": width, "line-dasharray": [2.5, 1.2] },
    },
    {
      id: `${points}-cluster`, type: "symbol", source: points, filter: ["has", "point_count"],
      layout: {
        "icon-image": donutName(sums, ["get", "point_count"]),
        "icon-size": ["step", ["get", "point_count"], 0.72, 20, 0.82, 100, 0.94, 500, 1.1],
        "icon-allow-overlap": true, "icon-padding": 0,
        "text-field": ["to-string", ["get", "point_count"]], "text-font": FONT,
        "text-size": ["step", ["get", "point_count"], 11, 100, 12], "text-allow-overlap": true,
      },
      paint: { "text-color": p.ink },
    },
    {
      id: `${points}-mark`, type: "symbol", source: points, filter: ["!", ["has", "point_count"]],
      layout: {
        "icon-image": [
          "concat", "mark|", ["to-string", ["get", "category"]], "|", ["case", SYNTHETIC, "1", "0"],
        ],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.55, 16, 0.8, 18, 1],
        "icon-allow-overlap": true, "icon-ignore-placement": true,
      },
    },
  ];
}
