import type { Filters } from "../api/paths";
import type { TargetState } from "../api/plan_types";
import type { Lang, Territory } from "../api/types";

/** What colours the map. */
export type Question = "none" | "counts" | "coverage" | "target" | "warnings";
export type Measure = "count" | "per_ha" | "per_1000";
export type Method = "quantile" | "natural";
/** Units by the state of the target, or by its share. */
export type Paint = "state" | "rate";
export type Tab = "layers" | "questions" | "plan" | "table";
/** What the plan's tab shows; the report covers the page. */
export type PlanView = "board" | "warnings" | "text" | "duties" | "report";
/** The features behind a number; "" shows none. */
export type RowsPart = "" | "numerator" | "denominator" | "laggards";
/** Where the phone's sheet rests. */
export type SheetStop = "peek" | "half" | "full";

/** Where the map looks: degrees and MapLibre zoom. */
export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

/** A thing the drawer shows: a feature, or a spot on the map. */
export type Picked =
  | { kind: "feature"; collection: string; id: string }
  | { kind: "spot"; lon: number; lat: number };

export interface CountsWish {
  collection: string;
  by: string;
  /** Property whose codes make the columns of the table; "" for none. */
  group: string;
  filters: Filters;
  measure: Measure;
  method: Method;
}

export interface CoverageChoice {
  collection: string;
  by: string;
  filters: Filters;
  reach_m: number;
}

export interface PlanWish {
  view: PlanView;
  /** Key of the target chosen; null shows the scoreboard. */
  target: string | null;
  /** The unit level wished for; a target that lacks it shows its smallest. */
  by: string;
  paint: Paint;
  part: RowsPart;
  /** States that the scoreboard lists; empty lists all. */
  states: TargetState[];
  /** Warning levels that are listed, `none` among them; empty lists all that warn. */
  levels: string[];
  /** Whose overdue items are listed: a reference, or null for everybody. */
  holder: string | null;
}

/**
 * The one state that map, panel, table, export and address share. Everything on the page follows from
 * it and from the service's answers.
 */
export interface Selection {
  /** Null until the map has a view of its own: then the unit or the territory is fitted. */
  view: View | null;
  /** `<collection>:<id>`, or null for the whole territory. */
  unit: string | null;
  /** Layers switched on; the later ones lie on top. */
  layers: string[];
  question: Question;
  counts: CountsWish;
  coverage: CoverageChoice;
  plan: PlanWish;
  /** Id of the unit marked in the question's table and on the map. */
  row: string | null;
  picked: Picked | null;
  /** `YYYY-MM-DD`, or null for the territory's clock. */
  at: string | null;
  lang: Lang;
  tab: Tab;
  panelOpen: boolean;
  tableOpen: boolean;
  sheet: SheetStop;
}

/** Layers the base map is made of: on at first, drawn whole whatever unit is chosen. */
export const BASE_LAYERS = ["subdistricts", "pianqu", "committees", "compounds", "waterways", "roads", "metro"];

/** The facility layers that coverage asks about, with what passes at first, where they exist. */
export const FACILITY_DEFAULTS: Record<string, Filters> = {
  elder_facilities: { tier: ["station"], state: ["open"] },
  neighbourhood_centres: {},
  civic_facilities: {},
};

/** What the page shows before anybody has chosen anything. */
export function initialSelection(lang: Lang): Selection {
  return {
    view: null,
    unit: null,
    layers: BASE_LAYERS,
    question: "counts",
    counts: {
      collection: "violations",
      by: "compounds",
      group: "class",
      filters: {},
      measure: "count",
      method: "quantile",
    },
    coverage: {
      collection: "elder_facilities",
      by: "committees",
      filters: FACILITY_DEFAULTS["elder_facilities"] ?? {},
      reach_m: 249,
    },
    plan: { view: "board", target: null, by: "committees", paint: "state", part: "", states: [], levels: [], holder: null },
    row: null,
    picked: null,
    at: null,
    lang,
    tab: "questions",
    panelOpen: true,
    tableOpen: false,
    sheet: "half",
  };
}

/** Metres walked in the default minutes of the territory, whole. */
export function defaultReach(territory: Territory): number {
  return Math.round(territory.coverage.reach_m);
}

/** `pianqu:P02` → `["pianqu", "P02"]`; ids may hold colons themselves. */
export function splitUnit(unit: string): [collection: string, id: string] {
  const colon = unit.indexOf(":");
  return [unit.slice(0, colon), unit.slice(colon + 1)];
}
