import type { Coverage } from "../api/types";
import type { TargetMap } from "../state/target_map";
import type { TargetAnswer, TargetLine } from "../api/plan_types";
import { RANKED, rateOf } from "./targets";
import { groupCount, type Choropleth } from "../state/choropleth";

export type Cell = number | null;

/** How the cells of a column read. */
export type ColumnKind = "count" | "rate" | "share" | "state";

export interface Column {
  id: string;
  kind: ColumnKind;
}

export interface Row {
  id: string;
  name: string;
  cells: Cell[];
}

/** A table of units: the rows, and below them the sums that make the parts add up. */
export interface UnitTable {
  columns: Column[];
  rows: Row[];
  feet: { kind: "outside" | "total"; cells: Cell[] }[];
}

/** Counts per unit: the number, the rate if one is shown, and one column for each of `codes`. */
export function countsTable(answer: Choropleth, group: string, codes: (string | null)[]): UnitTable {
  const rated = answer.measure !== "count";
  const cells = (count: number, rate: Cell, groups: Choropleth["total"]["groups"]): Cell[] => [
    count,
    ...(rated ? [rate] : []),
    ...codes.map((code) => groupCount(groups ?? [], group, code)),
  ];
  return {
    columns: [
      { id: "count", kind: "count" },
      ...(rated ? [{ id: "rate", kind: "rate" as const }] : []),
      ...codes.map((code) => ({ id: `code:${code ?? ""}`, kind: "count" as const })),
    ],
    rows: answer.units.map((unit) => ({
      id: unit.id,
      name: unit.name,
      cells: cells(unit.count, unit.value, unit.groups),
    })),
    feet: [
      { kind: "outside", cells: cells(answer.outside.count, null, answer.outside.groups) },
      { kind: "total", cells: cells(answer.numberMatched, null, answer.total.groups) },
    ],
  };
}

/** Coverage per unit for one group of people. */
export function coverageTable(answer: Coverage, people: string): UnitTable {
  const cells = (figures: Coverage["total"]): Cell[] => {
    const counted = figures.people[people];
    const total = counted?.total ?? 0;
    const reached = counted?.reached ?? 0;
    return [total, reached, total - reached, total > 0 ? reached / total : null, figures.area_share, figures.facilities];
  };
  return {
    columns: [
      { id: "total", kind: "count" },
      { id: "reached", kind: "count" },
      { id: "missed", kind: "count" },
      { id: "share", kind: "share" },
      { id: "area", kind: "share" },
      { id: "facilities", kind: "count" },
    ],
    rows: answer.units.map((unit) => ({ id: unit.id, name: unit.name, cells: cells(unit) })),
    feet: [
      ...(answer.outside ? [{ kind: "outside" as const, cells: cells(answer.outside) }] : []),
      { kind: "total", cells: cells(answer.total) },
    ],
  };
}

/** A target per unit; a state is a cell as its place in RANKED. */
export function targetTable(answer: TargetAnswer, map: TargetMap): UnitTable {
  const cells = (line: TargetLine): Cell[] => [line.num, line.den, line.unknown, rateOf(line), RANKED.indexOf(line.state)];
  return {
    columns: [
      { id: "num", kind: "count" },
      { id: "den", kind: "count" },
      { id: "unknown", kind: "count" },
      { id: "target_rate", kind: "share" },
      { id: "state", kind: "state" },
    ],
    rows: map.units.map(({ unit }) => ({ id: unit.id, name: unit.name, cells: cells(unit) })),
    feet: [
      ...(answer.outside ? [{ kind: "outside" as const, cells: cells(answer.outside) }] : []),
      { kind: "total", cells: cells(answer) },
    ],
  };
}

/** Rows by a column (-1: the name), ties by name; rows without a value come last either way. */
export function sortRows(rows: readonly Row[], column: number, descending: boolean, locale: string): Row[] {
  const byName = (a: Row, b: Row): number => a.name.localeCompare(b.name, locale, { numeric: true });
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column < 0) return sign * byName(a, b);
    const [x, y] = [a.cells[column] ?? null, b.cells[column] ?? null];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return sign * (x - y) || byName(a, b);
  });
}
