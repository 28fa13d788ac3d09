import type { CountedFeatures, OverdueItems } from "../api/plan_types";
import type { Feature } from "../api/types";
import { labelPoint } from "../geometry/label_point";
import type { PaintedUnit, TargetMap } from "../state/target_map";
import { collectionOf, drawn, isSmall, type DrawnCollection } from "./features";

/** The units of a target with the class that colours each. */
export function targetUnits(map: TargetMap, features: readonly Feature[]): DrawnCollection {
  return collectionOf(
    joined(map, features).flatMap(([feature, { unit, tone }]) => {
      const value = unit.den === null ? String(unit.num) : `${unit.num} / ${unit.den}`;
      const provenance = String(feature.properties["provenance"] ?? "");
      return drawn(feature, { id: feature.id, collection: map.by, provenance, name: unit.name, count: value, class: tone });
    }),
  );
}

/** A point in each unit that carries the sign of its state: colour alone never tells it. */
export function signs(map: TargetMap, features: readonly Feature[]): DrawnCollection {
  if (map.paint !== "state") return collectionOf([]);
  return collectionOf(
    joined(map, features).flatMap(([feature, { unit }]) => {
      const point = labelPoint(feature.geometry);
      if (!point) return [];
      return drawn({ ...feature, geometry: { type: "Point", coordinates: point } }, { id: feature.id, state: unit.state });
    }),
  );
}

/** Features behind a number; areas too small to see from afar have a mark as well. */
export function countedFeatures(page: CountedFeatures): DrawnCollection {
  return collectionOf(
    page.features.flatMap((feature) => {
      const properties = {
        id: feature.id,
        collection: feature.collection,
        name: String(feature.properties["name"] ?? feature.properties["title"] ?? feature.id),
        counted: feature.den > 0 ? Number(feature.num >= feature.den) : Number(feature.num > 0),
      };
      const point = isSmall(feature.geometry) ? labelPoint(feature.geometry) : null;
      const mark: Feature | null = point ? { ...feature, geometry: { type: "Point", coordinates: point } } : null;
      return [...drawn(feature, properties), ...(mark ? drawn(mark, properties) : [])];
    }),
  );
}

/** What is overdue for somebody, each as hollow as what does not count. */
export function overdueFeatures(page: OverdueItems): DrawnCollection {
  return countedFeatures({ ...page, features: page.features.map((item) => ({ ...item, num: 0, den: 1, unknown: 0 })) });
}

function joined(map: TargetMap, features: readonly Feature[]): [Feature, PaintedUnit][] {
  const byId = new Map(map.units.map((one) => [one.unit.id, one]));
  return features.flatMap((feature): [Feature, PaintedUnit][] => {
    const found = byId.get(feature.id);
    return found ? [[feature, found]] : [];
  });
}
