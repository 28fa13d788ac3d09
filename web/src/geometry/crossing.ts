type Point = [lon: number, lat: number];

/** Whether the closed outline through `corners` crosses itself; such a polygon has no inside. */
export function crossesItself(corners: readonly Point[]): boolean {
  const n = corners.length;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue; // neighbours around the closing corner
      const [a, b] = [corners[i] as Point, corners[(i + 1) % n] as Point];
      const [c, d] = [corners[j] as Point, corners[(j + 1) % n] as Point];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

function side([ax, ay]: Point, [bx, by]: Point, [px, py]: Point): number {
  return Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
}
