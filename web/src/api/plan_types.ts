/** The shapes of the work plan's part of the API, with its closed lists as TypeScript can say them. */
import type { components } from "./schema.gen";
import type { Feature } from "./types";

type Schemas = components["schemas"];

export type TargetState = "met" | "clean_so_far" | "on_pace" | "behind" | "failed" | "no_data" | "not_applicable";

type Judged<T> = Omit<T, "state"> & { state: TargetState };

export type TargetValue = Schemas["TargetValue"];
export type TargetLine = Judged<Schemas["TargetLine"]>;
export type TargetUnit = Judged<Schemas["TargetUnit"]>;
export type UnitRate = Schemas["UnitRate"];
export type TargetSpread = Schemas["TargetSpread"];

type Scored<T> = Judged<Omit<T, "commitment" | "units" | "outside" | "tiles">> & {
  commitment: "must" | "strive" | "plain";
  units?: TargetUnit[];
  outside?: TargetLine;
  tiles: Judged<Schemas["TargetTile"]>[][];
};

export type TargetScore = Scored<Schemas["TargetScore"]>;
export type Targets = Omit<Schemas["Targets"], "targets"> & { targets: TargetScore[] };
export type TargetFormula = Schemas["TargetFormula"];
export type TargetLaggard = Schemas["TargetLaggard"];
export type TargetAnswer = Scored<Omit<Schemas["TargetAnswer"], "trend">> & { trend: Judged<Schemas["TargetMonth"]>[] };

export type PlanRow = Schemas["PlanRow"];
export type PlanAnswer = Schemas["PlanAnswer"];

export type ChainRole = Omit<Schemas["RoleOf"], "state"> & { state: "held" | "missing" | "twice" };
type Chained<T> = Omit<T, "roles"> & { roles: ChainRole[] };
export type Chain = Chained<Schemas["ChainOf"]>;
export type Load = Schemas["LoadOf"];
export type UnitChain = Chained<Schemas["UnitChain"]>;
export type HolderLoad = Schemas["HolderLoad"];
export type Responsibilities = Omit<Schemas["Responsibilities"], "units"> & { units: UnitChain[] };
export type Workflows = Schemas["Workflows"];
export type Course = Schemas["CourseAnswer"];

/** An open feature past its day, with whoever's obligation it is. */
export type OverdueItem = Feature & { collection: string; due: string | null; overdue_days: number };

export interface OverdueItems {
  type: "FeatureCollection";
  features: OverdueItem[];
  numberMatched: number;
}

/** A feature behind a number, with what it adds. */
export type CountedFeature = Feature & { collection: string; num: number; den: number; unknown: number };

export interface CountedFeatures {
  type: "FeatureCollection";
  features: CountedFeature[];
  numberMatched: number;
}
