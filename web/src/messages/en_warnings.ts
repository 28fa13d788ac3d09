import type { zhWarnings } from "./zh_warnings";

/** Texts about graded warnings in English. */
export const enWarnings: Record<keyof typeof zhWarnings, string> = {
  warn_view: "Warnings",
  warn_missing: "The work plan has no rules for warnings, or the service has no plan.",
  warn_units: "{by}: {n}",
  warn_filter: "Filter by warning level",
  warn_none: "No warning",
  warn_list_none: "No unit has the levels chosen.",
  warn_more: "{n} more reasons",
  warn_since: "since {date}",
  warn_why: "Warning and reasons",
  warn_no_reason: "No rule reaches its threshold.",
  warn_unknown: "No data, cannot be judged: {rules}",
  warn_undated: "without dates: past days show today's state",
  warn_history: "Changes of level",
  warn_logged: "Every change of level is logged and offered in the change feed; this page follows by itself.",
  warn_not_logged: "Levels are counted as things stand; their changes are not logged.",
  warn_rules: "Rules and thresholds ({n})",
  warn_csv: "Download the units as CSV",
  warn_table: "The units' warnings and reasons are listed under Plan › Warnings, with a CSV to download.",
  table_line_warnings: "Warnings · {warned} of {n} ({by}) have one",
};
