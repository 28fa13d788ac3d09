import type { TargetLine, TargetScore, TargetState, TargetValue, UnitRate } from "../api/plan_types";
import type { Lang } from "../api/types";
import { number, percent } from "./format";

/** The seven states, the best first, those that say nothing last. */
export const STATES: readonly TargetState[] = [
  "met", "clean_so_far", "on_pace", "behind", "failed", "no_data", "not_applicable",
];

/** The sign of a state: it stands wherever the colour does. */
export const SIGNS: Record<TargetState, string> = {
  met: "✓", clean_so_far: "○", on_pace: "▲", behind: "▽", failed: "✕", no_data: "–", not_applicable: "·",
};

/** The order of a table by state: the worst at the end, what says nothing at the beginning. */
export const RANKED: readonly TargetState[] = [
  "not_applicable", "no_data", "met", "clean_so_far", "on_pace", "behind", "failed",
];

export type StateCounts = Record<TargetState, number>;

export function countStates(lines: readonly Pick<TargetLine, "state">[]): StateCounts {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as StateCounts;
  for (const { state } of lines) counts[state] += 1;
  return counts;
}

/** The share of a value, 0 to 1; null without a denominator. */
export function rateOf({ num, den }: Pick<TargetValue, "num" | "den">): number | null {
  return den === null || den === undefined || den <= 0 ? null : num / den;
}

/** `187 / 213`, or the number alone where there is no denominator. */
export function fraction({ num, den }: Pick<TargetValue, "num" | "den">, lang: Lang): string {
  return den === null || den === undefined ? number(num, lang) : `${number(num, lang)} / ${number(den, lang)}`;
}

/** `≥ 95 %`, `≤ 0`, `≥ 95 % → 100 %`, `< 421` against a baseline; empty where the plan states none. */
export function threshold(
  target: Pick<TargetScore, "compare" | "percent" | "count" | "stretch" | "baseline">,
  lang: Lang,
): string {
  const { compare, stretch } = target;
  const least = target.percent !== null ? `${target.percent} %` : target.count !== null ? number(target.count, lang) : target.baseline ? headline(target.baseline, lang) : "";
  if (!compare || !least) return "";
  return stretch === null ? `${compare} ${least}` : `${compare} ${least} → ${stretch} %`;
}

export interface Bar {
  /** Filled part, 0 to 1. */
  part: number;
  /** Where the threshold stands, 0 to 1. */
  mark: number | null;
  /** Where the calendar wants the number to be, 0 to 1. */
  pace: number | null;
}

/** The bar of a value against its target; null where neither a share nor a number to reach exists. */
export function barOf(
  line: Pick<TargetLine, "num" | "den" | "expected">,
  target: Pick<TargetScore, "percent" | "count">,
): Bar | null {
  const rate = rateOf(line);
  const { percent: wanted, count } = target;
  const inside = (value: number): number => Math.max(0, Math.min(1, value));
  const expected = line.expected ?? null;
  if (rate !== null && count === null) {
    return {
      part: inside(rate),
      mark: wanted === null ? null : inside(wanted / 100),
      pace: expected === null ? null : inside(expected / (line.den as number)),
    };
  }
  if (count === null || count <= 0) return null;
  const whole = Math.max(count, line.num);
  return { part: inside(line.num / whole), mark: count / whole, pace: expected === null ? null : inside(expected / whole) };
}

/** The figure of a row: the share where there is one, else the number; a composite has no share. */
export function headline(line: Pick<TargetValue, "num" | "den"> & { basis?: string }, lang: Lang): string {
  const rate = line.basis === "targets" ? null : rateOf(line);
  return rate === null ? fraction(line, lang) : percent(rate, lang);
}

/** A unit of the spread: its share, or its number where the target has no denominator. */
export function unitFigure(rate: UnitRate, target: Pick<TargetValue, "den">, lang: Lang): string {
  return target.den === null ? number(rate.num, lang) : percent(rateOf(rate), lang);
}

/** How far the number is ahead of the calendar (behind it when negative); null where no pace is set. */
export function aheadOf(line: Pick<TargetLine, "num" | "expected">): number | null {
  return line.expected === null || line.expected === undefined ? null : line.num - line.expected;
}
