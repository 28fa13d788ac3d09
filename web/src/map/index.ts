import type { Map as MapLibreMap } from "maplibre-gl";
import type { Bbox } from "../api/types";
import { bboxOf } from "../geometry/bbox";
import type { App, MapCommand } from "../state/app";
import { PolygonDrawing } from "./draw";
import { dropImages } from "./images";
import { readPalette } from "./palette";
import { nameOnHover, pickOnClick } from "./pick";
import { MapSync } from "./sync";
import { thematicLayers } from "./thematic_layers";
import { createMap, fixedLayers, repaint } from "./view";

/** Widest page that gets the sheet at the bottom instead of the panel at the left. */
const PHONE_PX = 720;

export interface StartedMap {
  map: MapLibreMap;
  /** Whether the map shows the present state: changes are drawn with the next frame. */
  upToDate(): boolean;
}

/**
 * Puts the map into `container` and keeps it equal to the state; the territory must be known.
 *
 * Throws when the browser has no WebGL 2.
 */
export function startMap(app: App, container: HTMLElement): StartedMap {
  const territory = app.territory;
  if (!territory) throw new Error("the map needs the territory");
  const map = createMap(container, app.selection.view, territory.bbox, app.t("map_label"), app.tiled.ids);
  const sync = new MapSync(map, app);
  let fitted = app.selection.view !== null;
  let fittedUnit = app.selection.unit;
  let asked = true;

  const update = (): void => {
    sync.sync();
    // The territory's box has a margin around the streets: look at the outline once it is here.
    if (!fitted && app.unitGeometry(app.selection.unit)) {
      fitted = true;
      fitTo(map, app, app.selection.unit, false);
    }
    if (app.selection.unit !== fittedUnit && (app.selection.unit === null || app.unitGeometry(app.selection.unit))) {
      fittedUnit = app.selection.unit;
      fitTo(map, app, fittedUnit, true);
    }
  };

  map.once("load", () => {
    const drawing = new PolygonDrawing(map, app);
    pickOnClick(map, app, sync);
    nameOnHover(map, app, sync);
    app.onCommand((command) => obey(map, app, drawing, command));
    asked = false;
    app.subscribe(() => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        update();
      });
    });
    update();
  });
  map.on("moveend", () => {
    if (!fitted) return;
    const { lng, lat } = map.getCenter();
    app.set({ view: { lon: lng, lat, zoom: map.getZoom() } });
  });
  followColourScheme(map, sync);
  return { map, upToDate: () => !asked };
}

function obey(map: MapLibreMap, app: App, drawing: PolygonDrawing, command: MapCommand): void {
  switch (command.kind) {
    case "fit":
      return void map.fitBounds(command.bbox, { ...camera(map, app), maxZoom: command.maxZoom ?? 17 });
    case "home":
      return fitTo(map, app, app.selection.unit, true);
    case "zoom":
      return void map.zoomTo(map.getZoom() + command.by, { duration: 200 });
    case "draw":
      return drawing.start();
    case "finishDrawing":
      return drawing.finish();
    case "stopDrawing":
      return drawing.cancel();
    case "clearDrawing":
      return drawing.clear();
  }
}

function fitTo(map: MapLibreMap, app: App, unit: string | null, animate: boolean): void {
  // A city has several units at its top.
  const outlines = unit === null ? app.features("subdistricts").map(({ geometry }) => geometry) : [app.unitGeometry(unit)];
  const bbox: Bbox | null = bboxOf(outlines) ?? app.territory?.bbox ?? null;
  if (bbox) map.fitBounds(bbox, { ...camera(map, app), maxZoom: 17, animate });
}

/** Leaves the panel's place free, and keeps motion short. */
function camera(map: MapLibreMap, app: App) {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const phone = width <= PHONE_PX;
  const sheet = { peek: 150, half: Math.round(height * 0.48), full: Math.round(height * 0.48) };
  const padding = phone
    ? { top: 112, left: 16, right: 16, bottom: sheet[app.selection.sheet] + 16 }
    : { top: 72, left: app.selection.panelOpen ? 400 : 72, right: app.selection.picked ? 400 : 64, bottom: app.selection.tableOpen ? Math.min(height * 0.38, 340) + 96 : 72 };
  return { padding, duration: 500 };
}

function followColourScheme(map: MapLibreMap, sync: MapSync): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    const palette = readPalette();
    dropImages(map);
    repaint(map, [...fixedLayers(palette), ...sync.thematicIds.flatMap((id) => thematicLayers(id, palette)), ...sync.tiles.repainted()]);
  });
}
