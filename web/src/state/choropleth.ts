import type { Count, CountGroup, Counts, Feature } from "../api/types";
import { classOf, valueClasses, type ValueClass } from "../figures/classes";
import type { Measure, Method } from "./selection";

export interface UnitValue {
  id: string;
  name: string;
  count: number;
  groups: CountGroup[];
  /** What is coloured: the count, or the count over hectares or people; null when that is unknown. */
  value: number | null;
  /** Index into the classes; -1 for no data. */
  place: number;
}

export interface Choropleth {
  collection: string;
  by: string;
  measure: Measure;
  classes: ValueClass[];
  units: UnitValue[];
  total: Count;
  outside: Count;
  numberMatched: number;
}

/** The counts as coloured units. `features` are the units themselves, for their area and people. */
export function choropleth(
  counts: Counts,
  features: readonly Feature[],
  measure: Measure,
  method: Method,
): Choropleth {
  const byId = new Map(features.map((feature) => [feature.id, feature]));
  const valued = counts.units.map((unit) => ({
    id: unit.id,
    name: unit.name,
    count: unit.count,
    groups: unit.groups ?? [],
    value: valueOf(unit.count, byId.get(unit.id), measure),
  }));
  const known = valued.flatMap(({ value }) => (value === null ? [] : [value]));
  const classes = valueClasses(known, method);
  return {
    collection: counts.collection,
    by: counts.by,
    measure,
    classes,
    units: valued.map((unit) => ({
      ...unit,
      place: unit.value === null ? -1 : classOf(unit.value, classes),
    })),
    total: counts.total,
    outside: counts.outside,
    numberMatched: counts.numberMatched,
  };
}

function valueOf(count: number, unit: Feature | undefined, measure: Measure): number | null {
  if (measure === "count") return count;
  const over =
    measure === "per_ha" ? Number(unit?.properties["area_m2"]) / 10_000 : Number(unit?.properties["residents"]) / 1000;
  return Number.isFinite(over) && over > 0 ? count / over : null;
}

/**
 * Tone, 0 (lightest) to 4, of the class at `place` of `classes`: fewer classes than five are spread
 * over the scale, and the lightest tone stays with zero when there is a zero class.
 */
export function toneOf(place: number, classes: readonly ValueClass[]): number {
  if (place < 0) return -1;
  const last = classes.length - 1;
  if (last <= 0) return classes[0]?.to === 0 ? 0 : 2;
  return Math.round((place * 4) / last);
}

/** Count of the group whose `property` has `code`. */
export function groupCount(groups: readonly CountGroup[], property: string, code: string | null): number {
  return groups.reduce((sum, group) => (group.key[property] === code ? sum + group.count : sum), 0);
}
