import { expect, test } from "vitest";
import type { WarningReason } from "../api/warning_types";
import { measured, reached } from "./warnings";

const reason = (part: Partial<WarningReason>): WarningReason => ({
  rule: "r", level: "blue", num: 5, den: null, unknown: 0, threshold: 3, percent: false, class: null, ...part,
});

test("a number stands alone, a count beside its whole, a share with both", () => {
  expect(measured(reason({}), "zh")).toBe("5");
  expect(measured(reason({ den: 40 }), "en")).toBe("5 / 40");
  expect(measured(reason({ den: 40, percent: true }), "en")).toMatch(/^5 \/ 40 = 1[23](\.5)?\s?%$/);
  expect(measured(reason({ num: 0, den: 0, percent: true }), "en")).toBe("0 / 0");
});

test("a threshold says which side of it warns", () => {
  const rule = { key: "r", title: { zh: "", en: "" }, clauses: [], compare: "≤", thresholds: [], undated: false };
  expect(reached(rule, 60, true, "en")).toBe("≤ 60 %");
  expect(reached({ ...rule, compare: "≥" }, 3, false, "en")).toBe("≥ 3");
});
