/** The shapes of the work plan's part of the API. */
import type { Feature, Titles } from "./types";

export type TargetState = "met" | "clean_so_far" | "on_pace" | "behind" | "failed" | "no_data" | "not_applicable";

export interface TargetValue {
  num: number;
  /** Null where only the numerator means something. */
  den: number | null;
  /** The part of the denominator that nothing is known of. */
  unknown: number;
  as_of: string;
  source: string;
  basis: string;
}

export interface TargetLine extends TargetValue {
  state: TargetState;
  stretch_met?: boolean | null;
  /** What the numerator should be by the calendar. */
  expected?: number | null;
  baseline?: TargetValue | null;
}

export interface UnitRate {
  id: string;
  name: string;
  num: number;
  den: number;
}

export interface TargetSpread {
  level: string;
  worst: UnitRate;
  p10: UnitRate;
  best: UnitRate;
  units: number;
  without: number;
}

export type TargetUnit = TargetLine & { id: string; name: string };

export interface TargetScore extends TargetLine {
  key: string;
  title: Titles;
  theme: string | null;
  clauses: string[];
  type: string;
  commitment: "must" | "strive" | "plain";
  compare: string | null;
  percent: number | null;
  count: number | null;
  stretch: number | null;
  due: string;
  levels: string[];
  unit: string | null;
  proxy: boolean;
  undated: boolean;
  declared: number | null;
  units?: TargetUnit[] | null;
  outside?: TargetLine | null;
  spread: TargetSpread | null;
  also: (TargetValue & { title: Titles })[];
  tiles: { key: string; state: TargetState }[][];
}

export interface Targets {
  at: string;
  by: string | null;
  numberMatched: number;
  targets: TargetScore[];
}

export interface PlanRow {
  id: string;
  chapter: string | null;
  part: string | null;
  item: number | null;
  phrase: string;
  restored: string | null;
  gloss: string;
  kind: string;
  unit: string;
  theme: string | null;
  became: string;
  targets: string[];
  indicators: string[];
  layers: string[];
  feature: string | null;
  status: string;
  note: string | null;
}

export interface PlanAmbiguity {
  id: string;
  issue: string;
  clauses: string[];
  handling: Titles;
}

export interface PlanAnswer {
  year: number;
  title: Titles;
  from: string;
  to: string;
  themes: { key: string; title: Titles }[];
  numberMatched: number;
  rows: PlanRow[];
}

export interface TargetLaggard {
  collection: string;
  id: string;
  title: string;
  num: number;
  den: number;
  unknown: number;
  next_step: string | null;
}

export interface TargetFormula {
  kind: string;
  of: string;
  numerator: string | null;
  denominator: string | null;
  sum: string | null;
}

export interface TargetAnswer extends TargetScore {
  at: string;
  phrases: PlanRow[];
  formula: TargetFormula[];
  ambiguities: PlanAmbiguity[];
  trend: (TargetLine & { at: string })[];
  laggards?: TargetLaggard[] | null;
  laggards_matched?: number | null;
}

/** A feature behind a number, with what it adds. */
export type CountedFeature = Feature & { collection: string; num: number; den: number; unknown: number };

export interface CountedFeatures {
  type: "FeatureCollection";
  features: CountedFeature[];
  numberMatched: number;
}
