import type { Property } from "../api/types";

/** Categories told apart by colour and shape; what comes after shares the last one, “other”. */
export const NAMED_CATEGORIES = 7;
export const OTHER = NAMED_CATEGORIES;

/** Shapes in the order of the categories, so that colour is never the only sign. */
export const SHAPES = [
  "circle", "square", "triangle", "diamond", "hexagon", "drop", "cross", "dot",
] as const;

export type Shape = (typeof SHAPES)[number];

/**
 * Index of the category of `code` by its place in the code list: 0 to 6, or {@link OTHER} for later
 * codes, unknown codes and no code. Without a list everything is category 4 (blue).
 */
export function categoryOf(property: Property | undefined, code: unknown): number {
  if (!property?.codes?.length) return 4;
  const place = property.codes.findIndex((entry) => entry.code === code);
  return place >= 0 && place < NAMED_CATEGORIES ? place : OTHER;
}
