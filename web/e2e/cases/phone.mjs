import { inkOf } from "../browser.mjs";
import { assert } from "../check.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, touch: true };

export const phone = [
  {
    name: "phone: the sheet has three stops and the map stays in sight",
    ...PHONE,
    async run({ page }) {
      await page.open();
      assert.ok((await inkOf(page)).ink > 0.1);
      const height = async () => {
        await page.waitForTimeout(300);
        return (await page.byId("panel").boundingBox()).height;
      };
      const half = await height();
      await page.byId("sheet-handle").tap();
      const full = await height();
      await page.byId("sheet-handle").tap();
      const peek = await height();
      assert.ok(peek < half && half < full && peek > 60 && full < 844, `${peek} ${half} ${full}`);
    },
  },
  {
    name: "phone: targets are at least 40 px and nothing is wider than the page",
    ...PHONE,
    async run({ page }) {
      for (const hash of ["", "q=coverage", "tab=layers", "tab=table", "pick=compounds:310112006-C010", "tab=plan&q=target", "tab=plan&q=target&t=owners_committee", "tab=plan&q=target&plan=text"]) {
        await page.goto("about:blank");
        await page.open(hash);
        const small = await page.evaluate(() => {
          const targets = [...document.querySelectorAll("button, select, summary, input, a")];
          return targets
            .map((element) => element.closest("label") ?? element)
            .filter((element) => element.offsetParent && element.getBoundingClientRect().width > 0)
            .filter((element) => !element.closest(".maplibregl-control-container"))
            .map((element) => ({ id: element.dataset.testid ?? element.className, box: element.getBoundingClientRect() }))
            // The handle is enlarged by a pseudo-element, ticks duplicate the slider above them.
            .filter(({ id, box }) => box.height < 40 && !/^(sheet-handle|stop-)/.test(id))
            .map(({ id, box }) => `${id} ${Math.round(box.height)}`);
        });
        assert.deepEqual([...new Set(small)], [], hash);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      }
    },
  },
  {
    name: "phone: a 片区, its figures, the table and the drawer",
    ...PHONE,
    async run({ page, api }) {
      await page.open();
      await page.byId("unit-pianqu:310112006-P02").tap();
      await page.idle();
      const answer = await api.get("counts/violations?by=compounds&within=pianqu:310112006-P02");
      assert.equal(await page.figure("counts-total"), answer.numberMatched);
      await page.byId("tab-table").tap();
      const rows = page.byId("units-table").locator("tbody tr");
      assert.equal(await rows.count(), answer.units.length);
      const name = await rows.first().locator("th").innerText();
      await rows.first().locator("th").tap();
      await page.idle();
      assert.equal(await page.byId("drawer-title").innerText(), name);
      await page.byId("drawer-close").tap();
      assert.equal(await page.byId("drawer").count(), 0);
    },
  },
  {
    name: "phone: export lies above the sheet and can be used",
    ...PHONE,
    async run({ page }) {
      await page.open();
      await page.byId("export-button").tap();
      await page.byId("export-layer-cases").tap();
      const download = page.byId("export-download");
      assert.match(await download.getAttribute("href"), /collections=violations,cases/);
      await download.tap({ trial: true });
    },
  },
];
