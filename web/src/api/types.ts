/**
 * The shapes of the HTTP API under their own names. They come from the OpenAPI document
 * (`schema.gen.ts`); by hand is only what it says less exactly than TypeScript can.
 */
import type { Chain } from "./plan_types";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Lang = "zh" | "en";

export type Titles = Schemas["Titles"];
export type Territory = Schemas["Territory"];
export type Landing = Schemas["Landing"];

/** A box in CRS84: west, south, east, north, in degrees. */
export type Bbox = Territory["bbox"];

export type Provenance = "osm" | "source" | "inferred" | "synthetic" | "reported";

export type Code = Schemas["Code"];
export type Property = Schemas["Property"];
export type Collection = Omit<Schemas["Collection"], "provenance"> & {
  provenance: Partial<Record<Provenance, number>>;
};

export type Properties = Record<string, unknown>;

/** With the geometry as every GeoJSON library knows it. */
export type Feature = Omit<Schemas["Feature"], "geometry" | "properties" | "links"> & {
  geometry: GeoJSON.Geometry | null;
  properties: Properties;
};

export interface FeatureCollection {
  type: "FeatureCollection";
  features: Feature[];
}

export type FeaturePage = Omit<Schemas["FeatureCollection"], "features"> & FeatureCollection;

/** What is counted; `sum_<property>` is not used by the page. */
type Tally = Pick<Schemas["Count"], "count" | "length_m">;

/** The values of coded properties, which are all that the page groups by. */
export type CountGroup = Tally & { key: Record<string, string | null> };
export type Count = Tally & { groups?: CountGroup[] };
export type UnitCount = Count & Pick<Schemas["UnitCount"], "id" | "name">;
export type Counts = Omit<Schemas["Counts"], "total" | "units" | "outside"> & {
  total: Count;
  units: UnitCount[];
  outside: Count;
};

export type People = Schemas["People"];
export type CoverageFigures = Schemas["CoverageFigures"];
export type UnitCoverage = Schemas["UnitCoverage"];

/** One stop of the curve: `reach_m`, `area_share` and `<people column>_share`, shares from 0 to 1. */
export type CurveStop = Pick<Schemas["CurveStop"], "reach_m" | "area_share"> & Record<string, number | null>;

export type Coverage = Omit<Schemas["Coverage"], "curve" | "reaches" | "gaps"> & {
  curve?: CurveStop[];
  reaches?: GeoJSON.Geometry;
  gaps?: GeoJSON.FeatureCollection;
};

export type Responsibility = Schemas["Responsibility"];
export type Where = Omit<Schemas["Where"], "open" | "chain"> & {
  chain?: Chain | null;
  open: { violations: number; cases: number; hazards: number; unit: string } | null;
};

export type FindResult = Schemas["FindResult"];
export type Found = Schemas["Found"];

/** An error of the API (RFC 9457). */
export type Problem = Schemas["Problem"];
