import type { App } from "../state/app";
import { bboxOf } from "../geometry/bbox";

/** Marks a unit of the answer, goes to it, and opens it in the drawer. */
export function openRow(app: App, by: string, id: string): void {
  app.set({ row: id, picked: { kind: "feature", collection: by, id } });
  const fit = (geometry: GeoJSON.Geometry | null): void => {
    const bbox = bboxOf([geometry]);
    if (bbox) app.command({ kind: "fit", bbox, maxZoom: 15.6 });
  };
  const unit = `${by}:${id}`;
  if (!app.tiled.has(by)) fit(app.unitGeometry(unit));
  // When it cannot be read, the drawer says so.
  else void app.tiled.read(unit).then(fit, () => undefined);
}
