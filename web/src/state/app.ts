import { Client, type ApiFailure } from "../api/client";
import { countsPath, coveragePath, itemPath, itemsPath, wherePath, type Scope } from "../api/paths";
import type {
  Bbox, Collection, Counts, Coverage, Feature, FeatureCollection, Landing, Lang, Territory, Where,
} from "../api/types";
import { labelPoint } from "../geometry/label_point";
import { message, type MessageKey } from "../messages";
import { Catalogue } from "./catalogue";
import { PlanAnswers } from "./plan";
import type { TargetMap } from "./target_map";
import { choropleth, type Choropleth } from "./choropleth";
import { decodeHash, encodeHash } from "./hash";
import { follow } from "./live";
import { TiledLayers } from "./tiled";
import { Resource } from "./resource";
import { WarningAnswers } from "./warnings";
import { BASE_LAYERS, defaultReach, initialSelection, splitUnit, type Selection } from "./selection";

/** Lets a slider pass over values without a request for each. */
const SLIDER_PAUSE_MS = 60;

/** A command the map carries out once: it is no part of the state. */
export type MapCommand =
  | { kind: "fit"; bbox: Bbox; maxZoom?: number }
  | { kind: "home" }
  | { kind: "zoom"; by: 1 | -1 }
  | { kind: "draw" }
  | { kind: "finishDrawing" }
  | { kind: "stopDrawing" }
  | { kind: "clearDrawing" };

/** The page's one state and the service's answers that follow from it. */
export class App {
  readonly client: Client;
  /** What the page shows unless the address says otherwise. */
  initial: Selection;
  selection: Selection;
  territory: Territory | null = null;
  catalogue = new Catalogue([]);
  /** Why the page could not start, if it could not. */
  startFailure: ApiFailure | null = null;

  readonly counts = this.#resource<Counts>();
  readonly coverage = this.#resource<Coverage>();
  readonly curve = this.#resource<Coverage>();
  /** The facilities that the coverage question counts. */
  readonly sites = this.#resource<FeatureCollection>();
  readonly where = this.#resource<Where>();
  readonly plan: PlanAnswers;
  readonly warnings: WarningAnswers;
  /** The feature in the drawer; once it is read, the spot it lies at is asked about. */
  readonly feature = new Resource<Feature>(() => {
    this.#followPicked();
    this.#emit();
  });
  /** Layers that are drawn from tiles. */
  readonly tiled: TiledLayers;
  /**
   * Features drawn, by collection: base layers whole, the others inside the unit chosen. Of a tiled
   * unit level only the attributes; other tiled layers are not among them.
   */
  readonly layers = new Map<string, Resource<FeatureCollection>>();

  /** Corners of the polygon being drawn or drawn last; null when there is none. */
  drawn: [lon: number, lat: number][] | null = null;
  drawing = false;

  readonly #listeners = new Set<() => void>();
  readonly #commands = new Set<(command: MapCommand) => void>();

