/** The shapes of the warnings' part of the API, with its closed lists as TypeScript can say them. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type WarningColour = "blue" | "yellow" | "orange" | "red";
export type WarningLevel = Omit<Schemas["WarningLevel"], "colour"> & { colour: WarningColour };
export type WarningRule = Schemas["WarningRule"];
export type WarningReason = Schemas["WarningReason"];
export type WarningUnit = Schemas["WarningUnit"];
export type WarningsAnswer = Omit<Schemas["WarningsAnswer"], "levels"> & { levels: WarningLevel[] };

/** A line of the log of a unit's levels. */
export interface LevelChange {
  seq: number;
  at: string;
  op: string;
  feature: { properties: { level?: string | null; reasons_zh?: string; reasons_en?: string } } | null;
}

export interface LevelHistory {
  changes: LevelChange[];
}
