/** Every position of a geometry, in order; a ring's first position comes again at its end. */
export function* positions(geometry: GeoJSON.Geometry): Generator<[lon: number, lat: number]> {
  if (geometry.type === "GeometryCollection") {
    for (const part of geometry.geometries) yield* positions(part);
    return;
  }
  yield* flatten(geometry.coordinates);
}

type Nested = number | Nested[];

function* flatten(coordinates: Nested[]): Generator<[number, number]> {
  if (typeof coordinates[0] === "number") {
    yield [coordinates[0], coordinates[1] as number];
    return;
  }
  for (const inner of coordinates) yield* flatten(inner as Nested[]);
}
