import type { TargetScore } from "../api/plan_types";
import { rateOf } from "./targets";

/**
 * Units that are the worst of a target which is not well, those with the most such targets first.
 * A target whose units all stand alike has no worst.
 */
export function weakest(targets: readonly Pick<TargetScore, "state" | "spread">[]): { name: string; n: number }[] {
  const counts = new Map<string, { name: string; n: number }>();
  for (const { state, spread } of targets) {
    if (!spread || !["behind", "failed", "on_pace"].includes(state)) continue;
    if (spread.units < 2 || rateOf(spread.worst) === rateOf(spread.best)) continue;
    const key = `${spread.level}:${spread.worst.id}`;
    const found = counts.get(key) ?? { name: spread.worst.name, n: 0 };
    counts.set(key, { ...found, n: found.n + 1 });
  }
  return [...counts.values()].sort((a, b) => b.n - a.n || a.name.localeCompare(b.name));
}
