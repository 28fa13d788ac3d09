import type { Lang } from "../api/types";

const LOCALE: Record<Lang, string> = { zh: "zh-CN", en: "en-GB" };

/** What stands where there is no value. */
export const NO_VALUE = "–";

/** `12345.6` → `12,346`; `digits` after the point. */
export function number(value: number | null | undefined, lang: Lang, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  return value.toLocaleString(LOCALE[lang], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A share from 0 to 1 as `83.3 %`; never `100.0 %` or `0.0 %` unless it is exactly that. */
export function percent(share: number | null | undefined, lang: Lang): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NO_VALUE;
  let shown = Math.round(share * 1000) / 10;
  if (shown === 100 && share < 1 - 1e-9) shown = 99.9;
  if (shown === 0 && share > 1e-9) shown = 0.1;
  return `${number(shown, lang, 1)} %`;
}

/** `249` → `249 m`, from 10 km on `12.3 km`. */
export function metres(value: number | null | undefined, lang: Lang): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  return value < 10_000 ? `${number(value, lang)} m` : `${number(value / 1000, lang, 1)} km`;
}

/** Square metres as `820 m²`, `3.4 ha` or `6.60 km²`. */
export function area(value_m2: number | null | undefined, lang: Lang): string {
  if (value_m2 === null || value_m2 === undefined || !Number.isFinite(value_m2)) return NO_VALUE;
  if (value_m2 < 10_000) return `${number(value_m2, lang)} m²`;
  if (value_m2 < 1_000_000) return `${number(value_m2 / 10_000, lang, 1)} ha`;
  return `${number(value_m2 / 1_000_000, lang, 2)} km²`;
}

/** Minutes it takes to walk `reach_m`, as `5`, or `5.5` when it is not a whole number. */
export function minutes(reach_m: number, speed_m_s: number, lang: Lang): string {
  const value = reach_m / speed_m_s / 60;
  const whole = Math.round(value);
  return number(value, lang, Math.abs(value - whole) < 0.05 ? 0 : 1);
}

/** UCUM unit codes of the catalogue as people write them. */
export function unitSymbol(unit: string | null | undefined): string {
  if (!unit || unit === "1" || unit.startsWith("{")) return "";
  const symbols: Record<string, string> = { m2: "m²", km2: "km²", har: "ha", "m/s": "m/s" };
  return symbols[unit] ?? unit;
}
