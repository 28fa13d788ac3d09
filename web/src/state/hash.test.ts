import { expect, test } from "vitest";
import { decodeHash, encodeHash } from "./hash";
import { initialSelection, type Selection } from "./selection";

const INITIAL = initialSelection("zh");

test("a selection survives the address", () => {
  const selection: Selection = {
    ...INITIAL,
    view: { lon: 121.38977, lat: 31.14635, zoom: 14.25 },
    unit: "pianqu:310112006-P02",
    layers: ["roads", "violations"],
    question: "coverage",
    counts: { collection: "cases", by: "committees", group: "", filters: { stage: ["closed", "handled"] }, measure: "per_ha", method: "natural" },
    coverage: { collection: "civic_facilities", by: "pianqu", filters: {}, reach_m: 300 },
    plan: { view: "text", target: "owners_committee", by: "compounds", paint: "rate", part: "laggards", states: ["behind", "failed"], levels: ["red", "none"], holder: "holder:L01" },
    row: "310112006-J01",
    picked: { kind: "feature", collection: "compounds", id: "310112006-C010" },
    at: "2016-06-30",
    lang: "en",
    tab: "layers",
    tableOpen: true,
    panelOpen: false,
  };
  expect(decodeHash(`#${encodeHash(selection, INITIAL)}`, INITIAL)).toEqual(selection);
});

test("a picked spot survives with its position", () => {
  const picked = { kind: "spot", lon: 121.385, lat: 31.148 } as const;
  expect(decodeHash(encodeHash({ ...INITIAL, picked }, INITIAL), INITIAL).picked).toEqual(picked);
});

test("what is as usual stays out of the address", () => {
  expect(encodeHash(INITIAL, INITIAL)).toBe("lang=zh");
});

test("nonsense is passed over", () => {
  const hash = "#v=999,abc,1&unit=nocolon&q=whatever&d=-5&pick=:x&at=yesterday&lang=fr&m=&plan=x&states=good&part=all";
  expect(decodeHash(hash, INITIAL)).toEqual({ ...INITIAL, view: null });
});
