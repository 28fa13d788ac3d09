import { expect, test } from "vitest";
import { aheadOf, barOf, countStates, fraction, headline, rateOf, SIGNS, STATES, threshold, unitFigure } from "./targets";

test("every state has a sign of its own", () => {
  expect(new Set(STATES.map((state) => SIGNS[state])).size).toBe(7);
});

test("states are counted, those that do not occur as 0", () => {
  const counts = countStates([{ state: "met" }, { state: "behind" }, { state: "met" }]);
  expect(counts).toMatchObject({ met: 2, behind: 1, failed: 0 });
  expect(Object.values(counts).reduce((a, b) => a + b)).toBe(3);
});

test("a value without a denominator, or with an empty one, has no share", () => {
  expect(rateOf({ num: 3, den: null })).toBeNull();
  expect(rateOf({ num: 0, den: 0 })).toBeNull();
  expect(rateOf({ num: 187, den: 213 })).toBeCloseTo(0.878, 3);
  expect(fraction({ num: 1870, den: 2130 }, "en")).toBe("1,870 / 2,130");
  expect(headline({ num: 12, den: null }, "en")).toBe("12");
  expect(headline({ num: 19, den: 20 }, "en")).toBe("95.0 %");
  expect(headline({ num: 1, den: 3, basis: "targets" }, "en")).toBe("1 / 3");
  const worst = { id: "a", name: "a", num: 3, den: 1 };
  expect(unitFigure(worst, { den: null }, "en")).toBe("3");
  expect(unitFigure({ ...worst, den: 4 }, { den: 9 }, "en")).toBe("75.0 %");
});

test("thresholds read as the plan states them", () => {
  expect(threshold({ compare: "≥", percent: 95, count: null, stretch: 100 }, "en")).toBe("≥ 95 % → 100 %");
  expect(threshold({ compare: "≤", percent: null, count: 0, stretch: null }, "en")).toBe("≤ 0");
  const before = { num: 421, den: null, unknown: 0, as_of: "2015-09-30", source: "s", basis: "features" };
  expect(threshold({ compare: "<", percent: null, count: null, stretch: null, baseline: before }, "en")).toBe("< 421");
  expect(threshold({ compare: null, percent: null, count: null, stretch: null }, "en")).toBe("");
});

test("the bar marks threshold and pace in the bar's own scale", () => {
  expect(barOf({ num: 50, den: 100, expected: 75 }, { percent: 95, count: null })).toEqual({ part: 0.5, mark: 0.95, pace: 0.75 });
  expect(barOf({ num: 5, den: null }, { percent: null, count: 10 })).toEqual({ part: 0.5, mark: 1, pace: null });
  // More than wanted: the whole is what there is.
  expect(barOf({ num: 20, den: null }, { percent: null, count: 10 })).toEqual({ part: 1, mark: 0.5, pace: null });
  expect(barOf({ num: 4, den: null }, { percent: null, count: 0 })).toBeNull();
});

test("the pace is the distance from what the calendar wants", () => {
  expect(aheadOf({ num: 8, expected: 10 })).toBe(-2);
  expect(aheadOf({ num: 8 })).toBeNull();
});
