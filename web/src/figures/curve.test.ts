import { expect, test } from "vitest";
import { curvePath, place, shareAt } from "./curve";

const PLOT = { width: 200, height: 100, max_m: 1000 };
const POINTS = [{ reach_m: 100, share: 0.2 }, { reach_m: 250, share: 0.7 }, { reach_m: 1000, share: 1 }];

test("a point lies by metres from the left and by share from the bottom", () => {
  expect(place({ reach_m: 500, share: 0.25 }, PLOT)).toEqual([100, 75]);
});

test("the path starts at nothing and never turns back up or down", () => {
  const path = curvePath(POINTS, PLOT);
  expect(path.startsWith("M0,100C")).toBe(true);
  const heights = [...path.matchAll(/,(-?[\d.]+)/g)].map((match) => Number(match[1]));
  expect([...heights].sort((a, b) => b - a)).toEqual(heights);
});

test("shares between the points lie on the line, beyond them nowhere", () => {
  expect(shareAt(175, POINTS)).toBeCloseTo(0.45, 10);
  expect(shareAt(50, POINTS)).toBeCloseTo(0.1, 10);
  expect(shareAt(1001, POINTS)).toBeNull();
});
