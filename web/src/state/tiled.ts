import type { Client } from "../api/client";
import { attributesPath, itemPath, tilesPath, type Scope, type TilesWish } from "../api/paths";
import type { Collection, Feature, FeatureCollection } from "../api/types";
import { kindProperty, type Catalogue } from "./catalogue";
import { Resource } from "./resource";
import { splitUnit, type Selection } from "./selection";

/** Properties of units that the page counts and names with, as far as they have them. */
const OF_UNITS = ["name", "code", "area_m2", "residents", "provenance"];

/**
 * Layers that are too large to be read as a whole: their tiles' addresses, the attributes of their
 * units, and the outlines of the few that are chosen.
 */
export class TiledLayers {
  /** Addresses of tiles (`{z}/{x}/{y}` in them), by collection. */
  readonly addresses = new Map<string, Resource<string>>();
  /** The same for the units that the question colours. */
  readonly units: Resource<string>;
  readonly #shapes = new Map<string, Resource<Feature>>();
  readonly #known = new Set<string>();
  readonly #client: Client;
  readonly #changed: () => void;

  constructor(client: Client, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
    this.units = new Resource<string>(changed);
  }

  /** Takes over which layers the service calls large. One that was stays so while the page is open. */
  learn(catalogue: Catalogue): void {
    for (const { id, tiled } of catalogue.collections) if (tiled) this.#known.add(id);
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  get ids(): ReadonlySet<string> {
    return this.#known;
  }

  get all(): Resource<unknown>[] {
    return [...this.addresses.values(), this.units, ...this.#shapes.values()];
  }

  /** Asks for the addresses of the tiled ones among `wanted`; `whole` says which do not follow the unit. */
  followLayers(wanted: ReadonlySet<string>, whole: (id: string) => boolean, catalogue: Catalogue, scope: Scope): void {
    for (const id of this.addresses.keys()) if (!wanted.has(id)) this.addresses.delete(id);
    for (const id of wanted) {
      if (!this.has(id)) continue;
      const wish = { collection: id, group: groupOf(catalogue.get(id)) };
      this.#ask(this.#resource(this.addresses, id), wish, whole(id) ? { ...scope, unit: null } : scope);
    }
  }

  /** Asks for the tiles of the units that the question colours. */
  followQuestion(selection: Selection, by: string, catalogue: Catalogue, scope: Scope): void {
    const { question, counts } = selection;
    if (question === "none" || !this.has(by)) {
      this.units.clear();
      return;
    }
    const collection = catalogue.get(by);
    const wish: TilesWish = { collection: by, properties: attributes(collection) };
    if (question === "counts") wish.counts = { collection: counts.collection, filters: counts.filters };
    this.#ask(this.units, wish, scope);
  }

  /** Reads the outlines of these units (`<collection>:<id>`), as far as their layers are tiled. */
  followShapes(units: (string | null)[]): void {
    const wanted = units.filter((unit): unit is string => unit !== null && this.has(splitUnit(unit)[0]));
    for (const unit of this.#shapes.keys()) if (!wanted.includes(unit)) this.#shapes.delete(unit);
    for (const unit of wanted) {
      const path = itemPath(...splitUnit(unit));
      this.#resource(this.#shapes, unit).ask(path, (signal) => this.#client.get(path, signal));
    }
  }

  shape(unit: string): Feature | null {
    return this.#shapes.get(unit)?.value ?? null;
  }

  /** One unit's outline, read now. */
  async read(unit: string): Promise<GeoJSON.Geometry | null> {
    return (await this.#client.get<Feature>(itemPath(...splitUnit(unit)))).geometry;
  }

  /** All units of a level without their outlines. */
  attributes(collection: Collection, at: string | null): [path: string, load: (signal: AbortSignal) => Promise<FeatureCollection>] {
    const path = attributesPath(collection.id, at, attributes(collection));
    return [path, (signal) => this.#client.allItems(path, signal)];
  }

  /** Lets everything be read again that shows one of `collections`; null is all. */
  forget(collections: ReadonlySet<string> | null): void {
    // What a unit holds, and its counts, may change with any layer.
    this.units.forget();
    for (const [id, resource] of this.addresses) {
      if (!collections || collections.has(id) || resource.valueKey?.includes("within=")) resource.forget();
    }
    for (const resource of this.#shapes.values()) resource.forget();
  }

  #resource<T>(among: Map<string, Resource<T>>, key: string): Resource<T> {
    const found = among.get(key) ?? new Resource<T>(this.#changed);
    among.set(key, found);
    return found;
  }

  #ask(resource: Resource<string>, wish: TilesWish, scope: Scope): void {
    const path = tilesPath(wish, scope);
    resource.ask(path, async (signal) => {
      const { tiles } = await this.#client.get<{ tiles: string[] }>(path, signal);
      // Only the version is taken from it: its host may not be the page's (see nextToken).
      const version = new URL(tiles[0] ?? "", "http://page.invalid").searchParams.get("v") ?? "";
      const address = path.replace("/tilejson.json", "/{z}/{x}/{y}");
      return this.#client.absolute(`${address}&v=${version}`);
    });
  }
}

function attributes(collection: Collection | undefined): string[] {
  const names = new Set([...OF_UNITS, collection?.titleColumn ?? "name"]);
  return (collection?.properties ?? []).map(({ name }) => name).filter((name) => names.has(name));
}

/** The property that a tiled layer's points are counted and coloured by. */
function groupOf(collection: Collection | undefined): string | undefined {
  const kind = collection?.geometry === "point" || collection?.geometry === "mixed" ? kindProperty(collection) : undefined;
  return kind?.type === "string" ? kind.name : undefined;
}
