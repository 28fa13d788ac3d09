import { assert } from "../check.mjs";

export const search = [
  {
    name: "a name is found, chosen by keyboard, flown to and opened",
    async run({ page, api }) {
      await page.open();
      const [unit] = await api.units("compounds");
      const { results } = await api.get(`find?q=${encodeURIComponent(unit.properties.name)}&limit=10`);
      await page.byId("search").fill(unit.properties.name);
      await page.byId(`found-${results[0].collection}-${results[0].id}`).waitFor();
      await page.byId("search").press("ArrowDown");
      await page.byId("search").press("Enter");
      await page.idle();
      assert.equal(await page.byId("drawer-title").innerText(), results[0].name);
      const inView = await page.evaluate(([w, s, e, n]) => {
        const bounds = window.__gumei.map.getBounds();
        return bounds.contains([w, s]) && bounds.contains([e, n]);
      }, results[0].bbox);
      assert.ok(inView, "the map does not show what was found");
    },
  },
  {
    name: "pinyin initials find, and say that they did",
    async run({ page, api }) {
      await page.open();
      const { results } = await api.get("find?q=pn&limit=10");
      assert.ok(results.length > 0);
      await page.byId("search").fill("pn");
      const first = page.byId(`found-${results[0].collection}-${results[0].id}`);
      await first.waitFor();
      assert.match(await first.innerText(), /首字母|拼音/);
      await first.click();
      await page.idle();
      assert.equal(await page.byId("drawer-title").innerText(), results[0].name);
    },
  },
  {
    name: "nothing found says what to try",
    async run({ page }) {
      await page.open();
      await page.byId("search").fill("zzzzqqq");
      await page.locator("p.found").waitFor();
      assert.match(await page.locator("p.found").innerText(), /zzzzqqq/);
    },
  },
];