  constructor(client: Client, lang: Lang) {
    this.client = client;
    this.tiled = new TiledLayers(client, () => this.#emit());
    this.plan = new PlanAnswers(client, () => this.#emit(), () => this.#followPlan());
    this.warnings = new WarningAnswers(client, () => this.#emit(), () => this.#followWarnings());
    this.initial = initialSelection(lang);
    this.selection = this.initial;
  }

  get lang(): Lang {
    return this.selection.lang;
  }

  get scope(): Scope {
    return { unit: this.selection.unit, at: this.selection.at };
  }

  t(key: MessageKey, values: Record<string, string> = {}): string {
    return message(this.lang, key, values);
  }

  /** What all of the territory is called: one subdistrict, or a district or city of several. */
  get whole(): string {
    const [largest] = this.catalogue.unitLevels();
    return this.t(largest !== undefined && largest.count > 1 ? "whole_area" : "whole");
  }

  /** Calls `listener` after every change; returns how to stop it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onCommand(listener: (command: MapCommand) => void): void {
    this.#commands.add(listener);
  }

  command(command: MapCommand): void {
    for (const listener of this.#commands) listener(command);
  }

  /** Reads the landing page and the catalogue, then the state from `hash`. */
  async start(hash: string): Promise<void> {
    this.startFailure = null;
    let landing: Landing;
    this.selection = decodeHash(hash, this.initial);
    this.client.language = this.lang;
    this.#emit();
    try {
      const [read, listed] = await Promise.all([
        this.client.get<Landing>(""),
        this.client.get<{ collections: Collection[] }>("collections"),
      ]);
      landing = read;
      this.territory = landing.territory;
      this.catalogue = new Catalogue(listed.collections);
      this.tiled.learn(this.catalogue);
    } catch (error) {
      this.startFailure = error as ApiFailure;
      this.#emit();
      return;
    }
    this.initial = this.#withDefaults(this.initial, this.territory);
    this.selection = this.#sound(decodeHash(hash, this.initial));
    this.client.language = this.lang;
    this.#follow();
    this.#emit();
    follow(this.client, landing, this);
  }

  /** Reads again what others have changed; the old answers stay until the new ones are here. */
  async renew(collections: ReadonlySet<string> | null): Promise<void> {
    // First, because a layer may be gone, or new.
    await this.#renewCatalogue();
    for (const [id, resource] of this.layers) if (!collections || collections.has(id)) resource.forget();
    this.tiled.forget(collections);
    for (const resource of [this.counts, this.coverage, this.curve, this.sites, this.where, this.feature, ...this.plan.all, ...this.warnings.all]) {
      resource.forget();
    }
    this.#follow();
    this.#emit();
  }

  async #renewCatalogue(): Promise<void> {
    try {
      const listed = await this.client.get<{ collections: Collection[] }>("collections");
      this.catalogue = new Catalogue(listed.collections);
      this.tiled.learn(this.catalogue);
      this.selection = this.#sound(this.selection);
    } catch {
      // The old list stays; the next change tries again.
    }
  }

  /** Changes part of the selection; answers, map, panels and address follow. */
  set(patch: Partial<Selection>): void {
    this.selection = { ...this.selection, ...patch };
    this.client.language = this.lang;
    this.#follow();
    this.#emit();
  }

  setCounts(patch: Partial<Selection["counts"]>): void {
    this.set({ counts: { ...this.selection.counts, ...patch }, row: null });
  }

  setCoverage(patch: Partial<Selection["coverage"]>): void {
    this.set({ coverage: { ...this.selection.coverage, ...patch } });
  }

  setPlan(patch: Partial<Selection["plan"]>): void {
    this.set({ plan: { ...this.selection.plan, ...patch } });
  }

  /** Opens a target: it colours the map and its answer takes the scoreboard's place; null goes back. */
  openTarget(target: string | null): void {
    const plan = { ...this.selection.plan, view: "board" as const, target, part: "" as const };
    this.set({ tab: "plan", question: "target", row: null, plan });
  }

  /** Colours the map by warning level, and lists them. */
  openWarnings(): void {
    this.set({ tab: "plan", question: "warnings", row: null, plan: { ...this.selection.plan, view: "warnings" } });
  }

  setDrawing(drawing: boolean, drawn: [number, number][] | null): void {
    this.drawing = drawing;
    this.drawn = drawn;
    this.#emit();
  }

  hash(): string {
    return encodeHash(this.selection, this.initial);
  }

  /** Asks again for everything that failed. */
  retry(): void {
    for (const resource of this.#resources()) if (resource.status === "failed") resource.forget();
    this.#follow();
    this.#emit();
  }

  /** The first failure among what the page is showing, if any. */
  get failure(): ApiFailure | null {
    // A service without a plan is no failure: the tab says so.
    const quiet = [
      ...(this.plan.none ? this.plan.all : []),
      ...(this.warnings.none ? this.warnings.all : []),
      // A unit that never had a level has no history.
      this.warnings.history,
    ];
    const shown = this.#resources().filter((one) => !quiet.includes(one));
    return shown.find((resource) => resource.status === "failed")?.failure ?? null;
  }

  get loading(): boolean {
    return this.#resources().some((resource) => resource.status === "loading");
  }

  /** Features of a layer, if they have been read. */
  features(collection: string): Feature[] {
    return this.layers.get(collection)?.value?.features ?? [];
  }

  /** A unit by its name, all of the territory without one. */
  areaName(unit: string | null): string {
    return unit ? this.unitName(unit) : this.whole;
  }

  /** Name of a unit given as `<collection>:<id>`; its id until the layer has been read. */
  unitName(unit: string): string {
    const [collection, id] = splitUnit(unit);
    const found = this.features(collection).find((feature) => feature.id === id);
    return String(found?.properties["name"] ?? found?.properties["code"] ?? id);
  }

  /** The unit's outline, or the whole territory's for null; null until it has been read. */
  unitGeometry(unit: string | null): GeoJSON.Geometry | null {
    if (unit === null) return this.features("subdistricts")[0]?.geometry ?? null;
    const [collection, id] = splitUnit(unit);
    if (this.tiled.has(collection)) return this.tiled.shape(unit)?.geometry ?? null;
    return this.features(collection).find((feature) => feature.id === id)?.geometry ?? null;
  }

  #coloured: { of: unknown[]; result: Choropleth } | null = null;

  /** The answer of the counts question as coloured units; null until there is one. */
  get choropleth(): Choropleth | null {
    const answer = this.counts.value;
    if (!answer) return null;
    const { measure, method } = this.selection.counts;
    const of = [answer, this.layers.get(answer.by)?.value, measure, method];
    if (!this.#coloured || this.#coloured.of.some((part, i) => part !== of[i])) {
      this.#coloured = { of, result: choropleth(answer, this.features(answer.by), measure, method) };
    }
    return this.#coloured.result;
  }

  /** The chosen target as coloured units; null unless it colours the map and its answer is here. */
  get targetMap(): TargetMap | null {
    return this.selection.question === "target" ? this.plan.painted(this.selection.plan, this.levelOrder) : null;
  }

  /** Ids of the unit levels, the largest units first. */
  get levelOrder(): string[] {
    return this.catalogue.unitLevels().map((level) => level.id);
  }

  #resource<T>(): Resource<T> {
    return new Resource<T>(() => this.#emit());
  }

  #resources(): Resource<unknown>[] {
    return [this.counts, this.coverage, this.curve, this.sites, this.where, this.feature, ...this.plan.all, ...this.warnings.all, ...this.layers.values(), ...this.tiled.all];
  }

  #emit(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The initial selection as far as this territory has the layers for it. */
  #withDefaults(initial: Selection, territory: Territory): Selection {
    const has = (id: string): boolean => this.catalogue.has(id);
    const counted = this.catalogue.collections.find(
      (collection) => collection.unitLevel === null && collection.geometry !== "none",
    );
    const smallest = this.catalogue.unitLevels().at(-1)?.id ?? "";
    return {
      ...initial,
      layers: BASE_LAYERS.filter(has),
      question: counted && smallest ? initial.question : "none",
      counts: {
        ...initial.counts,
        collection: has(initial.counts.collection) ? initial.counts.collection : (counted?.id ?? ""),
        by: has(initial.counts.by) ? initial.counts.by : smallest,
      },
      coverage: {
        ...initial.coverage,
        by: has(initial.coverage.by) ? initial.coverage.by : smallest,
        reach_m: defaultReach(territory),
      },
      plan: { ...initial.plan, by: has(initial.plan.by) ? initial.plan.by : smallest },
    };
  }

  /** Drops what an old link names and this service does not have. */
  #sound(selection: Selection): Selection {
    const has = (id: string): boolean => this.catalogue.has(id);
    const { unit, picked, counts, coverage, plan } = selection;
    return {
      ...selection,
      unit: unit !== null && has(splitUnit(unit)[0]) ? unit : null,
      layers: selection.layers.filter(has),
      counts: has(counts.collection) && has(counts.by) ? counts : this.initial.counts,
      coverage: has(coverage.collection) && has(coverage.by) ? coverage : this.initial.coverage,
      plan: has(plan.by) ? plan : { ...plan, by: this.initial.plan.by },
      picked: picked?.kind === "feature" && !has(picked.collection) ? null : picked,
    };
  }

