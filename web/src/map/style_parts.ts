import type { ExpressionSpecification } from "maplibre-gl";

/**
 * Fonts of the reader's own system: without a glyph server MapLibre draws every character with them.
 * The weight is read from the first name, so the strong stack begins with one that no font has.
 */
export const FONT = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];
export const FONT_STRONG = ["gumei semibold", ...FONT];

export const SYNTHETIC: ExpressionSpecification = ["==", ["get", "provenance"], "synthetic"];

/** Name of the map source that holds a collection's features. */
export function source(collection: string): string {
  return `data-${collection}`;
}

/** Metres per pixel at zoom 0 and the latitude of Shanghai (512-pixel world). */
const METRES_PER_PIXEL = 78_271.517 * Math.cos((31.15 * Math.PI) / 180);

/** Line width that keeps `width_m` metres on the ground at every zoom, at least `least` pixels. */
export function groundWidth(width_m: ExpressionSpecification, least: number): ExpressionSpecification {
  const at = (zoom: number): ExpressionSpecification => [
    "max", least, ["*", width_m, 2 ** zoom / METRES_PER_PIXEL],
  ];
  return [
    "interpolate", ["exponential", 2], ["zoom"],
    10, at(10), 13, at(13), 16, at(16), 20, at(20),
  ];
}
