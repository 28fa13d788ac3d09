import { readFile } from "node:fs/promises";
import { assert, inRing } from "../check.mjs";
import { zipEntries } from "../zip.mjs";

async function download(page) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.byId("export-download").click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

export const exporting = [
  {
    name: "one layer of a 片区 is downloaded as GeoJSON, every feature of it",
    async run({ page, api }) {
      await page.open("unit=pianqu:310112006-P03");
      await page.byId("export-button").click();
      const { name, bytes } = await download(page);
      const collection = JSON.parse(bytes.toString("utf8"));
      const { numberMatched } = await api.get("collections/violations/items?within=pianqu:310112006-P03&limit=1");
      assert.match(name, /\.geojson$/);
      assert.equal(collection.features.length, numberMatched);
    },
  },
  {
    name: "several layers come as a ZIP with a manifest",
    async run({ page, api }) {
      await page.open("unit=pianqu:310112006-P03");
      await page.byId("export-button").click();
      await page.byId("export-layer-compounds").check();
      const { bytes } = await download(page);
      const entries = zipEntries(bytes);
      const names = [...entries.keys()];
      assert.ok(names.includes("manifest.json"), names.join());
      for (const id of ["violations", "compounds"]) {
        const found = names.find((name) => name.endsWith(`${id}.geojson`));
        const { features } = JSON.parse(entries.get(found).toString("utf8"));
        const { numberMatched } = await api.get(`collections/${id}/items?within=pianqu:310112006-P03&limit=1`);
        assert.equal(features.length, numberMatched, id);
      }
    },
  },
  {
    name: "a drawn polygon exports what lies in it",
    async run({ page, api }) {
      await page.open("q=none&layers=subdistricts,compounds,roads,gates&v=121.385,31.148,14.6");
      await page.byId("export-button").click();
      await page.byId("export-draw").click();
      for (const [x, y] of [[520, 260], [900, 300], [880, 620], [560, 640]]) {
        await page.mouse.click(x, y);
        await page.waitForTimeout(450); // slower than a double click
      }
      await page.keyboard.press("Enter");
      const href = decodeURIComponent(await page.byId("export-download").getAttribute("href"));
      const ring = href.match(/POLYGON\(\((.*?)\)\)/)[1].split(",").map((pair) => pair.split(" ").map(Number));
      assert.equal(ring.length, 5);
      const { bytes } = await download(page);
      const { features } = JSON.parse(bytes.toString("utf8"));
      const gates = await api.units("gates");
      const inside = gates.filter((gate) => inRing(gate.geometry.coordinates, ring)).map((gate) => gate.id);
      assert.ok(inside.length > 0, "the polygon missed every gate");
      assert.deepEqual(features.map((feature) => feature.id).sort(), inside.sort());
    },
  },
  {
    name: "drawing can be given up, and a crossed outline is refused",
    async run({ page }) {
      await page.open("q=none");
      await page.byId("export-button").click();
      await page.byId("export-draw").click();
      for (const [x, y] of [[600, 300], [900, 600], [900, 300], [600, 600]]) {
        await page.mouse.click(x, y);
        await page.waitForTimeout(450);
      }
      await page.keyboard.press("Enter");
      assert.equal(await page.byId("export-download").count(), 0);
      await page.byId("export-draw").click();
      await page.keyboard.press("Escape");
      assert.ok(await page.byId("export-download").isVisible());
    },
  },
];