  /** Asks for every answer the selection needs and lets go of the others. */
  #follow(): void {
    if (!this.territory) return;
    this.#followLayers();
    this.#followQuestion();
    this.#followPlan();
    this.#followWarnings();
    this.#followPicked();
  }

  #followLayers(): void {
    const { layers, question, counts, coverage, unit, row } = this.selection;
    const wanted = new Set([...BASE_LAYERS.filter((id) => this.catalogue.has(id)), ...layers]);
    if (question === "counts") wanted.add(counts.by);
    if (question === "coverage") wanted.add(coverage.by);
    if (question === "target") wanted.add(this.targetMap?.by ?? this.selection.plan.by);
    const warned = question === "warnings" ? this.warnings.levels.value?.by : undefined;
    if (warned && this.catalogue.has(warned)) wanted.add(warned);
    if (unit) wanted.add(splitUnit(unit)[0]);
    const whole = (id: string): boolean => BASE_LAYERS.includes(id) || this.catalogue.get(id)?.unitLevel !== null;
    const read = (id: string): boolean => !this.tiled.has(id) || this.catalogue.get(id)?.unitLevel !== null;
    for (const id of this.layers.keys()) if (!wanted.has(id) || !read(id)) this.layers.delete(id);
    this.tiled.followLayers(new Set([...wanted].filter((id) => layers.includes(id))), whole, this.catalogue, this.scope);
    this.tiled.followShapes([unit, question !== "none" && row !== null ? `${this.by}:${row}` : null]);
    for (const id of [...wanted].filter(read)) {
      const collection = this.catalogue.get(id);
      const all = itemsPath(id, whole(id) ? { unit: null, at: this.selection.at } : this.scope);
      const [path, load] = collection && this.tiled.has(id)
        ? this.tiled.attributes(collection, this.selection.at)
        : [all, (signal: AbortSignal) => this.client.allItems(all, signal)] as const;
      let resource = this.layers.get(id);
      if (!resource) {
        resource = this.#resource<FeatureCollection>();
        this.layers.set(id, resource);
      }
      resource.ask(path, load);
    }
  }

  /** The level of the units that the question is about. */
  get by(): string {
    const { question, counts, coverage, plan } = this.selection;
    if (question === "target") return this.targetMap?.by ?? plan.by;
    if (question === "warnings") return this.warnings.levels.value?.by ?? "";
    return question === "coverage" ? coverage.by : counts.by;
  }

  #followPlan(): void {
    this.plan.follow(this.selection, this.scope, this.levelOrder);
  }

  #followWarnings(): void {
    this.warnings.follow(this.selection, this.scope, (id) => this.catalogue.get(id)?.unitLevel != null);
    this.#followLayers();
  }

  #followQuestion(): void {
    const { question, counts, coverage } = this.selection;
    this.tiled.followQuestion(this.selection, this.by, this.catalogue, this.scope);
    if (question === "counts") {
      const group = counts.group ? [counts.group] : [];
      const path = countsPath(counts.collection, counts.by, group, counts.filters, this.scope);
      this.counts.ask(path, (signal) => this.client.get(path, signal));
    } else this.counts.clear();
    if (question === "coverage") {
      const { collection, filters, by, reach_m } = coverage;
      const wish = { collection, filters, by };
      const now = coveragePath({ ...wish, reach_m, shapes: true, curve: false }, this.scope);
      this.coverage.ask(now, (signal) => this.client.get(now, signal), SLIDER_PAUSE_MS);
      // The curve does not depend on the slider: asked once for each choice of facilities.
      const all = coveragePath({ ...wish, reach_m: null, shapes: false, curve: true }, this.scope);
      this.curve.ask(all, (signal) => this.client.get(all, signal));
      // Facilities beyond the unit reach into it, so all of them are drawn.
      const sites = itemsPath(collection, { unit: null, at: this.selection.at }, filters);
      this.sites.ask(sites, (signal) => this.client.allItems(sites, signal));
    } else {
      this.coverage.clear();
      this.curve.clear();
      this.sites.clear();
    }
  }

  #followPicked(): void {
    const { picked, at } = this.selection;
    if (picked?.kind === "feature") {
      const path = itemPath(picked.collection, picked.id);
      this.feature.ask(path, (signal) => this.client.get(path, signal));
    } else this.feature.clear();
    this.plan.followCourse(picked, at);
    const spot = this.#pickedSpot();
    if (!spot) {
      this.where.clear();
      return;
    }
    const path = wherePath(spot[0], spot[1], at);
    this.where.ask(path, (signal) => this.client.get(path, signal));
  }

  #clicked: { feature: string; spot: [number, number] } | null = null;

  /** Picks a feature where it was clicked: that is the spot the drawer tells of. */
  pickFeature(collection: string, id: string, spot: [number, number]): void {
    this.#clicked = { feature: `${collection}:${id}`, spot };
    this.set({ picked: { kind: "feature", collection, id } });
  }

  /** Where the click was; for a feature from a list or a link, a point inside it once it is read. */
  #pickedSpot(): [number, number] | null {
    const { picked } = this.selection;
    if (!picked) return null;
    if (picked.kind === "spot") return [picked.lon, picked.lat];
    if (this.#clicked?.feature === `${picked.collection}:${picked.id}`) return this.#clicked.spot;
    return this.pickedFeature ? labelPoint(this.pickedFeature.geometry) : null;
  }

  /** The feature in the drawer; null while it is being read. */
  get pickedFeature(): Feature | null {
    const { picked } = this.selection;
    const value = this.feature.value;
    return picked?.kind === "feature" && value?.id === picked.id ? value : null;
  }
}
