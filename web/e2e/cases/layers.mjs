import { assert } from "../check.mjs";

export const layers = [
  {
    name: "a layer switched on is drawn whole, with its count, kinds and provenance",
    async run({ page, api }) {
      await page.open("tab=layers&q=none");
      const { collections } = await api.get("collections");
      const cases = collections.find((collection) => collection.id === "cases");
      await page.byId("layer-cases").check();
      await page.idle();
      const sum = await page.evaluate(async () =>
        (await window.__gumei.map.getSource("data-cases-points").getData()).features.length,
      );
      assert.equal(sum, cases.count);
      const item = page.locator("li.layer", { has: page.byId("layer-cases") });
      const text = await item.innerText();
      assert.ok(text.includes(cases.count.toLocaleString("zh-CN")), text);
      assert.match(text, /合成/);
      const kinds = cases.properties.find((property) => property.name === "type").codes;
      assert.ok(text.includes(kinds[0].titles.zh), text);
      await page.byId("layer-cases").uncheck();
      await page.idle();
      assert.equal(await page.evaluate(() => window.__gumei.map.getSource("data-cases-points") === undefined), true);
    },
  },
  {
    name: "every layer of the catalogue can be switched on without an error",
    async run({ page, api }) {
      const { collections } = await api.get("collections");
      const all = collections.filter((c) => c.geometry !== "none" && c.count > 0).map((c) => c.id);
      await page.open(`tab=layers&q=none&layers=${all.join(",")}`);
      for (const id of all) assert.ok(await page.byId(`layer-${id}`).isChecked(), id);
    },
  },
  {
    name: "the base map's parts can be hidden",
    async run({ page }) {
      await page.open("tab=layers&q=none");
      await page.byId("layer-roads").uncheck();
      await page.idle();
      const roads = await page.evaluate(() => window.__gumei.map.queryRenderedFeatures({ layers: ["roads-line"] }).length);
      assert.equal(roads, 0);
    },
  },
];
