import type { Bbox } from "../api/types";
import { positions } from "./positions";

/** Box around all positions of `geometries`; null when there are none. Degrees, CRS84. */
export function bboxOf(geometries: Iterable<GeoJSON.Geometry | null>): Bbox | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const geometry of geometries) {
    if (!geometry) continue;
    for (const [lon, lat] of positions(geometry)) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return west <= east ? [west, south, east, north] : null;
}

export function bboxCentre([west, south, east, north]: Bbox): [lon: number, lat: number] {
  return [(west + east) / 2, (south + north) / 2];
}
