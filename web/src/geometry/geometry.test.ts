import { expect, test } from "vitest";
import { bboxOf } from "./bbox";
import { crossesItself } from "./crossing";
import { labelPoint } from "./label_point";
import { maskOf, ringArea, ringHolds } from "./rings";
import { polygonWkt } from "./wkt";

const SQUARE: [number, number][] = [[0, 0], [2, 0], [2, 2], [0, 2]];
const RING = [...SQUARE, [0, 0]] as [number, number][];
const HOLE: [number, number][] = [[0.5, 0.5], [0.5, 1.5], [1.5, 1.5], [1.5, 0.5], [0.5, 0.5]];

test("a drawn polygon is written closed and counter-clockwise, longitude first", () => {
  const clockwise = [...SQUARE].reverse();
  const wkt = polygonWkt(clockwise) ?? "";
  expect(wkt).toMatch(/^POLYGON\(\((-?[\d.]+ -?[\d.]+,?)+\)\)$/);
  const ring = wkt.slice(9, -2).split(",").map((pair) => pair.split(" ").map(Number));
  expect(ring[0]).toEqual(ring.at(-1));
  expect(ringArea(ring)).toBeGreaterThan(0);
  expect(polygonWkt(SQUARE.slice(0, 2))).toBeNull();
});

test("a bow tie crosses itself, a square does not", () => {
  expect(crossesItself([[0, 0], [2, 2], [2, 0], [0, 2]])).toBe(true);
  expect(crossesItself(SQUARE)).toBe(false);
});

test("a label point lies inside, out of the hole", () => {
  const point = labelPoint({ type: "Polygon", coordinates: [RING, HOLE] });
  expect(point).not.toBeNull();
  expect(ringHolds(RING, point ?? [9, 9])).toBe(true);
  expect(ringHolds(HOLE, point ?? [1, 1])).toBe(false);
});

test("a label point of a crescent is not its centre of gravity", () => {
  const crescent: [number, number][] = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 3], [3, 3], [3, 1], [0, 1], [0, 0]];
  const point = labelPoint({ type: "Polygon", coordinates: [crescent] });
  expect(ringHolds(crescent, point ?? [1, 2])).toBe(true);
});

test("the mask covers everything but the polygon, its holes included", () => {
  const mask = maskOf({ type: "Polygon", coordinates: [RING, HOLE] });
  expect(mask.coordinates).toHaveLength(2);
  expect(mask.coordinates[0]?.[1]).toEqual(RING);
  expect(mask.coordinates[1]?.[0]).toEqual(HOLE);
});

test("a box holds every part, and nothing has none", () => {
  const geometries: GeoJSON.Geometry[] = [{ type: "Point", coordinates: [5, 6] }, { type: "Polygon", coordinates: [RING] }];
  expect(bboxOf(geometries)).toEqual([0, 0, 5, 6]);
  expect(bboxOf([null])).toBeNull();
});
