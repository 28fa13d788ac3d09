import { polygonsOf, ringArea, ringHolds } from "./rings";

type Point = [lon: number, lat: number];

/** Scan lines tried across a polygon; enough for a label, far fewer than an exact answer needs. */
const LINES = 9;

/**
 * A point well inside the largest polygon of `geometry`, for a label or a symbol; the middle of the
 * longest line for lines, the point itself for points; null for an empty geometry.
 *
 * Of nine scan lines, the middle of the stretch that is longest after weighing it by how near the
 * line is to the polygon's middle height.
 */
export function labelPoint(geometry: GeoJSON.Geometry | null): Point | null {
  if (!geometry) return null;
  switch (geometry.type) {
    case "Point":
      return geometry.coordinates as Point;
    case "MultiPoint":
      return (geometry.coordinates[0] as Point | undefined) ?? null;
    case "LineString":
      return lineMiddle(geometry.coordinates);
    case "MultiLineString":
      return lineMiddle(longest(geometry.coordinates));
    default:
      return polygonPoint(polygonsOf(geometry));
  }
}

function longest(lines: GeoJSON.Position[][]): GeoJSON.Position[] {
  return lines.reduce((best, line) => (line.length > best.length ? line : best), []);
}

function lineMiddle(line: GeoJSON.Position[]): Point | null {
  return (line[Math.floor(line.length / 2)] as Point | undefined) ?? null;
}

function polygonPoint(polygons: GeoJSON.Position[][][]): Point | null {
  let rings: GeoJSON.Position[][] | null = null;
  let area = -1;
  for (const candidate of polygons) {
    const size = Math.abs(ringArea(candidate[0] ?? []));
    if (size > area) [rings, area] = [candidate, size];
  }
  const exterior = rings?.[0];
  if (!rings || !exterior?.length) return null;
  const heights = exterior.map((position) => position[1] as number);
  const [south, north] = [Math.min(...heights), Math.max(...heights)];
  let best: Point | null = null;
  let bestScore = -1;
  for (let line = 1; line <= LINES; line += 1) {
    const part = line / (LINES + 1);
    const y = south + (north - south) * part;
    const crossings = rings.flatMap((ring) => crossingsAt(ring, y)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [west, east] = [crossings[i] as number, crossings[i + 1] as number];
      const score = (east - west) * (1 - Math.abs(part - 0.5));
      if (score > bestScore) [best, bestScore] = [[(west + east) / 2, y], score];
    }
  }
  return best && ringHolds(exterior, best) ? best : (exterior[0] as Point);
}

function crossingsAt(ring: GeoJSON.Position[], y: number): number[] {
  const found: number[] = [];
  for (let i = 1; i < ring.length; i += 1) {
    const [x0, y0] = ring[i - 1] as Point;
    const [x1, y1] = ring[i] as Point;
    if (y0 > y !== y1 > y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found;
}
