/** The shapes of the HTTP API, written by hand until an OpenAPI document can generate them. */

export type Lang = "zh" | "en";

/** A text in both languages of the service. */
export type Titles = Record<Lang, string>;

/** A box in CRS84: west, south, east, north, in degrees. */
export type Bbox = [number, number, number, number];

export interface Territory {
  code: string;
  title: Titles;
  period: { from: string; to: string };
  as_of: string;
  bbox: Bbox;
  unit_levels: string[];
  coverage: { minutes: number; speed_m_s: number; reach_m: number; stops_m: number[] };
  synthetic_note: Titles | null;
}

export interface Landing {
  title: string;
  territory: Territory;
  version: string;
  seq: number;
  /** The history that `seq` counts in. */
  epoch: string;
}

export type Provenance = "osm" | "source" | "inferred" | "synthetic" | "reported";

export interface Code {
  code: string;
  titles: Titles;
}

export interface Property {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date" | "datetime" | "array";
  titles: Titles;
  unit?: string | null;
  role?: string | null;
  codes?: Code[] | null;
  refers?: string | null;
}

export interface Collection {
  id: string;
  title: string;
  titles: Titles;
  description?: string | null;
  theme: string | null;
  geometry: "point" | "line" | "polygon" | "mixed" | "none";
  unitLevel: number | null;
  titleColumn: string | null;
  count: number;
  provenance: Partial<Record<Provenance, number>>;
  editable: boolean;
  properties: Property[];
}

export type Properties = Record<string, unknown>;

export interface Feature {
  type: "Feature";
  id: string;
  geometry: GeoJSON.Geometry | null;
  properties: Properties;
}

export interface FeatureCollection {
  type: "FeatureCollection";
  features: Feature[];
}

export interface FeaturePage extends FeatureCollection {
  numberMatched: number;
  numberReturned: number;
  links: { rel: string; href: string }[];
}

export interface CountGroup {
  key: Record<string, string | null>;
  count: number;
}

export interface Count {
  count: number;
  length_m?: number;
  area_m2?: number;
  groups?: CountGroup[];
}

export interface UnitCount extends Count {
  id: string;
  name: string;
}

export interface Counts {
  collection: string;
  by: string;
  group: string[];
  at: string;
  numberMatched: number;
  total: Count;
  units: UnitCount[];
  outside: Count;
}

export interface People {
  total: number;
  reached: number;
  twice: number;
}

export interface CoverageFigures {
  area_m2: number;
  area_reached_m2: number;
  area_share: number | null;
  overlap_m2: number;
  facilities: number;
  capacity: number | null;
  people: Record<string, People>;
}

export interface UnitCoverage extends CoverageFigures {
  id: string;
  name: string;
}

/** One stop of the curve: `reach_m`, `area_share` and `<people column>_share`, shares from 0 to 1. */
export type CurveStop = { reach_m: number; area_share: number | null } & Record<string, number | null>;

export interface Coverage {
  collection: string;
  by: string;
  mode: string;
  reach_m: number;
  at: string;
  facilities: number;
  demand: { collection: string; columns: string[]; rule: string };
  total: CoverageFigures;
  units: UnitCoverage[];
  /** What lies in no unit of the level, so that the parts sum to the whole. */
  outside?: CoverageFigures | null;
  curve?: CurveStop[] | null;
  reaches?: GeoJSON.Geometry | null;
  gaps?: GeoJSON.FeatureCollection | null;
}

export interface Responsibility {
  unit: string;
  role: string;
  holder_ref: string;
  valid_from: string | null;
  valid_to: string | null;
}

export interface Where {
  lon: number;
  lat: number;
  at: string;
  units: Record<string, { id: string; name: string } | null>;
  responsibilities: Responsibility[];
  open: { violations: number; cases: number; hazards: number; unit: string } | null;
  nearest: { collection: string; id: string; name: string; distance_m: number }[];
}

export interface FindResult {
  collection: string;
  id: string;
  name: string;
  detail: string | null;
  match: "name" | "alias" | "code" | "pinyin" | "initials";
  bbox: Bbox | null;
}

export interface Found {
  q: string;
  results: FindResult[];
}

/** An error of the API (RFC 9457). */
export interface Problem {
  type: string;
  code: string;
  title: string;
  status: number;
  detail: string;
  parameter?: string;
}
