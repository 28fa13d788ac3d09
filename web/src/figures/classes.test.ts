import { describe, expect, test } from "vitest";
import { classOf, valueClasses } from "./classes";

describe("valueClasses", () => {
  test("gives zero a class of its own", () => {
    const classes = valueClasses([0, 0, 3, 5, 9], "quantile");
    expect(classes[0]).toEqual({ from: 0, to: 0, members: 2 });
    expect(classes.slice(1).every((entry) => entry.from > 0)).toBe(true);
  });

  test.each(["quantile", "natural"] as const)("%s: every value is in exactly one class", (method) => {
    const values = Array.from({ length: 200 }, (_, i) => (i * 37) % 91);
    const classes = valueClasses(values, method);
    expect(classes.length).toBeLessThanOrEqual(5);
    expect(classes.reduce((sum, entry) => sum + entry.members, 0)).toBe(values.length);
    for (const value of values) {
      const holding = classes.filter((entry) => value >= entry.from && value <= entry.to);
      expect(holding).toHaveLength(1);
    }
  });

  test("quantile classes keep equal values together", () => {
    const classes = valueClasses([1, 1, 1, 1, 1, 1, 2], "quantile");
    expect(classes).toEqual([{ from: 1, to: 1, members: 6 }, { from: 2, to: 2, members: 1 }]);
  });

  test("natural breaks fall into the gaps", () => {
    const classes = valueClasses([1, 2, 3, 50, 51, 52, 100, 200, 300], "natural");
    expect(classes.map((entry) => [entry.from, entry.to])).toEqual([[1, 3], [50, 52], [100, 100], [200, 200], [300, 300]]);
  });

  test("no values give no classes", () => {
    expect(valueClasses([], "natural")).toEqual([]);
    expect(valueClasses([], "quantile")).toEqual([]);
  });
});

test("classOf finds no class for a value in a gap", () => {
  expect(classOf(4, [{ from: 1, to: 3, members: 1 }, { from: 5, to: 9, members: 1 }])).toBe(-1);
});
