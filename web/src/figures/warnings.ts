import type { WarningColour, WarningLevel, WarningReason, WarningRule } from "../api/warning_types";
import type { Lang } from "../api/types";
import { number, percent } from "./format";

/** The colours of graded warnings, the mildest first. */
export const COLOURS: readonly WarningColour[] = ["blue", "yellow", "orange", "red"];

/** The sign of a colour: it stands wherever the colour does, each in a shape of its own. */
export const COLOUR_SIGNS: Record<WarningColour, Record<Lang, string>> = {
  blue: { zh: "蓝", en: "B" },
  yellow: { zh: "黄", en: "Y" },
  orange: { zh: "橙", en: "O" },
  red: { zh: "红", en: "R" },
};

/** `5 / 40 = 13%`, or the number alone where it counts against nothing. */
export function measured(reason: WarningReason, lang: Lang): string {
  if (reason.den === null) return number(reason.num, lang);
  const of = `${number(reason.num, lang)} / ${number(reason.den, lang)}`;
  return reason.percent && reason.den > 0 ? `${of} = ${percent(reason.num / reason.den, lang)}` : of;
}

/** `≥ 10 %` or `≥ 3`. */
export function reached(rule: WarningRule | undefined, threshold: number, isPercent: boolean, lang: Lang): string {
  return `${rule?.compare ?? ""} ${number(threshold, lang)}${isPercent ? " %" : ""}`.trim();
}

export function levelOfKey(levels: readonly WarningLevel[], key: string | null): WarningLevel | null {
  return levels.find((level) => level.key === key) ?? null;
}
