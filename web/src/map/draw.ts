import type { Map as MapLibreMap, MapMouseEvent } from "maplibre-gl";
import { crossesItself } from "../geometry/crossing";
import type { App } from "../state/app";
import { collectionOf, NOTHING } from "./features";
import { DRAWN } from "./focus_layers";
import { show } from "./view";

type Corner = [lon: number, lat: number];

/**
 * Drawing one polygon: a click adds a corner, a double click or Enter ends, Backspace takes the last
 * corner back, Escape gives up. The corners are handed to the state; an outline that crosses itself
 * is kept, for the export panel to refuse with a reason.
 */
export class PolygonDrawing {
  readonly #map: MapLibreMap;
  readonly #app: App;
  #corners: Corner[] = [];
  #pointer: Corner | null = null;

  constructor(map: MapLibreMap, app: App) {
    this.#map = map;
    this.#app = app;
    map.on("click", (event) => this.#add(event));
    map.on("mousemove", (event) => this.#move(event));
    map.on("dblclick", (event) => {
      if (!app.drawing) return;
      event.preventDefault();
      this.finish();
    });
    window.addEventListener("keydown", (event) => this.#key(event));
  }

  start(): void {
    this.#corners = [];
    this.#pointer = null;
    this.#map.doubleClickZoom.disable();
    this.#map.getCanvas().style.cursor = "crosshair";
    this.#app.setDrawing(true, null);
    this.#paint();
  }

  finish(): void {
    if (!this.#app.drawing) return;
    this.#end(this.#corners.length >= 3 ? this.#corners : null);
  }

  cancel(): void {
    if (this.#app.drawing) this.#end(null);
  }

  /** Takes the drawn polygon off the map and out of the state. */
  clear(): void {
    this.#end(null);
  }

  #end(corners: Corner[] | null): void {
    this.#corners = corners ?? [];
    this.#pointer = null;
    // A moment later, or the ending double click would still zoom.
    setTimeout(() => this.#map.doubleClickZoom.enable());
    this.#map.getCanvas().style.cursor = "";
    this.#app.setDrawing(false, corners);
    this.#paint();
  }

  #add(event: MapMouseEvent): void {
    if (!this.#app.drawing) return;
    const corner: Corner = [event.lngLat.lng, event.lngLat.lat];
    const last = this.#corners.at(-1);
    // The second click of a double click falls on the corner just made.
    if (last && this.#map.project(last).dist(this.#map.project(corner)) < 4) return;
    this.#corners.push(corner);
    this.#app.setDrawing(true, [...this.#corners]);
    this.#paint();
  }

  #move(event: MapMouseEvent): void {
    if (!this.#app.drawing || this.#corners.length === 0) return;
    this.#pointer = [event.lngLat.lng, event.lngLat.lat];
    this.#paint();
  }

  #key(event: KeyboardEvent): void {
    if (!this.#app.drawing) return;
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter") this.finish();
    else if (event.key === "Backspace") {
      this.#corners.pop();
      this.#app.setDrawing(true, [...this.#corners]);
      this.#paint();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #paint(): void {
    const outline = this.#pointer && this.#app.drawing ? [...this.#corners, this.#pointer] : this.#corners;
    if (outline.length === 0) {
      show(this.#map, DRAWN, NOTHING);
      return;
    }
    const ring = [...outline, outline[0] as Corner];
    const shape: GeoJSON.Geometry =
      outline.length >= 3 && !crossesItself(outline)
        ? { type: "Polygon", coordinates: [ring] }
        : { type: "LineString", coordinates: ring };
    show(this.#map, DRAWN, collectionOf([
      { type: "Feature", geometry: shape, properties: {} },
      ...this.#corners.map((coordinates) => ({
        type: "Feature" as const,
        geometry: { type: "Point" as const, coordinates },
        properties: {},
      })),
    ]));
  }
}
