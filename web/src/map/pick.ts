import type { GeoJSONSource, Map as MapLibreMap, MapGeoJSONFeature, MapMouseEvent } from "maplibre-gl";
import type { Feature } from "../api/types";
import type { App } from "../state/app";
import type { MapSync } from "./sync";
import { source } from "./style_parts";
import { pointSource } from "./thematic_layers";
import { featureName } from "../state/catalogue";
import { number } from "../figures/format";
import { themeLayerIds, UNIT_TILE_AREAS } from "./tile_layers";

/** Pixels around the pointer that still count as a hit: a finger is not a needle. */
const REACH_PX = 7;

/** Opens what is clicked: a mark, a cluster, an area, a coloured unit, or the spot itself. */
export function pickOnClick(map: MapLibreMap, app: App, sync: MapSync): void {
  map.on("click", (event) => {
    if (app.drawing) return;
    const hit = hitAt(map, sync, event);
    const spot: [number, number] = [event.lngLat.lng, event.lngLat.lat];
    if (hit?.properties["cluster_id"] !== undefined && hit) {
      void openCluster(map, hit);
    } else if (hit && isCell(hit)) {
      // Each zoom cuts a cell into four.
      map.easeTo({ center: spot, zoom: Math.min(map.getZoom() + 2, 18), duration: 300 });
    } else if (hit) {
      if (isUnit(hit)) app.selection = { ...app.selection, row: String(hit.properties["id"]) };
      app.pickFeature(collectionOf(hit), String(hit.properties["id"]), spot);
    } else app.set({ picked: { kind: "spot", lon: spot[0], lat: spot[1] } });
  });
}

/** A small label beside the pointer, and a hand over what can be opened. */
export function nameOnHover(map: MapLibreMap, app: App, sync: MapSync): void {
  // A finger does not hover.
  if (!window.matchMedia("(hover: hover)").matches) return;
  const tip = document.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  map.getContainer().append(tip);
  map.on("mousemove", (event) => {
    const hit = app.drawing ? undefined : hitAt(map, sync, event);
    map.getCanvas().style.cursor = app.drawing ? "crosshair" : hit ? "pointer" : "";
    const text = hit && nameOf(app, hit);
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    tip.style.transform = `translate(${event.point.x + 14}px, ${event.point.y + 14}px)`;
  });
  map.on("mouseout", () => (tip.hidden = true));
}

function isUnit(hit: MapGeoJSONFeature): boolean {
  return ["units-fill", "units-nodata", ...UNIT_TILE_AREAS].includes(hit.layer.id);
}

/** Points counted in a cell of a tile. */
function isCell(hit: MapGeoJSONFeature): boolean {
  return hit.sourceLayer !== undefined && hit.properties["id"] === undefined;
}

/** Features of tiles say by their layer which collection they are of. */
function collectionOf(hit: MapGeoJSONFeature): string {
  return String(hit.properties["collection"] ?? hit.sourceLayer);
}

/** What stands beside the pointer; nothing for what has no name. */
function nameOf(app: App, hit: MapGeoJSONFeature): string | undefined {
  const { properties } = hit;
  const count = properties["count"] as number | string | undefined;
  if (isCell(hit)) return app.t("map_cell", { n: number(Number(count), app.lang) });
  const tiled = hit.sourceLayer === undefined ? undefined : app.catalogue.get(collectionOf(hit));
  const name = tiled ? featureName({ id: String(properties["id"]), properties } as Feature, tiled) : properties["name"];
  if (!name) return undefined;
  return count === undefined ? String(name) : `${String(name)} · ${count}`;
}

function hitAt(map: MapLibreMap, sync: MapSync, event: MapMouseEvent): MapGeoJSONFeature | undefined {
  const { x, y } = event.point;
  const around = (layers: string[]): MapGeoJSONFeature[] =>
    map.queryRenderedFeatures([[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]], {
      layers: layers.filter((id) => map.getLayer(id)),
    });
  const tiled = sync.tiles.themeIds.flatMap(themeLayerIds);
  const ending = (...ends: string[]): string[] => tiled.filter((id) => ends.some((end) => id.endsWith(end)));
  const marks = [
    ...sync.thematicIds.flatMap((id) => [`${pointSource(id)}-mark`, `${pointSource(id)}-cluster`]), ...ending("-mark", "-cell"),
  ];
  const lines = [
    ...sync.thematicIds.flatMap((id) => [`${source(id)}-line`, `${source(id)}-line-synthetic`]), ...ending("-line", "-line-synthetic"),
  ];
  const fills = [...sync.thematicIds.map((id) => `${source(id)}-fill`), ...ending("-fill")];
  const point: [number, number] = [x, y];
  const areas = (): MapGeoJSONFeature[] =>
    map.queryRenderedFeatures(point, {
      layers: [...fills, "units-fill", "units-nodata", ...UNIT_TILE_AREAS].filter((id) => map.getLayer(id)),
    });
  return around(["sites", "rows-point", ...marks])[0] ?? around(["rows-line", ...lines])[0] ?? areas()[0];
}

/** Zooms to where a cluster falls apart. */
async function openCluster(map: MapLibreMap, hit: MapGeoJSONFeature): Promise<void> {
  const found = map.getSource<GeoJSONSource>(hit.source);
  if (!found || hit.geometry.type !== "Point") return;
  const zoom = await found.getClusterExpansionZoom(Number(hit.properties["cluster_id"]));
  map.easeTo({ center: hit.geometry.coordinates as [number, number], zoom: Math.min(zoom + 0.2, 18), duration: 300 });
}
