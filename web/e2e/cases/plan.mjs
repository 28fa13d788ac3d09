import { assert, near } from "../check.mjs";

const BOARD = "tab=plan&q=target";
const PHONE = { viewport: { width: 390, height: 844 }, touch: true };

/** A target of the API that has a share, units at every level, and is neither unknown nor empty. */
async function aTarget(api) {
  const { targets } = await api.get("targets");
  const found = targets.find((t) => t.den > 0 && t.basis !== "targets" && t.levels.includes("compounds") && t.levels.includes("pianqu") && t.clauses.length);
  assert.ok(found, "no target with a share at every level");
  return found;
}

/** States of the coloured units on the map, by unit. */
function colours(page) {
  return page.evaluate(async () => {
    const { map } = window.__gumei;
    const units = await map.getSource("question-units").getData();
    const signs = await map.getSource("question-signs").getData();
    return {
      units: Object.fromEntries(units.features.map((f) => [f.properties.id, f.properties.class])),
      signs: Object.fromEntries(signs.features.map((f) => [f.properties.id, f.properties.state])),
      drawn: map.queryRenderedFeatures({ layers: ["units-fill", "units-nodata"] }).length,
    };
  });
}

const CLASSES = { met: 10, clean_so_far: 11, on_pace: 12, behind: 13, failed: 14, no_data: -1, not_applicable: 16 };

