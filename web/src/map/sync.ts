import type { Map as MapLibreMap } from "maplibre-gl";
import type { App } from "../state/app";
import { toneOf } from "../state/choropleth";
import { BASE_LAYERS } from "../state/selection";
import { kindProperty } from "../state/catalogue";
import { categoryOf } from "../figures/categories";
import { labelPoint } from "../geometry/label_point";
import { maskOf } from "../geometry/rings";
import { BASE_PARTS } from "./base_layers";
import { baseFeatures, collectionOf, drawn, labelFeatures, NOTHING, thematicFeatures, type DrawnCollection } from "./features";
import { CHOSEN, FADE, PICKED } from "./focus_layers";
import { readPalette } from "./palette";
import { GAPS, REACHES, ROWS, SIGNED, SITES, UNITS } from "./question_layers";
import { source } from "./style_parts";
import { countedFeatures, overdueFeatures, signs, targetUnits } from "./target_features";
import { warnedUnits, warningSigns } from "./warning_features";
import { clusterProperties, pointSource, SINGLE_ZOOM, thematicLayers } from "./thematic_layers";
import { TileSync } from "./tile_sync";
import { lowestFrom, show, THEMATIC_ABOVE } from "./view";

/** Layers whose units are named on the map. */
const LABELLED = ["subdistricts", "pianqu", "committees", "compounds"];

const FEW_NAMES = 16;

/**
 * Keeps the map equal to the state. Each part remembers what it drew last and does nothing while
 * that is unchanged, so that calling {@link MapSync.sync} after every change is cheap.
 */
export class MapSync {
  readonly #map: MapLibreMap;
  readonly #app: App;
  readonly #drawn = new Map<string, unknown[]>();
  readonly #thematic = new Set<string>();
  /** What is too large to be drawn here. */
  readonly tiles: TileSync;

  constructor(map: MapLibreMap, app: App) {
    this.#map = map;
    this.#app = app;
    this.tiles = new TileSync(map, app);
  }

  sync(): void {
    this.tiles.sync();
    this.#base();
    this.#themes();
    this.#units();
    this.#coverage();
    this.#target();
    this.#sites();
    this.#focus();
    this.#picked();
  }

