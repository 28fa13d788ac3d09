import { ringArea } from "./rings";

type Point = [lon: number, lat: number];

/**
 * Corners of a drawn polygon as WKT, longitude before latitude, closed and counter-clockwise, with
 * seven decimals (about a centimetre). Null for fewer than three corners.
 */
export function polygonWkt(corners: readonly Point[]): string | null {
  if (corners.length < 3) return null;
  const ring: Point[] = [...corners, corners[0] as Point];
  if (ringArea(ring) < 0) ring.reverse();
  return `POLYGON((${ring.map(([lon, lat]) => `${lon.toFixed(7)} ${lat.toFixed(7)}`).join(",")}))`;
}
