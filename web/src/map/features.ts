import type { Collection, Feature, FeatureCollection } from "../api/types";
import { categoryOf } from "../figures/categories";
import { bboxOf } from "../geometry/bbox";
import { labelPoint } from "../geometry/label_point";
import { featureName, kindProperty } from "../state/catalogue";

type Drawn = GeoJSON.Feature<GeoJSON.Geometry, Record<string, string | number>>;
export type DrawnCollection = GeoJSON.FeatureCollection<GeoJSON.Geometry, Record<string, string | number>>;

export const NOTHING: DrawnCollection = { type: "FeatureCollection", features: [] };

/** Properties that base layers are styled by. */
const STYLED = ["name", "class", "kind", "width_m", "provenance"];

export function collectionOf(features: Drawn[]): DrawnCollection {
  return { type: "FeatureCollection", features };
}

/** Features of a base layer with what its style needs; nulls left out, ids as a property. */
export function baseFeatures(page: FeatureCollection): DrawnCollection {
  return collectionOf(page.features.flatMap((feature) => drawn(feature, styledProperties(feature))));
}

/** A label point for each unit. */
export function labelFeatures(page: FeatureCollection): DrawnCollection {
  return collectionOf(
    page.features.flatMap((feature) => {
      const point = labelPoint(feature.geometry);
      if (!point || !feature.properties["name"]) return [];
      const properties = { id: feature.id, name: String(feature.properties["name"]) };
      return [{ type: "Feature", geometry: { type: "Point", coordinates: point }, properties } as Drawn];
    }),
  );
}

/**
 * A thematic layer as points (one for each feature that is a point or an area, for marks and
 * clusters) and as shapes (its lines and areas).
 */
export function thematicFeatures(
  page: FeatureCollection,
  collection: Collection,
): { points: DrawnCollection; shapes: DrawnCollection } {
  const kind = kindProperty(collection);
  const points: Drawn[] = [];
  const shapes: Drawn[] = [];
  for (const feature of page.features) {
    const properties = {
      id: feature.id,
      collection: collection.id,
      name: featureName(feature, collection),
      category: categoryOf(kind, kind ? feature.properties[kind.name] : null),
      provenance: String(feature.properties["provenance"] ?? ""),
      // Units cover everything: they are drawn as outlines only.
      ...(collection.unitLevel === null ? {} : { bare: 1 }),
    };
    if (!isPoint(feature.geometry)) {
      shapes.push(...drawn(feature, isSmall(feature.geometry) ? { ...properties, small: 1 } : properties));
    }
    if (collection.unitLevel !== null || isLine(feature.geometry)) continue;
    const point = labelPoint(feature.geometry);
    if (point) points.push({ type: "Feature", geometry: { type: "Point", coordinates: point }, properties });
  }
  return { points: collectionOf(points), shapes: collectionOf(shapes) };
}

/** One feature as the map draws it; none without a geometry. */
export function drawn(feature: Feature, properties: Record<string, string | number>): Drawn[] {
  return feature.geometry ? [{ type: "Feature", geometry: feature.geometry, properties }] : [];
}

function styledProperties(feature: Feature): Record<string, string | number> {
  const kept: Record<string, string | number> = { id: feature.id };
  for (const name of STYLED) {
    const value = feature.properties[name];
    if (typeof value === "string" || typeof value === "number") kept[name] = value;
  }
  return kept;
}

/** Extent in degrees (about 80 m) below which an area is not worth drawing from afar. */
const SMALL_DEG = 0.0008;

export function isSmall(geometry: GeoJSON.Geometry | null): boolean {
  const box = isLine(geometry) ? null : bboxOf([geometry]);
  return box !== null && box[2] - box[0] < SMALL_DEG && box[3] - box[1] < SMALL_DEG;
}

function isPoint(geometry: GeoJSON.Geometry | null): boolean {
  return geometry?.type === "Point" || geometry?.type === "MultiPoint";
}

function isLine(geometry: GeoJSON.Geometry | null): boolean {
  return geometry?.type === "LineString" || geometry?.type === "MultiLineString";
}
