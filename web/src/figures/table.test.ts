import { expect, test } from "vitest";
import type { Counts } from "../api/types";
import { choropleth, toneOf } from "../state/choropleth";
import { countsTable, sortRows } from "./table";

const COUNTS: Counts = {
  collection: "violations", by: "compounds", group: ["class"], at: "2016-09-30", numberMatched: 9,
  total: { count: 9, groups: [{ key: { class: "land" }, count: 4 }, { key: { class: "building" }, count: 5 }] },
  units: [
    { id: "C1", name: "甲", count: 6, groups: [{ key: { class: "land" }, count: 2 }, { key: { class: "building" }, count: 4 }] },
    { id: "C2", name: "乙", count: 0, groups: [] },
    { id: "C3", name: "丙", count: 1, groups: [{ key: { class: "building" }, count: 1 }] },
  ],
  outside: { count: 2, groups: [{ key: { class: "land" }, count: 2 }] },
};

test("rows and the outside row add up to the total in every column", () => {
  const table = countsTable(choropleth(COUNTS, [], "count", "quantile"), "class", ["land", "building"]);
  const [outside, total] = table.feet;
  table.columns.forEach((_, i) => {
    const sum = table.rows.reduce((s, row) => s + (row.cells[i] ?? 0), 0) + (outside?.cells[i] ?? 0);
    expect(sum).toBe(total?.cells[i]);
  });
});

test("rates need the unit's area; without it there is no data, not zero", () => {
  const unit = { type: "Feature" as const, id: "C1", geometry: null, properties: { area_m2: 20_000 } };
  const answer = choropleth(COUNTS, [unit], "per_ha", "quantile");
  expect(answer.units.map((u) => u.value)).toEqual([3, null, null]);
  expect(answer.units.map((u) => u.place)).toEqual([0, -1, -1]);
});

test("zero has the lightest tone and the most the darkest", () => {
  const answer = choropleth(COUNTS, [], "count", "quantile");
  const tones = answer.units.map((unit) => toneOf(unit.place, answer.classes));
  expect(tones).toEqual([4, 0, 2]);
});

test("rows without a value sort last, whichever way", () => {
  const rows = [{ id: "a", name: "a", cells: [null] }, { id: "b", name: "b", cells: [1] }, { id: "c", name: "c", cells: [2] }];
  expect(sortRows(rows, 0, true, "en").map((row) => row.id)).toEqual(["c", "b", "a"]);
  expect(sortRows(rows, 0, false, "en").map((row) => row.id)).toEqual(["b", "c", "a"]);
  expect(sortRows(rows, -1, false, "en").map((row) => row.id)).toEqual(["a", "b", "c"]);
});
