import type { App } from "../state/app";
import { bboxOf } from "../geometry/bbox";

/** Marks a unit of the answer, goes to it, and opens it in the drawer. */
export function openRow(app: App, by: string, id: string): void {
  app.set({ row: id, picked: { kind: "feature", collection: by, id } });
  const bbox = bboxOf([app.unitGeometry(`${by}:${id}`)]);
  if (bbox) app.command({ kind: "fit", bbox, maxZoom: 15.6 });
}