  /** Runs `draw` when one of `inputs` is not what it was the last time. */
  #when(part: string, inputs: unknown[], draw: () => void): void {
    const before = this.#drawn.get(part);
    if (before && before.every((value, i) => value === inputs[i])) return;
    this.#drawn.set(part, inputs);
    draw();
  }

  #base(): void {
    for (const id of BASE_LAYERS) {
      const page = this.#app.layers.get(id)?.value;
      this.#when(`base ${id}`, [page], () => {
        if (!page || this.#app.tiled.has(id)) return;
        show(this.#map, source(id), baseFeatures(page));
        // A few names stand over anything else; many would only stand over each other.
        if (id === "pianqu") this.#map.setLayoutProperty("pianqu-label", "text-allow-overlap", page.features.length <= FEW_NAMES);
        if (LABELLED.includes(id)) show(this.#map, source(`${id}-label`), labelFeatures(page));
      });
      const visible = this.#app.selection.layers.includes(id);
      const parts = (BASE_PARTS[id] ?? []).filter((layer) => this.#map.getLayer(layer));
      this.#when(`visible ${id}`, [visible, parts.length], () => {
        for (const layer of parts) {
          this.#map.setLayoutProperty(layer, "visibility", visible ? "visible" : "none");
        }
      });
    }
    // Under coloured compounds their own outline only doubles the line.
    const { question, counts } = this.#app.selection;
    const by = question === "counts" ? counts.by : question === "target" ? (this.#app.targetMap?.by ?? "compounds") : question === "warnings" ? (this.#app.warnings.levels.value?.by ?? "compounds") : "compounds";
    const quiet = by !== "compounds" && by !== "grid_cells";
    const there = this.#map.getLayer("compounds-line") !== undefined;
    this.#when("compounds tone", [quiet, there], () => {
      if (!there) return;
      this.#map.setPaintProperty("compounds-fill", "fill-opacity", quiet ? 0 : 1);
      for (const id of ["compounds-line", "compounds-line-synthetic"]) {
        this.#map.setPaintProperty(id, "line-opacity", quiet ? 0.35 : 1);
      }
    });
  }

  #themes(): void {
    const wanted = this.#app.selection.layers.filter((id) => !BASE_LAYERS.includes(id) && !this.#app.tiled.has(id));
    for (const id of [...this.#thematic]) if (!wanted.includes(id)) this.#removeTheme(id);
    for (const id of wanted) {
      const collection = this.#app.catalogue.get(id);
      const page = this.#app.layers.get(id)?.value;
      if (!collection || !page) continue;
      if (!this.#thematic.has(id)) this.#addTheme(id);
      this.#when(`theme ${id}`, [page], () => {
        const { points, shapes } = thematicFeatures(page, collection);
        show(this.#map, pointSource(id), points);
        show(this.#map, source(id), shapes);
      });
    }
  }

  #addTheme(id: string): void {
    const map = this.#map;
    map.addSource(source(id), { type: "geojson", data: NOTHING });
    map.addSource(pointSource(id), {
      type: "geojson", data: NOTHING, cluster: true, clusterRadius: 44,
      clusterMaxZoom: SINGLE_ZOOM - 1, clusterProperties: clusterProperties(),
    });
    for (const layer of thematicLayers(id, readPalette())) {
      // Numbers stand above the names; names, with their halo, above single marks.
      map.addLayer(layer, lowestFrom(map, layer.id.endsWith("-cluster") ? "sites" : THEMATIC_ABOVE));
    }
    this.#thematic.add(id);
  }

  #removeTheme(id: string): void {
    for (const layer of thematicLayers(id, readPalette())) this.#map.removeLayer(layer.id);
    this.#map.removeSource(source(id));
    this.#map.removeSource(pointSource(id));
    this.#thematic.delete(id);
    this.#drawn.delete(`theme ${id}`);
  }

  get thematicIds(): string[] {
    return [...this.#thematic];
  }

  /** Coloured units for counts and targets, plain outlines for coverage. */
  #units(): void {
    const { question, coverage } = this.#app.selection;
    const coloured = question === "counts" ? this.#app.choropleth : null;
    const target = this.#app.targetMap;
    const warned = question === "warnings" ? this.#app.warnings.levels.value : null;
    const by = question === "coverage" ? (this.#app.coverage.value?.by ?? coverage.by) : (coloured?.by ?? target?.by ?? warned?.by ?? "");
    const page = question === "none" ? null : this.#app.layers.get(by)?.value;
    const lang = warned ? this.#app.lang : "";
    this.#when("units", [question, coloured, target, warned, lang, page], () => {
      if (warned) {
        const { warnings, lang } = this.#app;
        show(this.#map, UNITS, warnedUnits(warnings, this.#app.features(by), lang));
        show(this.#map, SIGNED, warningSigns(warnings, this.#app.features(by), lang));
        return;
      }
      const features = target ? targetUnits(target, this.#app.features(by)) : this.#unitFeatures(by);
      show(this.#map, UNITS, features);
      show(this.#map, SIGNED, target ? signs(target, this.#app.features(by)) : NOTHING);
    });
    const stale = question === "target" ? this.#app.plan.target.stale : question === "warnings" ? this.#app.warnings.levels.stale : this.#app.counts.stale;
    this.#when("units stale", [stale], () => {
      this.#map.setPaintProperty("units-fill", "fill-opacity", stale ? 0.5 : 0.92);
    });
  }

  #unitFeatures(by: string): DrawnCollection {
    const { question } = this.#app.selection;
    if (question === "none" || question === "target" || question === "warnings") return NOTHING;
    const coloured = this.#app.choropleth;
    const values = new Map(coloured?.units.map((unit) => [unit.id, unit]));
    return collectionOf(
      this.#app.features(by).flatMap((feature) => {
        const provenance = String(feature.properties["provenance"] ?? "");
        const common = { id: feature.id, collection: by, provenance };
        if (question === "coverage") return drawn(feature, { ...common, class: -2 });
        const unit = values.get(feature.id);
        if (!unit || !coloured) return [];
        const properties = { ...common, name: unit.name, count: unit.count, class: toneOf(unit.place, coloured.classes) };
        return drawn(feature, properties);
      }),
    );
  }

  #coverage(): void {
    const answer = this.#app.selection.question === "coverage" ? this.#app.coverage.value : null;
    this.#when("coverage", [answer], () => {
      const reaches = answer?.reaches;
      show(this.#map, REACHES, reaches ? { type: "Feature", geometry: reaches, properties: {} } : NOTHING);
      show(this.#map, GAPS, (answer?.gaps as DrawnCollection | null | undefined) ?? NOTHING);
    });
    const stale = this.#app.coverage.stale;
    this.#when("coverage stale", [stale], () => {
      this.#map.setPaintProperty("reaches-fill", "fill-opacity", stale ? 0.16 : 0.26);
      this.#map.setPaintProperty("gaps-fill", "fill-opacity", stale ? 0.28 : 0.5);
    });
  }

  /** What stands behind the chosen target's number. */
  #target(): void {
    const { question, plan } = this.#app.selection;
    const page = question === "target" && plan.part !== "" ? this.#app.plan.rows.value : null;
    const items = plan.view === "duties" ? this.#app.plan.items.value : null;
    const drawn = (): DrawnCollection => items ? overdueFeatures(items) : page ? countedFeatures(page) : NOTHING;
    this.#when("target rows", [page, items], () => show(this.#map, ROWS, drawn()));
  }

  #sites(): void {
    const { question, coverage } = this.#app.selection;
    const page = question === "coverage" ? this.#app.sites.value : null;
    this.#when("sites", [page], () => {
      const collection = this.#app.catalogue.get(coverage.collection);
      const kind = kindProperty(collection);
      const features = (page?.features ?? []).flatMap((feature) => {
        const point = labelPoint(feature.geometry);
        if (!point) return [];
        const capacity = feature.properties["capacity"];
        const properties = {
          id: feature.id,
          collection: coverage.collection,
          name: String(feature.properties["name"] ?? feature.id),
          category: categoryOf(kind, kind ? feature.properties[kind.name] : null),
          ...(typeof capacity === "number" ? { capacity } : {}),
        };
        return drawn({ ...feature, geometry: { type: "Point", coordinates: point } }, properties);
      });
      show(this.#map, SITES, collectionOf(features));
    });
  }

  #focus(): void {
    const { unit, row, question } = this.#app.selection;
    const chosen = unit === null ? null : this.#app.unitGeometry(unit);
    const rowUnit = question !== "none" && row !== null ? this.#app.unitGeometry(`${this.#app.by}:${row}`) : null;
    this.#when("fade", [chosen], () => {
      show(this.#map, FADE, chosen ? { type: "Feature", geometry: maskOf(chosen), properties: {} } : NOTHING);
    });
    this.#when("chosen", [chosen, rowUnit], () => {
      const outlines = [chosen, rowUnit].filter((geometry) => geometry !== null);
      show(this.#map, CHOSEN, collectionOf(
        outlines.map((geometry) => ({ type: "Feature", geometry, properties: {} })),
      ));
    });
  }

  #picked(): void {
    const { picked } = this.#app.selection;
    const feature = picked?.kind === "feature" ? this.#app.feature.value : null;
    const current = picked?.kind === "feature" && feature?.id === picked.id ? feature : null;
    this.#when("picked", [picked, current], () => {
      if (picked?.kind === "spot") {
        const point: GeoJSON.Point = { type: "Point", coordinates: [picked.lon, picked.lat] };
        show(this.#map, PICKED, { type: "Feature", geometry: point, properties: {} });
      } else show(this.#map, PICKED, collectionOf(current ? drawn(current, {}) : []));
    });
  }
}
