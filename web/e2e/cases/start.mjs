import { inkOf } from "../browser.mjs";
import { assert } from "../check.mjs";

export const start = [
  {
    name: "the page opens with the map drawn, the territory named, sources and synthetic data stated",
    async run({ page, api }) {
      await page.open();
      const { territory } = await api.get("");
      assert.match(await page.title(), new RegExp(territory.title.zh));
      const { ink, colours } = await inkOf(page);
      assert.ok(ink > 0.2 && colours > 30, `the map is blank: ${ink}, ${colours} colours`);
      assert.match(await page.byId("attribution").innerText(), /OpenStreetMap.*ODbL/s);
      assert.match(await page.byId("attribution").innerText(), /合成/);
      await page.byId("tab-layers").click();
      assert.ok((await page.byId("panel").innerText()).includes(territory.synthetic_note.zh));
    },
  },
  {
    name: "names are drawn, and no glyph is fetched for them",
    async run({ page }) {
      await page.open();
      const names = await page.evaluate(() =>
        window.__gumei.map.queryRenderedFeatures({ layers: ["pianqu-label"] }).map((f) => f.properties.name),
      );
      assert.ok(new Set(names).size >= 6, `labels: ${names}`);
    },
  },
  {
    name: "dark mode has a dark map",
    dark: true,
    async run({ page }) {
      await page.open();
      const colour = await page.evaluate(() => window.__gumei.map.getPaintProperty("background", "background-color"));
      assert.match(colour, /^#[0-3]/);
      assert.ok((await inkOf(page)).ink > 0.2);
    },
  },
];
