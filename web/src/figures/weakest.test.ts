import { expect, test } from "vitest";
import type { TargetSpread, TargetState } from "../api/plan_types";
import { weakest } from "./weakest";

const spread = (worst: string, num = 0): TargetSpread => ({
  level: "compounds", units: 3, without: 0, worst: { id: worst, name: worst, num, den: 4 },
  p10: { id: worst, name: worst, num, den: 4 }, best: { id: "z", name: "z", num: 4, den: 4 },
});
const target = (state: TargetState, found: TargetSpread | null) => ({ state, spread: found });

test("the unit that is last most often comes first; what is met, alike or without spread does not count", () => {
  const targets = [
    target("behind", spread("a")), target("failed", spread("b")), target("behind", spread("b")),
    target("met", spread("c")), target("behind", spread("c", 4)), target("behind", null),
  ];
  expect(weakest(targets)).toEqual([{ name: "b", n: 2 }, { name: "a", n: 1 }]);
});