export const plan = [
  {
    name: "plan: the tab opens with every target under its chapter, and the sums are the API's",
    async run({ page, api }) {
      await page.open();
      await page.byId("tab-plan").click();
      await page.idle();
      const { targets } = await api.get("targets");
      const { themes } = await api.get("plan");
      assert.equal(await page.locator(".target-row").count(), targets.length);
      for (const { key } of themes) {
        const rows = page.byId(`chapter-${key}`).locator(".target-row");
        assert.equal(await rows.count(), targets.filter((t) => t.theme === key).length, key);
      }
      for (const state of Object.keys(CLASSES)) {
        assert.equal(await page.figure(`state-${state}`), targets.filter((t) => t.state === state).length, state);
      }
      const one = await aTarget(api);
      const row = await page.byId(`target-${one.key}`).innerText();
      assert.ok(row.includes(one.title.zh), row);
      assert.ok(row.includes(`${one.num.toLocaleString("en")} / ${one.den.toLocaleString("en")}`), row);
    },
  },
  {
    name: "plan: a state pressed lists its targets only",
    async run({ page, api }) {
      await page.open(BOARD);
      const { targets } = await api.get("targets");
      const { state } = targets.find((t) => t.state === "behind") ?? targets[0];
      await page.byId(`state-${state}`).click();
      const shown = await page.locator(".target-row").evaluateAll((rows) => rows.map((row) => row.dataset.state));
      assert.equal(shown.length, targets.filter((t) => t.state === state).length);
      assert.ok(shown.every((one) => one === state));
      await page.byId("states-clear").click();
      assert.equal(await page.locator(".target-row").count(), targets.length);
    },
  },
  {
    name: "plan: a target chosen colours the map, with a sign on each unit, and shows its phrase",
    async run({ page, api }) {
      await page.open(BOARD);
      const { key } = await aTarget(api);
      await page.byId(`target-${key}`).click();
      await page.idle();
      const answer = await api.get(`targets/${key}?by=committees`);
      const { units, signs, drawn } = await colours(page);
      assert.ok(drawn > 0, "nothing is coloured");
      for (const unit of answer.units) {
        assert.equal(units[unit.id], CLASSES[unit.state], unit.id);
        assert.equal(signs[unit.id], unit.state);
      }
      for (const { phrase, id } of answer.phrases) {
        assert.ok((await page.byId("phrases").innerText()).includes(phrase));
        assert.ok((await page.byId("phrases").innerText()).includes(id));
      }
      near(await page.figure("target-rate"), (answer.num / answer.den) * 100, 0.051, "share");
      assert.match(await page.evaluate(() => location.hash), new RegExp(`t=${key}`));
    },
  },
  {
    name: "plan: another level and the share are asked of the API and kept by a reload",
    async run({ page, api }) {
      const { key } = await aTarget(api);
      await page.open(`${BOARD}&t=${key}`);
      await page.byId("target-by-compounds").click();
      await page.byId("paint-rate").click();
      await page.idle();
      await page.waitForTimeout(400);
      await page.reload();
      await page.idle();
      const answer = await api.get(`targets/${key}?by=compounds`);
      const { units, signs } = await colours(page);
      assert.equal(Object.keys(units).length, answer.units.length);
      assert.equal(Object.keys(signs).length, 0);
      const share = (unit) => (unit.den > 0 && unit.state !== "no_data" ? unit.num / unit.den : null);
      for (const unit of answer.units) assert.equal(units[unit.id] === -1, share(unit) === null, unit.id);
      assert.equal(await page.byId("paint-rate").getAttribute("aria-pressed"), "true");
      await page.byId("table-fold").click();
      assert.equal(await page.byId("units-table").locator("tbody tr").count(), answer.units.length);
    },
  },
  {
    name: "plan: 片区 and date change the numbers to the API's",
    async run({ page, api }) {
      await page.open(BOARD);
      const unit = "pianqu:310112006-P02";
      await page.byId(`unit-${unit}`).click();
      await page.idle();
      const inside = await api.get(`targets?within=${unit}`);
      for (const state of ["met", "behind", "failed"]) {
        assert.equal(await page.figure(`state-${state}`), inside.targets.filter((t) => t.state === state).length, state);
      }
      const { key } = inside.targets.find((t) => t.den > 0 && t.basis !== "targets");
      await page.open(`${BOARD}&t=${key}&unit=${unit}&at=2016-03-31`);
      await page.reload();
      await page.idle();
      const then = await api.get(`targets/${key}?within=${unit}&at=2016-03-31`);
      near(await page.figure("target-rate"), (then.num / then.den) * 100, 0.051, "share");
      assert.match(await page.byId("target").innerText(), /2016-03-31/);
    },
  },
  {
    name: "plan: what holds a target back is a door, and the rows behind the number are on the map",
    async run({ page, api }) {
      const { targets } = await api.get("targets");
      let found = null;
      for (const { key, state } of targets) {
        if (!["behind", "failed", "on_pace"].includes(state)) continue;
        const answer = await api.get(`targets/${key}`);
        if (answer.laggards?.some((one) => one.collection !== "unit_indicators")) found ??= answer;
      }
      assert.ok(found, "nothing holds any target back");
      await page.open(`${BOARD}&t=${found.key}`);
      await page.byId("rows-denominator").click();
      await page.idle();
      const rows = await api.get(`targets/${found.key}/rows?part=denominator&limit=10000`);
      assert.ok((await page.byId("rows-count").innerText()).includes(rows.numberMatched.toLocaleString("en")));
      const drawn = await page.evaluate(async () => (await window.__gumei.map.getSource("question-rows").getData()).features.length);
      assert.ok(drawn >= rows.features.filter((f) => f.geometry).length);
      const first = found.laggards[0];
      await page.byId(`laggard-${first.id}`).getByRole("button").click();
      await page.idle();
      assert.ok(await page.byId("drawer").isVisible());
    },
  },
  {
    name: "plan: the language switch leaves no Chinese but names and the plan's own words",
    async run({ page, api }) {
      const { key } = await aTarget(api);
      await page.open(`${BOARD}&t=${key}`);
      await page.byId("language").click();
      await page.idle();
      assert.match(await page.byId("tab-plan").innerText(), /Plan/);
      const left = () => page.evaluate(() => {
        const texts = [];
        const walker = document.createTreeWalker(document.querySelector("[data-testid=panel]"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const { parentElement, data } = walker.currentNode;
          const named = parentElement.closest(".units, [lang=zh-CN]:not(html), .bars, .laggards, .code, [data-testid=phrases] .hint, .target-title, .worst-of");
          if (/\p{Script=Han}/u.test(data) && !named) texts.push(data.trim());
        }
        return texts;
      });
      assert.deepEqual(await left(), []);
      await page.byId("target-back").click();
      await page.idle();
      assert.deepEqual(await left(), []);
    },
  },
  {
    name: "plan: the text has every phrase, is searched, and leads to its targets",
    async run({ page, api }) {
      await page.open(`${BOARD}&plan=text`);
      const { rows, numberMatched } = await api.get("plan");
      assert.equal(await page.locator(".phrases > li").count(), numberMatched);
      const row = rows.find((one) => one.targets.length > 0);
      await page.byId("text-search").fill(row.id);
      await page.byId(`phrase-${row.id}`).waitFor();
      assert.ok((await page.locator(".phrases > li").count()) < numberMatched);
      await page.byId(`phrase-${row.id}`).getByRole("button").first().click();
      await page.idle();
      assert.equal(await page.byId("target").getAttribute("data-key"), row.targets[0]);
    },
  },
  {
    name: "plan: the report of a unit prints on one page, alone, with its date and the synthetic note",
    async run({ page, api }) {
      await page.open(`${BOARD}&unit=pianqu:310112006-P02`);
      await page.byId("plan-report").click();
      await page.idle();
      const reports = [["zh", "pianqu:310112006-P02"], ["zh", "committees:310112006-J03"], ["zh", ""], ["en", ""]];
      for (const [lang, unit] of reports) {
        await page.goto("about:blank");
        await page.open(`${BOARD}&plan=report&lang=${lang}`);
        await page.byId("report-unit").selectOption(unit);
        await page.idle();
        const { targets, at } = await api.get(`targets${unit ? `?within=${unit}` : ""}`);
        const level = unit.split(":")[0];
        const listed = unit ? targets.filter((t) => t.levels.includes(level)) : targets;
        assert.equal(await page.byId("report-table").locator("tbody tr").count(), listed.length);
        assert.ok((await page.byId("report").innerText()).includes(at));
        assert.ok(await page.byId("report-synthetic").isVisible());
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
        assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, `pages of ${unit || "the whole"} in ${lang}`);
      }
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.byId("map").isVisible(), false);
      assert.equal(await page.byId("report-print").isVisible(), false);
      await page.emulateMedia({ media: "screen" });
      await page.byId("report-close").click();
      assert.equal(await page.byId("report").count(), 0);
    },
  },
  {
    name: "plan: a service without one says so",
    expectErrors: true,
    async run({ page }) {
      const none = { status: 404, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", code: "not_found", title: "Not found", status: 404, detail: "there is no work plan here" }) };
      await page.route(/\/api\/(plan|targets)/, (route) => route.fulfill(none));
      await page.open(BOARD);
      assert.ok(await page.byId("plan-missing").isVisible());
      assert.equal(await page.byId("notice").count(), 0);
    },
  },
  {
    name: "plan: a board that does not come says so and comes when asked again",
    expectErrors: true,
    async run({ page, api }) {
      await page.route("**/api/targets*", (route) => route.abort());
      await page.open(BOARD);
      await page.byId("notice").waitFor();
      await page.unroute("**/api/targets*");
      await page.byId("retry").click();
      await page.idle();
      assert.equal(await page.locator(".target-row").count(), (await api.get("targets")).numberMatched);
    },
  },
  {
    name: "plan: by keyboard into a target and back to its row",
    async run({ page, api }) {
      await page.open(BOARD);
      const { key } = await aTarget(api);
      await page.byId(`target-${key}`).focus();
      await page.keyboard.press("Enter");
      await page.idle();
      const focus = () => page.evaluate(() => document.activeElement?.dataset.testid);
      assert.equal(await focus(), "target-back");
      await page.keyboard.press("Enter");
      await page.idle();
      assert.equal(await focus(), `target-${key}`);
    },
  },
  {
    name: "phone: scoreboard, a target and its map",
    ...PHONE,
    async run({ page, api }) {
      await page.open();
      await page.byId("tab-plan").tap();
      await page.idle();
      const { key, title } = await aTarget(api);
      await page.byId(`target-${key}`).tap();
      await page.idle();
      assert.equal(await page.byId("target-title").innerText(), title.zh);
      assert.ok((await colours(page)).drawn > 0, "nothing is coloured");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      await page.byId("tab-table").tap();
      assert.ok((await page.byId("units-table").locator("tbody tr").count()) > 0);
    },
  },
];
