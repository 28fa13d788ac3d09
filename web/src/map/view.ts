import { Map as MapLibreMap, ScaleControl, setWorkerUrl, type GeoJSONSource, type LayerSpecification, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { Bbox } from "../api/types";
import type { View } from "../state/selection";
import { groundLayers, labelLayers, networkLayers } from "./base_layers";
import { NOTHING, type DrawnCollection } from "./features";
import { CHOSEN, DRAWN, FADE, focusLayers, PICKED } from "./focus_layers";
import { drawImagesOnDemand } from "./images";
import { readPalette, type Palette } from "./palette";
import { GAPS, REACHES, ROWS, SIGNED, SITES, siteLayers, UNITS, unitFillLayers, unitLineLayers } from "./question_layers";
import { source } from "./style_parts";
import { fromTiles } from "./tile_layers";

// MapLibre 6 finds its worker by this address; without it the built page stays blank.
setWorkerUrl(workerUrl);

/** Thematic layers are added below this one. */
export const THEMATIC_ABOVE = "compounds-label";

const SOURCES = [
  ...["subdistricts", "pianqu", "committees", "compounds", "waterways", "roads", "metro"].map(source),
  ...["subdistricts-label", "pianqu-label", "committees-label", "compounds-label"].map(source),
  UNITS, REACHES, GAPS, SITES, SIGNED, ROWS, FADE, CHOSEN, PICKED, DRAWN,
];

/** Every fixed layer, bottom to top. */
export function fixedLayers(p: Palette): LayerSpecification[] {
  return [
    ...groundLayers(p),
    ...unitFillLayers(p),
    ...networkLayers(p),
    ...unitLineLayers(p),
    ...labelLayers(p),
    ...siteLayers(p),
    ...focusLayers(p),
  ];
}

/**
 * The layer `id`, or the next above it that is on the map: those of large collections come when
 * their tiles do.
 */
export function lowestFrom(map: MapLibreMap, id: string | undefined): string | undefined {
  const order = fixedLayers(readPalette()).map((layer) => layer.id);
  return id === undefined ? undefined : order.slice(order.indexOf(id)).find((one) => map.getLayer(one));
}

function style(p: Palette, tiled: ReadonlySet<string>): StyleSpecification {
  const all = fixedLayers(p);
  const read = fromTiles(all, tiled).filter((layer, place) => layer === all[place]);
  return {
    version: 8,
    // No `glyphs`: every character is drawn locally, no font is ever fetched.
    sources: Object.fromEntries(SOURCES.map((id) => [id, { type: "geojson", data: NOTHING }])),
    layers: read,
    transition: { duration: 150, delay: 0 },
  };
}

/**
 * The map in `container`, looking at `view`, or at `bbox` without one; without the layers of what
 * is `tiled`.
 */
export function createMap(
  container: HTMLElement, view: View | null, bbox: Bbox, title: string, tiled: ReadonlySet<string>,
): MapLibreMap {
  const map = new MapLibreMap({
    container,
    style: style(readPalette(), tiled),
    ...(view ? { center: [view.lon, view.lat] as [number, number], zoom: view.zoom } : { bounds: bbox }),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    minZoom: 9,
    maxZoom: 20,
    fadeDuration: 150,
    locale: { "Map.Title": title },
    canvasContextAttributes: { antialias: true },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
  drawImagesOnDemand(map, readPalette);
  return map;
}

/** Replaces what a source draws; the source must have been added. */
export function show(map: MapLibreMap, id: string, data: DrawnCollection | GeoJSON.Feature): void {
  const found = map.getSource<GeoJSONSource>(id);
  if (!found) throw new Error(`map source "${id}" is missing`);
  void found.setData(data);
}

/** Gives existing layers the colours of `layers`, without touching sources or order. */
export function repaint(map: MapLibreMap, layers: LayerSpecification[]): void {
  for (const layer of layers) {
    if (!map.getLayer(layer.id)) continue;
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      map.setPaintProperty(layer.id, name as Parameters<MapLibreMap["setPaintProperty"]>[1], value);
    }
  }
}
