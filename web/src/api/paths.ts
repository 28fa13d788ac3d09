/** Paths of the API, one function per question. Equal questions give equal texts. */

/** Values of coded properties that may pass: property name → codes. An empty list filters nothing. */
export type Filters = Record<string, string[]>;

type Params = [name: string, value: string | null | undefined][];

export interface Scope {
  /** `<collection>:<id>` of the unit chosen, or null for the whole territory. */
  unit: string | null;
  /** Date the answer holds for, or null for the territory's clock. */
  at: string | null;
}

/** `a=1&b=2` of the parameters that have a value; commas and colons stay readable. */
export function query(params: Params): string {
  return params
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => `${encodeURIComponent(name)}=${escape(value as string)}`)
    .join("&");
}

function escape(value: string): string {
  return encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function withQuery(path: string, params: Params): string {
  const text = query(params);
  return text ? `${path}?${text}` : path;
}

function filterParams(filters: Filters): Params {
  return Object.keys(filters)
    .sort()
    .map((name) => [name, [...(filters[name] ?? [])].sort().join(",")]);
}

export function itemsPath(collection: string, scope: Scope, filters: Filters = {}): string {
  return withQuery(`collections/${collection}/items`, [
    ["within", scope.unit],
    ["at", scope.at],
    ...filterParams(filters),
  ]);
}

/** The same without geometries, and with these properties alone. */
export function attributesPath(collection: string, at: string | null, properties: string[]): string {
  return withQuery(`collections/${collection}/items`, [
    ["at", at],
    ["properties", properties.join(",")],
    ["skipGeometry", "true"],
  ]);
}

export interface TilesWish {
  collection: string;
  /** What features carry; the service's choice when absent. */
  properties?: string[];
  /** The property by whose codes points are counted. */
  group?: string | undefined;
  /** A collection whose counts are joined to the units, and by what they are grouped. */
  counts?: { collection: string; filters: Filters };
}

/** Points of a tile that stand for themselves; more are counted in cells, so many from side to side. */
const [POINTS, CELLS] = [100, 8];

/** TileJSON of a collection's tiles. */
export function tilesPath(wish: TilesWish, scope: Scope): string {
  return withQuery(`tiles/${wish.collection}/tilejson.json`, [
    ["within", scope.unit],
    ["at", scope.at],
    ["properties", wish.properties?.join(",")],
    ["group", wish.group],
    ["counts", wish.counts?.collection],
    ["points", String(POINTS)],
    ["cells", String(CELLS)],
    ...filterParams(wish.counts?.filters ?? {}),
  ]);
}

export function itemPath(collection: string, id: string): string {
  return `collections/${collection}/items/${encodeURIComponent(id)}`;
}

export function countsPath(
  collection: string,
  by: string,
  group: string[],
  filters: Filters,
  scope: Scope,
  format?: "csv" | "geojson",
): string {
  return withQuery(`counts/${collection}`, [
    ["by", by],
    ["group", group.join(",")],
    ["within", scope.unit],
    ["at", scope.at],
    ...filterParams(filters),
    ["f", format],
  ]);
}

export interface CoverageWish {
  collection: string;
  filters: Filters;
  /** Metres; null when only the curve is asked for. */
  reach_m: number | null;
  by: string;
  shapes: boolean;
  curve: boolean;
}

export function coveragePath(wish: CoverageWish, scope: Scope): string {
  return withQuery(`coverage/${wish.collection}`, [
    ["reach", wish.reach_m === null ? null : String(wish.reach_m)],
    ["by", wish.by],
    ["curve", wish.curve ? "true" : null],
    ["gaps", wish.shapes ? "true" : null],
    ["reaches", wish.shapes ? "true" : null],
    ["within", scope.unit],
    ["at", scope.at],
    ...filterParams(wish.filters),
  ]);
}

/** The plan's phrases. */
export function planPath(): string {
  return "plan";
}

/** The scoreboard. */
export function targetsPath(scope: Scope): string {
  return withQuery("targets", [["within", scope.unit], ["at", scope.at]]);
}

/** One target; `by` is a unit level, or null for its total alone. */
export function targetPath(key: string, by: string | null, scope: Scope, format?: "csv" | "geojson"): string {
  return withQuery(`targets/${encodeURIComponent(key)}`, [
    ["by", by],
    ["within", scope.unit],
    ["at", scope.at],
    ["f", format],
  ]);
}

/** The features behind a target's number. */
export function targetRowsPath(key: string, part: string, scope: Scope): string {
  return withQuery(`targets/${encodeURIComponent(key)}/rows`, [
    ["part", part],
    ["within", scope.unit],
    ["at", scope.at],
    ["limit", "10000"],
    ["f", "geojson"],
  ]);
}

/** The warning levels of the units. */
export function warningsPath(scope: Scope, format?: "csv" | "geojson"): string {
  return withQuery("warnings", [["within", scope.unit], ["at", scope.at], ["f", format]]);
}

/** The levels a unit has had. */
export function levelHistoryPath(unit: string): string {
  return `collections/warnings/items/${encodeURIComponent(unit)}/history`;
}

/** The chains of the smallest units with roles, and who answers for them. */
export function responsibilitiesPath(scope: Scope, format?: "csv"): string {
  return withQuery("responsibilities", [["within", scope.unit], ["at", scope.at], ["f", format]]);
}

/** What is overdue where somebody answers for the place. */
export function responsibilityItemsPath(holder: string, at: string | null): string {
  return withQuery(`responsibilities/${encodeURIComponent(holder)}/items`, [["at", at], ["limit", "10000"], ["f", "geojson"]]);
}

/** How far one feature has come. */
export function coursePath(collection: string, id: string, at: string | null): string {
  return withQuery(`workflows/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}`, [["at", at]]);
}

export function wherePath(lon: number, lat: number, at: string | null): string {
  return withQuery("where", [
    ["lon", lon.toFixed(7)],
    ["lat", lat.toFixed(7)],
    ["at", at],
  ]);
}

export function findPath(q: string, limit: number): string {
  return withQuery("find", [
    ["q", q],
    ["limit", String(limit)],
  ]);
}

/** Download of `collections` inside the unit of `scope`, or inside `polygon` (WKT) instead. */
export function exportPath(collections: string[], scope: Scope, polygon: string | null): string {
  return withQuery("export", [
    ["collections", collections.join(",")],
    ["within", polygon === null ? scope.unit : null],
    ["polygon", polygon],
    ["at", scope.at],
  ]);
}
