import { expect, test } from "vitest";
import { area, metres, minutes, number, percent } from "./format";

test("thousands are separated and nothing is a dash", () => {
  expect(number(1204, "zh")).toBe("1,204");
  expect(number(null, "en")).toBe("–");
  expect(number(Number.NaN, "en")).toBe("–");
});

test("a share is only called all or nothing when it is", () => {
  expect(percent(0.8333, "zh")).toBe("83.3 %");
  expect(percent(0.99999, "zh")).toBe("99.9 %");
  expect(percent(0.00001, "zh")).toBe("0.1 %");
  expect(percent(1, "zh")).toBe("100.0 %");
  expect(percent(0, "zh")).toBe("0.0 %");
  expect(percent(null, "zh")).toBe("–");
});

test("units are shown", () => {
  expect(metres(1204, "en")).toBe("1,204 m");
  expect(area(820, "en")).toBe("820 m²");
  expect(area(34_000, "en")).toBe("3.4 ha");
  expect(area(6_600_000, "en")).toBe("6.60 km²");
});

test("249 m at 0.83 m/s is five minutes", () => {
  expect(minutes(249, 0.83, "zh")).toBe("5");
  expect(minutes(275, 0.83, "zh")).toBe("5.5");
});
