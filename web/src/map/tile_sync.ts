import type { ExpressionSpecification, LayerSpecification, Map as MapLibreMap } from "maplibre-gl";
import type { App } from "../state/app";
import { toneOf, type Choropleth } from "../state/choropleth";
import { BASE_LAYERS } from "../state/selection";
import type { TargetMap } from "../state/target_map";
import { readPalette } from "./palette";
import { classColour } from "./question_layers";
import { fromTiles, showTiles, themeLayerIds, tiledThemeLayers, tileSource, UNIT_TILE_IDS, UNIT_TILES, unitTileLayers, type UnitTiles } from "./tile_layers";
import { fixedLayers, lowestFrom, THEMATIC_ABOVE } from "./view";

/** Draws the large layers, and the units of large levels, from their tiles. */
export class TileSync {
  readonly #map: MapLibreMap;
  readonly #app: App;
  readonly #themes = new Set<string>();
  #units: unknown[] = [];
  readonly #shown = new Map<string, string>();

  constructor(map: MapLibreMap, app: App) {
    this.#map = map;
    this.#app = app;
  }

  get themeIds(): string[] {
    return [...this.#themes];
  }

  sync(): void {
    const { layers } = this.#app.selection;
    for (const id of BASE_LAYERS) if (this.#app.tiled.has(id)) this.#base(id);
    const wanted = layers.filter((id) => !BASE_LAYERS.includes(id) && this.#app.tiled.has(id));
    for (const id of [...this.#themes]) if (!wanted.includes(id)) this.#removeTheme(id);
    for (const id of wanted) this.#theme(id);
    this.#colour();
  }

  /** The themes' layers in the palette of now; the units are coloured with it as well. */
  repainted(): LayerSpecification[] {
    this.#units = [];
    this.#colour();
    return this.themeIds.flatMap((id) => {
      const collection = this.#app.catalogue.get(id);
      return collection ? tiledThemeLayers(collection, readPalette()) : [];
    });
  }

  /** Brings the tiles' address up to date; whether there are tiles to draw. */
  #address(source: string, address: string | null | undefined): boolean {
    if (address && this.#shown.get(source) !== address) {
      showTiles(this.#map, source, address);
      this.#shown.set(source, address);
    }
    return this.#shown.has(source);
  }

  #base(id: string): void {
    if (!this.#address(tileSource(id), this.#app.tiled.addresses.get(id)?.value)) return;
    const all = fixedLayers(readPalette());
    fromTiles(all, new Set([id])).forEach((layer, place) => {
      if (layer === all[place] || this.#map.getLayer(layer.id)) return;
      this.#map.addLayer(layer, lowestFrom(this.#map, all[place + 1]?.id));
    });
  }

  #theme(id: string): void {
    const collection = this.#app.catalogue.get(id);
    if (!collection || !this.#address(tileSource(id), this.#app.tiled.addresses.get(id)?.value) || this.#themes.has(id)) return;
    this.#themes.add(id);
    for (const layer of tiledThemeLayers(collection, readPalette())) {
      this.#map.addLayer(layer, lowestFrom(this.#map, layer.id.endsWith("-cell") ? "sites" : THEMATIC_ABOVE));
    }
  }

  #removeTheme(id: string): void {
    for (const layer of themeLayerIds(id)) this.#map.removeLayer(layer);
    this.#map.removeSource(tileSource(id));
    this.#shown.delete(tileSource(id));
    this.#themes.delete(id);
  }

  /** The units of a tiled level, coloured by the question. */
  #colour(): void {
    const { question } = this.#app.selection;
    const { by } = this.#app;
    const address = this.#app.tiled.units.value;
    const counted = question === "counts" ? this.#app.choropleth : null;
    const target = this.#app.targetMap;
    const inputs = [question, by, address, counted, target];
    if (inputs.every((value, i) => value === this.#units[i]) && this.#units.length > 0) return;
    this.#units = inputs;
    for (const id of UNIT_TILE_IDS) if (this.#map.getLayer(id)) this.#map.removeLayer(id);
    if (!address || !this.#app.tiled.has(by)) return;
    const units = target ? ofTarget(target) : counted ? ofCounts(counted) : question === "coverage" ? OUTLINES(by) : null;
    if (!units || units.by !== by) return;
    this.#address(UNIT_TILES, address);
    const p = readPalette();
    for (const [layer, below] of unitTileLayers(units, (tone) => classColour(tone, p), p)) this.#map.addLayer(layer, below);
  }
}

const OUTLINES = (by: string): UnitTiles => ({ by, tone: ["to-number", -2], sign: null });

/** The tone of a unit's number in its tile: the limits are those of the answer. */
function ofCounts({ by, measure, classes }: Choropleth): UnitTiles {
  const count: ExpressionSpecification = ["to-number", ["get", "count"], 0];
  const column = measure === "per_ha" ? "area_m2" : "residents";
  const over: ExpressionSpecification = ["/", ["to-number", ["get", column], 0], measure === "per_ha" ? 10_000 : 1000];
  const value: ExpressionSpecification = measure === "count" ? count : ["/", count, over];
  const known: ExpressionSpecification = measure === "count" ? ["has", "count"] : ["all", ["has", "count"], [">", over, 0]];
  const steps = classes.slice(1).flatMap((entry, place) => [entry.from, toneOf(place + 1, classes)]);
  const tone = ["case", known, steps.length ? ["step", value, toneOf(0, classes), ...steps] : toneOf(0, classes), -1];
  return { by, tone: tone as ExpressionSpecification, sign: null };
}

function ofTarget({ by, paint, units }: TargetMap): UnitTiles {
  const tones = new Map<number, string[]>();
  const states = new Map<string, string[]>();
  for (const { unit, tone } of units) {
    tones.set(tone, [...(tones.get(tone) ?? []), unit.id]);
    states.set(unit.state, [...(states.get(unit.state) ?? []), unit.id]);
  }
  const match = (groups: Map<unknown, string[]>, other: unknown): ExpressionSpecification =>
    ["match", ["get", "id"], ...[...groups].flatMap(([value, ids]) => [ids, value]), other] as unknown as ExpressionSpecification;
  if (units.length === 0) return OUTLINES(by);
  return { by, tone: match(tones, -3), sign: paint === "state" ? match(states, "") : null };
}
