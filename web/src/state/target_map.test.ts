import { expect, test } from "vitest";
import type { TargetAnswer, TargetState } from "../api/plan_types";
import { levelOf, targetMap } from "./target_map";

const unit = (id: string, num: number, den: number | null, state: TargetState) => ({
  id, name: id, num, den, unknown: 0, as_of: "2016-09-30", source: "s", basis: "features", state,
});
const ANSWER = {
  units: [unit("a", 0, 4, "failed"), unit("b", 4, 4, "met"), unit("c", 0, 0, "not_applicable"), unit("d", 0, 3, "no_data")],
} as unknown as TargetAnswer;

test("states have a class each; no data is hatched", () => {
  expect(targetMap(ANSWER, "compounds", "state")?.units.map(({ tone }) => tone)).toEqual([14, 10, 16, -1]);
});

test("shares are classed; what has none, or is unknown, is no data and not zero", () => {
  const map = targetMap(ANSWER, "compounds", "rate");
  expect(map?.units.map(({ tone }) => tone)).toEqual([0, 4, -1, -1]);
  expect(map?.classes.map(({ from, members }) => [from, members])).toEqual([[0, 1], [1, 1]]);
});

test("a target without units colours nothing", () => {
  expect(targetMap({} as TargetAnswer, "compounds", "state")).toBeNull();
});

test("the level wished for, or the smallest there is", () => {
  const order = ["subdistricts", "pianqu", "committees", "compounds"];
  expect(levelOf(["subdistricts", "pianqu", "committees"], "pianqu", order)).toBe("pianqu");
  expect(levelOf(["committees", "subdistricts", "pianqu"], "compounds", order)).toBe("committees");
  expect(levelOf([], "compounds", order)).toBeNull();
});
