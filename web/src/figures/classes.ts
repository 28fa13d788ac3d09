import type { Method } from "../state/selection";

/** One class of a choropleth: values from `from` to `to`, both inclusive. */
export interface ValueClass {
  from: number;
  to: number;
  /** How many of the values fall into it. */
  members: number;
}

const CLASSES = 5;

/**
 * At most five classes of `values`, ascending, none of them empty.
 *
 * Zero, where it occurs, is a class of its own, so that the lightest colour says 0 and nothing else.
 * - `values`: finite and not negative; units without a value are left out by the caller.
 * - returns: limits that are values of the data. Empty for no values.
 */
export function valueClasses(values: readonly number[], method: Method): ValueClass[] {
  const positive = values.filter((value) => value > 0).sort((a, b) => a - b);
  const zeros = values.length - positive.length;
  const classes: ValueClass[] = zeros > 0 ? [{ from: 0, to: 0, members: zeros }] : [];
  const wanted = CLASSES - classes.length;
  const groups = method === "natural" ? naturalGroups(positive, wanted) : quantileGroups(positive, wanted);
  for (const group of groups) {
    classes.push({ from: group[0] as number, to: group.at(-1) as number, members: group.length });
  }
  return classes;
}

/** Index of the class that holds `value`; -1 when none does. */
export function classOf(value: number, classes: readonly ValueClass[]): number {
  return classes.findIndex((entry) => value >= entry.from && value <= entry.to);
}

/** Ascending values in up to `wanted` groups of about equal size; equal values stay together. */
function quantileGroups(sorted: readonly number[], wanted: number): number[][] {
  const groups: number[][] = [];
  let start = 0;
  while (start < sorted.length && groups.length < wanted) {
    const size = (sorted.length - start) / (wanted - groups.length);
    let end = Math.min(sorted.length, start + Math.max(1, Math.round(size)));
    while (end < sorted.length && sorted[end] === sorted[end - 1]) end += 1;
    groups.push(sorted.slice(start, end));
    start = end;
  }
  return groups;
}

/**
 * Ascending values in up to `wanted` groups with the least sum of squared deviations inside them
 * (Fisher 1958, the optimum that Jenks' natural breaks look for), by dynamic programming over the
 * distinct values.
 */
function naturalGroups(sorted: readonly number[], wanted: number): number[][] {
  const distinct = [...new Set(sorted)];
  const n = distinct.length;
  const k = Math.min(wanted, n);
  if (k === 0) return [];
  const weight = distinct.map((value) => sorted.filter((other) => other === value).length);
  const sum = prefix(distinct.map((value, i) => value * (weight[i] as number)));
  const squares = prefix(distinct.map((value, i) => value * value * (weight[i] as number)));
  const count = prefix(weight);
  // Squared deviation of distinct[from..to), from the prefix sums.
  const cost = (from: number, to: number): number => {
    const total = (sum[to] as number) - (sum[from] as number);
    const members = (count[to] as number) - (count[from] as number);
    return (squares[to] as number) - (squares[from] as number) - (total * total) / members;
  };
  let best = distinct.map((_, i) => cost(0, i + 1));
  const cuts: number[][] = [];
  for (let groups = 2; groups <= k; groups += 1) {
    const next: number[] = new Array<number>(n).fill(Number.POSITIVE_INFINITY);
    const cut: number[] = new Array<number>(n).fill(0);
    for (let last = groups - 1; last < n; last += 1) {
      for (let start = groups - 1; start <= last; start += 1) {
        const value = (best[start - 1] as number) + cost(start, last + 1);
        if (value < (next[last] as number)) {
          next[last] = value;
          cut[last] = start;
        }
      }
    }
    best = next;
    cuts.push(cut);
  }
  const starts = [n];
  for (let groups = k; groups >= 2; groups -= 1) {
    starts.unshift(cuts[groups - 2]?.[(starts[0] as number) - 1] as number);
  }
  starts.unshift(0);
  return starts.slice(0, -1).map((start, i) => {
    const low = distinct[start] as number;
    const high = distinct[(starts[i + 1] as number) - 1] as number;
    return sorted.filter((value) => value >= low && value <= high);
  });
}

function prefix(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) as number) + value);
  return sums;
}
