import type { Filters } from "../api/paths";
import { STATES } from "../figures/targets";
import type { CountsWish, CoverageChoice, Picked, PlanWish, Selection, View } from "./selection";

/**
 * The selection as the page's address: short keys, only what differs from `initial`, so that a link
 * stays readable: `#v=121.3904,31.1472,14.20&unit=pianqu:310112006-P02&q=coverage&d=300`.
 */
export function encodeHash(selection: Selection, initial: Selection): string {
  const parts: string[] = [];
  const put = (key: string, value: string, usual: string): void => {
    if (value !== usual) parts.push(`${key}=${encode(value)}`);
  };
  if (selection.view) parts.push(`v=${encodeView(selection.view)}`);
  put("unit", selection.unit ?? "", "");
  put("layers", selection.layers.join(","), initial.layers.join(","));
  put("q", selection.question, initial.question);
  put("c", selection.counts.collection, initial.counts.collection);
  put("by", selection.counts.by, initial.counts.by);
  put("g", selection.counts.group, initial.counts.group);
  put("f", encodeFilters(selection.counts.filters), encodeFilters(initial.counts.filters));
  put("m", selection.counts.measure, initial.counts.measure);
  put("classes", selection.counts.method, initial.counts.method);
  put("fac", selection.coverage.collection, initial.coverage.collection);
  put("fby", selection.coverage.by, initial.coverage.by);
  put("ff", encodeFilters(selection.coverage.filters), encodeFilters(initial.coverage.filters));
  put("d", String(selection.coverage.reach_m), String(initial.coverage.reach_m));
  put("t", selection.plan.target ?? "", "");
  put("tby", selection.plan.by, initial.plan.by);
  put("paint", selection.plan.paint, initial.plan.paint);
  put("part", selection.plan.part, initial.plan.part);
  put("states", selection.plan.states.join(","), initial.plan.states.join(","));
  put("warn", selection.plan.levels.join(","), "");
  put("holder", selection.plan.holder ?? "", "");
  put("plan", selection.plan.view, initial.plan.view);
  put("row", selection.row ?? "", "");
  put("pick", encodePicked(selection.picked), "");
  put("at", selection.at ?? "", "");
  put("tab", selection.tab, initial.tab);
  put("table", selection.tableOpen ? "1" : "0", "0");
  put("panel", selection.panelOpen ? "1" : "0", "1");
  // Always said: a link must open in the language it was sent in, whatever the reader's browser.
  parts.push(`lang=${selection.lang}`);
  return parts.join("&");
}

/** `initial` with whatever `hash` (with or without `#`) states; nonsense in it is passed over. */
export function decodeHash(hash: string, initial: Selection): Selection {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const text = (key: string, usual: string): string => params.get(key) ?? usual;
  const oneOf = <T extends string>(key: string, allowed: readonly T[], usual: T): T => {
    const value = params.get(key) as T | null;
    return value !== null && allowed.includes(value) ? value : usual;
  };
  const counts: CountsWish = {
    collection: text("c", initial.counts.collection),
    by: text("by", initial.counts.by),
    group: text("g", initial.counts.group),
    filters: params.has("f") ? decodeFilters(text("f", "")) : initial.counts.filters,
    measure: oneOf("m", ["count", "per_ha", "per_1000"], initial.counts.measure),
    method: oneOf("classes", ["quantile", "natural"], initial.counts.method),
  };
  const reach_m = Number(params.get("d") ?? Number.NaN);
  const coverage: CoverageChoice = {
    collection: text("fac", initial.coverage.collection),
    by: text("fby", initial.coverage.by),
    filters: params.has("ff") ? decodeFilters(text("ff", "")) : initial.coverage.filters,
    reach_m: Number.isFinite(reach_m) && reach_m > 0 ? reach_m : initial.coverage.reach_m,
  };
  const plan: PlanWish = {
    view: oneOf("plan", ["board", "warnings", "text", "duties", "report"], initial.plan.view),
    target: params.get("t") || null,
    by: text("tby", initial.plan.by),
    paint: oneOf("paint", ["state", "rate"], initial.plan.paint),
    part: oneOf("part", ["", "numerator", "denominator", "laggards"], initial.plan.part),
    states: STATES.filter((state) => text("states", "").split(",").includes(state)),
    levels: text("warn", "").split(",").filter(Boolean),
    holder: params.get("holder") || null,
  };
  const layers = params.get("layers");
  const at = params.get("at") ?? "";
  return {
    ...initial,
    view: decodeView(params.get("v")),
    unit: /^[^:]+:.+$/.test(text("unit", "")) ? text("unit", "") : null,
    layers: layers === null ? initial.layers : layers.split(",").filter(Boolean),
    question: oneOf("q", ["none", "counts", "coverage", "target", "warnings"], initial.question),
    counts,
    coverage,
    plan,
    row: params.get("row"),
    picked: decodePicked(params.get("pick")),
    at: /^\d{4}-\d{2}-\d{2}$/.test(at) ? at : null,
    lang: oneOf("lang", ["zh", "en"], initial.lang),
    tab: oneOf("tab", ["layers", "questions", "plan", "table"], initial.tab),
    tableOpen: text("table", "0") === "1",
    panelOpen: text("panel", "1") === "1",
  };
}

/** Readable where the address allows it. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|3A|3B|2B)/g, (code) => decodeURIComponent(code))
    .replaceAll("+", "%2B");
}

function encodeView({ lon, lat, zoom }: View): string {
  return `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(2)}`;
}

function decodeView(text: string | null): View | null {
  const [lon, lat, zoom] = (text ?? "").split(",").map(Number);
  if (![lon, lat, zoom].every((value) => value !== undefined && Number.isFinite(value))) return null;
  if (Math.abs(lat as number) > 85 || Math.abs(lon as number) > 180) return null;
  return { lon: lon as number, lat: lat as number, zoom: zoom as number };
}

/** `class:land,building;status:open`. */
export function encodeFilters(filters: Filters): string {
  return Object.keys(filters)
    .filter((name) => filters[name]?.length)
    .sort()
    .map((name) => `${name}:${(filters[name] ?? []).join(",")}`)
    .join(";");
}

export function decodeFilters(text: string): Filters {
  const filters: Filters = {};
  for (const part of text.split(";")) {
    const [name, codes] = part.split(":");
    if (name && codes) filters[name] = codes.split(",").filter(Boolean);
  }
  return filters;
}

function encodePicked(picked: Picked | null): string {
  if (!picked) return "";
  return picked.kind === "feature"
    ? `${picked.collection}:${picked.id}`
    : `@${picked.lon.toFixed(6)},${picked.lat.toFixed(6)}`;
}

function decodePicked(text: string | null): Picked | null {
  if (!text) return null;
  if (text.startsWith("@")) {
    const [lon, lat] = text.slice(1).split(",").map(Number);
    if (lon === undefined || lat === undefined) return null;
    return Number.isFinite(lon) && Number.isFinite(lat) ? { kind: "spot", lon, lat } : null;
  }
  const colon = text.indexOf(":");
  if (colon < 1) return null;
  return { kind: "feature", collection: text.slice(0, colon), id: text.slice(colon + 1) };
}
