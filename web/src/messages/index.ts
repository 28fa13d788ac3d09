import type { Lang } from "../api/types";
import { en } from "./en";
import { zh } from "./zh";

export type MessageKey = keyof typeof zh;

const CATALOGUES: Record<Lang, Record<MessageKey, string>> = { zh, en };

/** The text of `key` in `lang`, with every `{name}` replaced by `values.name`. */
export function message(lang: Lang, key: MessageKey, values: Record<string, string> = {}): string {
  return CATALOGUES[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
