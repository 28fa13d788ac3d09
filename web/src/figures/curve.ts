/** A point of a share curve: metres, and a share from 0 to 1. */
export interface CurvePoint {
  reach_m: number;
  share: number;
}

export interface Plot {
  width: number;
  height: number;
  /** Metres at the right edge; the left edge is 0. */
  max_m: number;
}

/** Pixel position of a point; y grows downwards. */
export function place(point: CurvePoint, plot: Plot): [x: number, y: number] {
  return [(point.reach_m / plot.max_m) * plot.width, (1 - point.share) * plot.height];
}

/**
 * SVG path through the points, from (0 m, share 0), monotone between them (Fritsch–Carlson), so that
 * a share that only grows is never drawn falling.
 */
export function curvePath(points: readonly CurvePoint[], plot: Plot): string {
  const known: CurvePoint[] = [{ reach_m: 0, share: 0 }, ...points.filter((p) => p.reach_m > 0)];
  const placed = known.map((point) => place(point, plot));
  const slopes = monotoneSlopes(placed);
  let path = `M${round(placed[0]?.[0])},${round(placed[0]?.[1])}`;
  for (let i = 1; i < placed.length; i += 1) {
    const [x0, y0] = placed[i - 1] as [number, number];
    const [x1, y1] = placed[i] as [number, number];
    const third = (x1 - x0) / 3;
    const c0 = [x0 + third, y0 + third * (slopes[i - 1] as number)];
    const c1 = [x1 - third, y1 - third * (slopes[i] as number)];
    path += `C${c0.map(round).join(",")} ${c1.map(round).join(",")} ${round(x1)},${round(y1)}`;
  }
  return path;
}

/** Share at `reach_m` by straight lines between the points; null beyond the last one. */
export function shareAt(reach_m: number, points: readonly CurvePoint[]): number | null {
  let before: CurvePoint = { reach_m: 0, share: 0 };
  for (const point of points) {
    if (reach_m <= point.reach_m) {
      const span = point.reach_m - before.reach_m;
      const part = span === 0 ? 1 : (reach_m - before.reach_m) / span;
      return before.share + part * (point.share - before.share);
    }
    before = point;
  }
  return null;
}

function monotoneSlopes(points: readonly [number, number][]): number[] {
  const secants = points.slice(1).map(([x, y], i) => {
    const [x0, y0] = points[i] as [number, number];
    return x === x0 ? 0 : (y - y0) / (x - x0);
  });
  return points.map((_, i) => {
    const left = secants[i - 1];
    const right = secants[i];
    if (left === undefined) return right ?? 0;
    if (right === undefined) return left;
    // Harmonic mean where both sides agree in sign, flat where they do not.
    return left * right <= 0 ? 0 : (2 * left * right) / (left + right);
  });
}

function round(value: number | undefined): number {
  return Math.round((value ?? 0) * 10) / 10;
}
