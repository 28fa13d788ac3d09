import { assert } from "../check.mjs";
import { inkOf } from "../browser.mjs";

/** These run against a service that calls layers large from 50 features on. */
const tiled = true;

/** The part of the page where nothing lies above the map; and one that is well inside it. */
const FREE = [[460, 120], [1380, 820]];
const INNER = [[600, 250], [1250, 650]];

/** What the map has drawn of a layer, as `[id or null, count]`. */
function drawn(page, layer) {
  return page.evaluate((id) => window.__gumei.map.queryRenderedFeatures({ layers: [id] })
    .map(({ properties }) => [properties.id ?? null, properties.count ?? 1]), layer);
}

/** Colour of the map at a place, as #rrggbb. */
function pixel(page, place) {
  return page.evaluate(([lon, lat]) => new Promise((resolve) => {
    const { map } = window.__gumei;
    map.once("render", () => {
      const gl = map.getCanvas().getContext("webgl2");
      const ratio = gl.drawingBufferWidth / map.getCanvas().clientWidth;
      const { x, y } = map.project([lon, lat]);
      const out = new Uint8Array(4);
      gl.readPixels(Math.round(x * ratio), gl.drawingBufferHeight - Math.round(y * ratio), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
      resolve([...out.slice(0, 3)]);
    });
    map.triggerRepaint();
  }), place);
}

export const tiles = [
  {
    name: "a large layer is drawn from tiles: its points are counted in rings, none is lost, and a click comes nearer", tiled,
    async run({ page, api }) {
      await page.open("tab=layers&q=none&layers=subdistricts");
      const blank = await inkOf(page);
      await page.byId("layer-cases").check();
      await page.idle();
      const cases = (await api.get("collections")).collections.find(({ id }) => id === "cases");
      assert.equal(cases.tiled, true);
      // Rings and marks bring the colours of all kinds.
      assert.ok((await inkOf(page)).colours > blank.colours + 20, "nothing was drawn");
      assert.equal(await page.evaluate(() => window.__gumei.map.getSource("data-cases-points") === undefined), true);
      const legend = await page.locator("li.layer", { has: page.byId("layer-cases") }).innerText();
      assert.match(legend, /圆环/);
      const rings = await drawn(page, "tiles-cases-cell");
      const marks = await drawn(page, "tiles-cases-mark");
      assert.ok(rings.length > 0, "no rings");
      const sum = [...rings, ...marks].reduce((all, [, count]) => all + count, 0);
      assert.equal(sum, cases.count);
      const zoom = await page.evaluate(() => window.__gumei.map.getZoom());
      const at = await page.evaluate((free) => {
        const { map } = window.__gumei;
        const ring = map.queryRenderedFeatures(free, { layers: ["tiles-cases-cell"] }).sort((a, b) => b.properties.count - a.properties.count)[0];
        const { x, y } = map.project(ring.geometry.coordinates);
        return [x, y];
      }, FREE);
      await page.mouse.click(...at);
      await page.waitForTimeout(500);
      await page.idle();
      assert.ok((await page.evaluate(() => window.__gumei.map.getZoom())) > zoom + 1.5);
    },
  },
  {
    name: "units of a large level are coloured from tiles as the answer has them, and open with a click", tiled,
    async run({ page, api }) {
      await page.open("q=counts&v=121.397,31.145,14.2");
      const counts = await api.get("counts/violations?by=compounds");
      const compounds = (await api.get("collections")).collections.find(({ id }) => id === "compounds");
      assert.equal(compounds.tiled, true);
      const found = await page.evaluate((free) => window.__gumei.map.queryRenderedFeatures(free, { layers: ["unit-tiles-fill"] })
        .map(({ properties }) => [properties.id, properties.count]), INNER);
      assert.ok(found.length > 0, "no unit is coloured");
      const expected = new Map(counts.units.map(({ id, count }) => [id, count]));
      for (const [id, count] of found) assert.equal(count, expected.get(id), id);
      // The strongest and the emptiest of what is seen do not look alike.
      const byCount = [...new Map(found)].sort((a, b) => a[1] - b[1]);
      const place = async (id) => inside((await api.get(`collections/compounds/items/${id}`)).geometry);
      const [low, high] = [byCount[0], byCount.at(-1)];
      if (low[1] !== high[1]) {
        assert.notDeepEqual(await pixel(page, await place(low[0])), await pixel(page, await place(high[0])));
      }
      const at = await page.evaluate((where) => { const { x, y } = window.__gumei.map.project(where); return [x, y]; }, await place(high[0]));
      await page.mouse.click(...at);
      await page.idle();
      const outline = await page.evaluate(async () => (await window.__gumei.map.getSource("focus-chosen").getData()).features.length);
      assert.equal(outline, 1);
    },
  },
];

/** A place in a polygon: on the horizontal through the middle of its box, in its widest part. */
function inside(geometry) {
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  const ys = rings.flat().map(([, y]) => y);
  const y = (Math.min(...ys) + Math.max(...ys)) / 2 + 1e-9;
  const cuts = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      if (y1 > y !== y2 > y) cuts.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  cuts.sort((a, b) => a - b);
  let best = [0, 0];
  for (let i = 0; i + 1 < cuts.length; i += 2) if (cuts[i + 1] - cuts[i] > best[1] - best[0]) best = [cuts[i], cuts[i + 1]];
  return [(best[0] + best[1]) / 2, y];
}
