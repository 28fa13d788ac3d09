import { expect, test } from "vitest";
import { en } from "./en";
import { message } from "./index";
import { zh } from "./zh";

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();

test("both languages have the same keys and no text says more than the other", () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh));
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    // English leaves out the measure word; a value must never be lost, though.
    for (const place of places(zh[key])) expect(places(en[key]), key).toContain(place);
  }
});

test("values take their places", () => {
  expect(message("zh", "coverage_facilities", { n: "31" })).toBe("设施 31 处");
});
