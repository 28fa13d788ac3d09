import { assert } from "../check.mjs";

export const counts = [
  {
    name: "the choropleth's figures are the API's, and inside + outside = total",
    async run({ page, api }) {
      await page.open();
      const answer = await api.get("counts/violations?by=compounds&group=class");
      assert.equal(await page.figure("counts-total"), answer.numberMatched);
      assert.equal(await page.figure("counts-outside"), answer.outside.count);
      const inside = await page.figure("counts-inside");
      assert.equal(inside + answer.outside.count, answer.numberMatched);
      assert.equal(inside, answer.units.reduce((sum, unit) => sum + unit.count, 0));
    },
  },
  {
    name: "the table holds every unit, sorted, and its foot adds up",
    async run({ page, api }) {
      await page.open("table=1");
      const answer = await api.get("counts/violations?by=compounds&group=class");
      const rows = await page.byId("units-table").locator("tbody tr").evaluateAll((trs) =>
        trs.map((tr) => ({ id: tr.dataset.unit, count: Number(tr.querySelector("td").innerText.replace(/\D/g, "")) })),
      );
      assert.equal(rows.length, answer.units.length);
      for (const row of rows) assert.equal(row.count, answer.units.find((unit) => unit.id === row.id).count);
      assert.deepEqual(rows.map((row) => row.count), rows.map((row) => row.count).sort((a, b) => b - a));
      await page.byId("sort-0").click();
      const first = await page.byId("units-table").locator("tbody tr td").first().innerText();
      assert.equal(Number(first), Math.min(...answer.units.map((unit) => unit.count)));
      const foot = await page.byId("foot-total").locator("td").first().innerText();
      assert.equal(Number(foot.replace(/\D/g, "")), answer.numberMatched);
    },
  },
  {
    name: "a row marks its unit on the map and opens it",
    async run({ page }) {
      await page.open("table=1");
      const row = page.byId("units-table").locator("tbody tr").nth(2);
      const [id, name] = [await row.getAttribute("data-unit"), await row.locator("th").innerText()];
      await row.click();
      await page.idle();
      assert.equal(await page.byId("drawer-title").innerText(), name);
      const outlined = await page.evaluate(() => window.__gumei.map.queryRenderedFeatures({ layers: ["chosen-line"] }).length);
      assert.ok(outlined > 0, "no amber outline");
      assert.ok((await page.evaluate(() => location.hash)).includes(`row=${id}`));
    },
  },
  {
    name: "a coloured unit clicked on the map marks its row",
    async run({ page }) {
      await page.open("table=1");
      const at = await page.evaluate(() => {
        const { map } = window.__gumei;
        const box = map.getCanvas().getBoundingClientRect();
        for (let y = 110; y < box.height - 420; y += 12) {
          for (let x = 420; x < box.width - 420; x += 12) {
            if (map.queryRenderedFeatures([x, y], { layers: ["units-fill"] }).length) return [x, y];
          }
        }
        return null;
      });
      assert.ok(at, "no coloured unit in sight");
      await page.mouse.click(at[0], at[1]);
      await page.idle();
      const chosen = page.byId("units-table").locator("tr.chosen th");
      assert.equal(await chosen.innerText(), await page.byId("drawer-title").innerText());
    },
  },
  {
    name: "another level, a filter and another grouping are asked of the API",
    async run({ page, api }) {
      await page.open();
      await page.byId("counts-by").selectOption("committees");
      await page.byId("counts-filter").click();
      await page.byId("filter-class-building").click();
      await page.byId("counts-group").selectOption("status");
      await page.idle();
      const answer = await api.get("counts/violations?by=committees&group=status&class=building");
      assert.equal(await page.figure("counts-total"), answer.numberMatched);
      await page.byId("table-fold").click();
      assert.equal(await page.byId("units-table").locator("tbody tr").count(), answer.units.length);
      // One column for each status that occurs, besides the number itself.
      const columns = await page.byId("units-table").locator("thead th").count();
      assert.equal(columns, 2 + answer.total.groups.length);
    },
  },
  {
    name: "the 片区 picker filters map, figures, table and export alike",
    async run({ page, api }) {
      await page.open("layers=subdistricts,pianqu,committees,compounds,roads,violations&table=1");
      const [unit] = (await api.units("pianqu")).map((f) => f.id).sort().slice(1);
      await page.byId(`unit-pianqu:${unit}`).click();
      await page.idle();
      const answer = await api.get(`counts/violations?by=compounds&within=pianqu:${unit}`);
      assert.equal(await page.figure("counts-total"), answer.numberMatched);
      assert.equal(await page.byId("units-table").locator("tbody tr").count(), answer.units.length);
      assert.ok(await page.byId("unit-chip").isVisible());
      const shown = await page.evaluate(async () => {
        const { map } = window.__gumei;
        const data = await map.getSource("data-violations-points").getData();
        return { points: data.features.length, fade: map.queryRenderedFeatures({ layers: ["fade"] }).length };
      });
      assert.equal(shown.points, answer.numberMatched);
      assert.ok(shown.fade > 0, "the rest is not faded");
      await page.byId("export-button").click();
      const href = await page.byId("export-download").getAttribute("href");
      assert.ok(href.includes(`within=pianqu:${unit}`), href);
      await page.byId("unit-whole").click();
      await page.idle();
      assert.equal(await page.figure("counts-total"), (await api.get("counts/violations?by=compounds")).numberMatched);
    },
  },
];
