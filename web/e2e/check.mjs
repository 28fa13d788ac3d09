import assert from "node:assert/strict";

export { assert };

/** Fails unless `actual` is within `tolerance` of `expected`. */
export function near(actual, expected, tolerance, what) {
  assert.ok(
    Math.abs(actual - expected) <= tolerance,
    `${what}: the page shows ${actual}, the API says ${expected}`,
  );
}

/** Whether a point lies in a ring (even–odd). */
export function inRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
