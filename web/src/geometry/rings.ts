type Ring = GeoJSON.Position[];

/** The polygons of an areal geometry, each as its rings; none for points and lines. */
export function polygonsOf(geometry: GeoJSON.Geometry | null): Ring[][] {
  if (!geometry) return [];
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(polygonsOf);
  return [];
}

/**
 * Everything but `geometry`: the Mercator world with
 * the geometry's exteriors as holes, and its own holes filled again.
 */
export function maskOf(geometry: GeoJSON.Geometry | null): GeoJSON.MultiPolygon {
  const world: Ring = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];
  const polygons = polygonsOf(geometry);
  const exteriors = polygons.map((rings) => rings[0] as Ring);
  const interiors = polygons.flatMap((rings) => rings.slice(1));
  return {
    type: "MultiPolygon",
    coordinates: [[world, ...exteriors], ...interiors.map((ring) => [ring])],
  };
}

/** Whether a ring holds a point, by the even–odd rule; on the edge it may say either. */
export function ringHolds(ring: Ring, [x, y]: [number, number]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as [number, number];
    const [xj, yj] = ring[j] as [number, number];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Signed area of a ring in square degrees: positive when counter-clockwise. */
export function ringArea(ring: Ring): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [x0, y0] = ring[i - 1] as [number, number];
    const [x1, y1] = ring[i] as [number, number];
    twice += x0 * y1 - x1 * y0;
  }
  return twice / 2;
}
