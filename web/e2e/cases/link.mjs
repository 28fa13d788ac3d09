import { assert } from "../check.mjs";

export const link = [
  {
    name: "a reload restores view, unit, layers, question, settings, row and language",
    async run({ page, api }) {
      await page.open();
      const [unit] = (await api.units("pianqu")).map((f) => f.id).sort();
      await page.byId(`unit-pianqu:${unit}`).click();
      await page.byId("question-coverage").click();
      await page.byId("stop-400").click();
      await page.byId("coverage-by").selectOption("compounds");
      await page.byId("tab-layers").click();
      await page.byId("layer-elder_facilities").check();
      await page.byId("language").click();
      await page.byId("table-fold").click();
      await page.idle();
      await page.waitForTimeout(400);
      const before = await look(page);
      await page.reload();
      await page.idle();
      await page.waitForTimeout(400);
      assert.deepEqual(await look(page), before);
      assert.ok(before.hash.includes("d=400"), before.hash);
      assert.match(await page.byId("tab-questions").innerText(), /Questions/);
    },
  },
  {
    name: "the language switch changes every text and keeps the numbers",
    async run({ page }) {
      await page.open();
      const total = await page.figure("counts-total");
      await page.byId("language").click();
      await page.idle();
      assert.equal(await page.getAttribute("html", "lang"), "en");
      assert.match(await page.byId("question-counts").innerText(), /Counts/);
      assert.equal(await page.figure("counts-total"), total);
      await page.byId("tab-layers").click();
      const { texts } = await chineseLeft(page);
      assert.deepEqual(texts, []);
    },
  },
  {
    name: "another date is asked of the API and kept in the address",
    async run({ page, api }) {
      await page.open("at=2016-03-31");
      const answer = await api.get("counts/violations?by=compounds&at=2016-03-31");
      assert.equal(await page.figure("counts-total"), answer.numberMatched);
      assert.match(await page.byId("date").innerText(), /2016-03-31/);
    },
  },
];

async function look(page) {
  return {
    hash: await page.evaluate(() => location.hash),
    share: await page.figure("foot-total"),
    chip: await page.byId("unit-chip").innerText(),
    layer: await page.byId("layer-elder_facilities").isChecked(),
    rows: await page.byId("units-table").locator("tbody tr").count(),
  };
}

/** Chinese texts left in the panel in English, names of units and of the data's own note aside. */
function chineseLeft(page) {
  return page.evaluate(() => {
    const texts = [];
    const walker = document.createTreeWalker(document.querySelector("[data-testid=panel]"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode;
      if (/\p{Script=Han}/u.test(data) && !parentElement.closest(".units")) texts.push(data.trim());
    }
    return { texts };
  });
}
