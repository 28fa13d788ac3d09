import type { TargetAnswer, TargetUnit } from "../api/plan_types";
import { classOf, valueClasses, type ValueClass } from "../figures/classes";
import { rateOf, STATES } from "../figures/targets";
import { toneOf } from "./choropleth";
import type { Paint } from "./selection";

/** Classes of the map from here on are states: 10 is the first of {@link STATES}. */
export const FIRST_STATE_CLASS = 10;

export interface PaintedUnit {
  unit: TargetUnit;
  /** The share, null without one. */
  rate: number | null;
  /** As the map paints it: 0 to 4 for shares, from 10 for states, -1 for no data. */
  tone: number;
}

export interface TargetMap {
  by: string;
  paint: Paint;
  /** Shares; empty when states are painted. */
  classes: ValueClass[];
  units: PaintedUnit[];
}

/** The units of a target as the map colours them; null where the answer has none. */
export function targetMap(answer: TargetAnswer, by: string, paint: Paint): TargetMap | null {
  if (!answer.units) return null;
  const rated = answer.units.map((unit) => ({ unit, rate: rateOf(unit) }));
  if (paint === "state") {
    return { by, paint, classes: [], units: rated.map((one) => ({ ...one, tone: stateTone(one.unit) })) };
  }
  const known = rated.flatMap(({ unit, rate }) => (rate === null || unit.state === "no_data" ? [] : [rate]));
  const classes = valueClasses(known, "quantile");
  const tone = ({ unit, rate }: { unit: TargetUnit; rate: number | null }): number =>
    rate === null || unit.state === "no_data" ? -1 : toneOf(classOf(rate, classes), classes);
  return { by, paint, classes, units: rated.map((one) => ({ ...one, tone: tone(one) })) };
}

function stateTone(unit: TargetUnit): number {
  return unit.state === "no_data" ? -1 : FIRST_STATE_CLASS + STATES.indexOf(unit.state);
}

/**
 * The level to colour: the one wished for where the target has it, else the smallest it has.
 *
 * - `order`: all levels, the largest units first.
 */
export function levelOf(levels: readonly string[], wish: string, order: readonly string[]): string | null {
  if (levels.includes(wish)) return wish;
  return order.filter((level) => levels.includes(level)).at(-1) ?? null;
}
