import { assert } from "../check.mjs";

/** A pixel of the free map where `layer` has a feature, or has none for `layer` null. */
function pixelOf(page, layer) {
  return page.evaluate((wanted) => {
    const { map } = window.__gumei;
    const { width, height } = map.getCanvas().getBoundingClientRect();
    for (let y = 120; y < height - 120; y += 9) {
      for (let x = 420; x < width - 440; x += 9) {
        const hits = map.queryRenderedFeatures([x, y], { layers: [wanted] });
        if (hits.length && hits[0].properties.id) return { x, y, id: hits[0].properties.id };
      }
    }
    return null;
  }, layer);
}

export const drawer = [
  {
    name: "a click on bare ground tells the units, who is responsible and what is open there",
    async run({ page, api }) {
      await page.open("q=none&v=121.385,31.148,15.5");
      const spot = await pixelOf(page, "compounds-fill");
      assert.ok(spot, "no compound in sight");
      await page.mouse.click(spot.x, spot.y);
      await page.idle();
      const [lon, lat] = (await page.byId("drawer-title").innerText()).split(",").map(Number);
      const where = await api.get(`where?lon=${lon}&lat=${lat}`);
      for (const [level, unit] of Object.entries(where.units)) {
        if (!unit) continue;
        assert.equal(await page.byId(`where-${level}`).getAttribute("data-unit"), unit.id);
        assert.ok((await page.byId(`where-${level}`).innerText()).includes(unit.name));
      }
      assert.equal(await page.figure("open-violations"), where.open.violations);
      assert.equal(await page.figure("open-cases"), where.open.cases);
      assert.equal(await page.figure("open-hazards"), where.open.hazards);
      const holder = where.responsibilities[0]?.holder_ref.replace(/^holder:/, "");
      if (holder) assert.ok((await page.byId("where-chain").innerText()).includes(holder));
    },
  },
  {
    name: "a click on a mark opens the feature with titles, code labels and provenance",
    async run({ page, api }) {
      await page.open("q=none&layers=subdistricts,roads,compounds,elder_facilities&v=121.385,31.148,15.5");
      const spot = await pixelOf(page, "data-elder_facilities-points-mark");
      assert.ok(spot, "no facility in sight");
      await page.mouse.click(spot.x, spot.y);
      await page.idle();
      const feature = await api.get(`collections/elder_facilities/items/${spot.id}`);
      assert.equal(await page.byId("drawer-title").innerText(), feature.properties.name);
      const { collections } = await api.get("collections");
      const { properties } = collections.find((c) => c.id === "elder_facilities");
      const tier = properties.find((p) => p.name === "tier");
      const row = page.byId("properties").locator("[data-property=tier]");
      assert.ok((await row.innerText()).includes(tier.titles.zh));
      assert.ok((await row.innerText()).includes(tier.codes.find((c) => c.code === feature.properties.tier).titles.zh));
      assert.ok(await page.byId("drawer-provenance").isVisible());
    },
  },
  {
    name: "a unit in the drawer can become the area of everything",
    async run({ page, api }) {
      await page.open("pick=committees:310112006-J03");
      await page.byId("choose-unit").click();
      await page.idle();
      const answer = await api.get("counts/violations?by=compounds&within=committees:310112006-J03");
      assert.equal(await page.figure("counts-total"), answer.numberMatched);
      await page.byId("unit-chip").click();
      await page.idle();
      assert.equal(await page.byId("unit-chip").count(), 0);
    },
  },
  {
    name: "the drawer closes with Escape",
    async run({ page }) {
      await page.open("pick=compounds:310112006-C010");
      await page.byId("drawer-close").focus();
      await page.keyboard.press("Escape");
      assert.equal(await page.byId("drawer").count(), 0);
    },
  },
];
