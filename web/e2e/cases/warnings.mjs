import { assert } from "../check.mjs";

const WARNINGS = "tab=plan&plan=warnings&q=warnings";
const ITEMS = "api/collections/violations/items";
const COLOURS = ["blue", "yellow", "orange", "red"];
const PHONE = { viewport: { width: 390, height: 844 }, touch: true };

function write(base, method, path, body) {
  const token = process.env.GUMEI_TOKEN;
  assert.ok(token, "GUMEI_TOKEN must hold a token: `gumei token create e2e` prints one");
  return fetch(`${base}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/geo+json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

/** Classes and signs of the units on the map. */
function colours(page) {
  return page.evaluate(async () => {
    const { map } = window.__gumei;
    const units = await map.getSource("question-units").getData();
    const signs = await map.getSource("question-signs").getData();
    return {
      units: Object.fromEntries(units.features.map((f) => [f.properties.id, f.properties.class])),
      signs: Object.fromEntries(signs.features.map((f) => [f.properties.id, f.properties.image])),
      drawn: map.queryRenderedFeatures({ layers: ["units-fill"] }).length,
    };
  });
}

async function shows(page, answer, lang = "zh") {
  const { units, signs, drawn } = await colours(page);
  const level = new Map(answer.levels.map(({ key, colour }) => [key, colour]));
  for (const { id, level: key } of answer.units) {
    const colour = level.get(key);
    assert.equal(units[id], colour ? 20 + COLOURS.indexOf(colour) : 24, id);
    assert.equal(signs[id], colour ? `warning|${colour}|${lang}` : undefined, id);
  }
  assert.ok(drawn > 0, "nothing is coloured");
}

export const warnings = [
  {
    name: "warnings: the map, the legend and the list are the API's, in both languages",
    async run({ page, api }) {
      await page.open("tab=plan");
      await page.byId("plan-view-warnings").click();
      await page.idle();
      const answer = await api.get("warnings");
      await shows(page, answer);
      for (const { key, units } of answer.levels) {
        assert.equal(await page.figure(`warning-${key}`), units, key);
      }
      assert.equal(await page.figure("warning-none"), answer.none);
      assert.equal(await page.locator(".warn-row").count(), answer.units.length - answer.none);
      assert.equal(await page.byId("warnings-note").innerText(), answer.note.zh);
      await page.byId("warning-red").click();
      const red = answer.levels.find(({ key }) => key === "red").units;
      assert.equal(await page.locator(".warn-row").count(), red);
      await page.byId("language").click();
      await page.idle();
      await shows(page, answer, "en");
      assert.equal(await page.byId("warnings-note").innerText(), answer.note.en);
    },
  },
  {
    name: "warnings: a unit says why, with numbers, thresholds and the plan's words",
    async run({ page, api }) {
      await page.open(WARNINGS);
      const { units, rules } = await api.get("warnings");
      const [worst] = units;
      await page.byId(`warned-${worst.id}`).click();
      await page.idle();
      const why = page.byId("warning-why");
      assert.equal(await why.getAttribute("data-level"), worst.level);
      const text = await why.innerText();
      for (const { rule, threshold, num } of worst.reasons) {
        const { title, clauses, compare } = rules.find(({ key }) => key === rule);
        for (const part of [title.zh, clauses[0].phrase, `${compare} ${threshold}`, String(num)]) {
          assert.ok(text.includes(part), `${part} in ${text}`);
        }
      }
      assert.ok(text.includes(worst.since), "since when");
    },
  },
  {
    name: "warnings: they follow the unit, the date and the address",
    async run({ page, api }) {
      await page.open(`${WARNINGS}&unit=pianqu:310112006-P02&at=2016-03-31`);
      const answer = await api.get("warnings?within=pianqu:310112006-P02&at=2016-03-31");
      await shows(page, answer);
      for (const { key, units } of answer.levels) assert.equal(await page.figure(`warning-${key}`), units, key);
      assert.ok((await page.byId("warnings-of").innerText()).includes("2016-03-31"));
      // A unit elsewhere, picked on the map, says why all the same.
      const { units } = await api.get("warnings?at=2016-03-31");
      const other = units.find(({ id, level }) => level && !answer.units.some((unit) => unit.id === id));
      await page.goto("about:blank");
      await page.open(`${WARNINGS}&unit=pianqu:310112006-P02&at=2016-03-31&pick=compounds:${other.id}`);
      assert.equal(await page.byId("warning-why").getAttribute("data-level"), other.level);
    },
  },
  {
    name: "warnings: an edit over a threshold colours the open page by itself, and its history tells",
    async run({ page, api, base }) {
      const { units } = await api.get("warnings");
      const found = units.find(({ id }) => id === "310112006-C001");
      assert.notEqual(found.level, "red");
      await page.open(`${WARNINGS}&warn=red,orange,yellow,blue,none`);
      await page.byId(`warned-${found.id}`).click();
      await page.idle();
      const ids = [0, 1, 2, 3].map((i) => `e2e-relapsed-${i}`);
      const red = page.locator('[data-testid="warning-why"][data-level="red"]');
      try {
        for (const id of ids) {
          const feature = {
            type: "Feature", id, geometry: { type: "Point", coordinates: [121.3975, 31.1452] },
            properties: {
              class: "building", zone: "residential", found_on: "2016-09-01", found_by: "survey",
              status: "relapsed", resolved_on: "2016-09-20", provenance: "reported", source: "e2e",
            },
          };
          assert.equal((await write(base, "POST", ITEMS, feature)).status, 201);
        }
        await red.waitFor({ timeout: 10_000 });
        const newest = page.byId("warning-history").locator("li").first();
        await newest.getByText("红色预警").first().waitFor({ timeout: 10_000 });
        await page.idle();
        assert.equal((await colours(page)).signs[found.id], "warning|red|zh");
      } finally {
        for (const id of ids) await write(base, "DELETE", `${ITEMS}/${id}`);
      }
      await red.waitFor({ state: "detached", timeout: 10_000 });
    },
  },
  {
    name: "warnings: a plan without rules says so",
    expectErrors: true,
    async run({ page }) {
      const none = { status: 404, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", code: "not_found", title: "Not found", status: 404, detail: "no rules" }) };
      await page.route("**/api/warnings*", (route) => route.fulfill(none));
      await page.open(WARNINGS);
      assert.ok(await page.byId("warnings-missing").isVisible());
      assert.equal(await page.byId("notice").count(), 0);
    },
  },
  {
    name: "phone: warnings, a unit and why",
    ...PHONE,
    async run({ page, api }) {
      await page.open();
      await page.byId("tab-plan").tap();
      await page.byId("plan-view-warnings").tap();
      await page.idle();
      const { units } = await api.get("warnings");
      await page.byId(`warned-${units[0].id}`).tap();
      await page.idle();
      assert.ok(await page.byId("warning-why").isVisible());
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    },
  },
];
