import { assert, near } from "../check.mjs";

const STATIONS = "coverage/elder_facilities?tier=station&state=open&by=committees";

/** The page's figures are those of `answer`, as rounded on the page. */
async function agrees(page, answer) {
  for (const [column, people] of Object.entries(answer.total.people)) {
    near(await page.figure(`reached-${column}`), people.reached, 0.5, column);
  }
  const { reached, total } = answer.total.people.residents_60;
  near(await page.figure("coverage-share"), (reached / total) * 100, 0.051, "share of 60+");
}

export const coverage = [
  {
    name: "coverage starts at five minutes' walk and shows the API's figures, reach and gaps",
    async run({ page, api }) {
      await page.open();
      await page.byId("question-coverage").click();
      await page.idle();
      const { territory } = await api.get("");
      const reach = Math.round(territory.coverage.reach_m);
      assert.equal(await page.figure("reach-value"), reach);
      const answer = await api.get(`${STATIONS}&reach=${reach}`);
      await agrees(page, answer);
      assert.equal(await page.figure("coverage-facilities"), answer.facilities);
      const drawn = await page.evaluate(async () => {
        const { map } = window.__gumei;
        const sites = await map.getSource("question-sites").getData();
        return {
          sites: sites.features.length,
          reaches: map.queryRenderedFeatures({ layers: ["reaches-fill"] }).length,
          gaps: map.queryRenderedFeatures({ layers: ["gaps-fill"] }).length,
        };
      });
      assert.equal(drawn.sites, answer.facilities);
      assert.ok(drawn.reaches > 0 && drawn.gaps > 0, JSON.stringify(drawn));
    },
  },
  {
    name: "the slider recomputes while it moves, and only the last answer counts",
    async run({ page, api }) {
      await page.open("q=coverage");
      for (const value of [260, 290, 330, 370, 400]) await page.byId("reach-slider").fill(String(value));
      await page.idle();
      assert.equal(await page.figure("reach-value"), 400);
      await agrees(page, await api.get(`${STATIONS}&reach=400`));
      await page.byId("reach-slider").press("ArrowLeft");
      await page.idle();
      assert.equal(await page.figure("reach-value"), 390);
      await agrees(page, await api.get(`${STATIONS}&reach=390`));
    },
  },
  {
    name: "kind of facility, state and unit change the answer; the worst units are the worst",
    async run({ page, api }) {
      await page.open("q=coverage");
      await page.byId("facility-tier-station").click();
      await page.byId("facility-tier-centre").click();
      await page.byId("stop-500").click();
      await page.idle();
      const answer = await api.get("coverage/elder_facilities?tier=centre&state=open&by=committees&reach=500");
      await agrees(page, answer);
      const missed = answer.units
        .map((unit) => [unit.id, unit.people.residents_60.total - unit.people.residents_60.reached])
        .sort((a, b) => b[1] - a[1]);
      assert.ok(await page.byId(`worst-${missed[0][0]}`).isVisible());
    },
  },
  {
    name: "coverage inside a 片区 counts its people only",
    async run({ page, api }) {
      await page.open("q=coverage&unit=pianqu:310112006-P02");
      await agrees(page, await api.get(`${STATIONS}&reach=249&within=pianqu:310112006-P02`));
    },
  },
  {
    name: "the curve is drawn through the territory's stops, and the table adds up",
    async run({ page, api }) {
      await page.open("q=coverage&table=1");
      const { curve } = await api.get(`${STATIONS}&curve=true`);
      assert.equal(await page.byId("curve").locator("circle.stop").count(), curve.length);
      const answer = await api.get(`${STATIONS}&reach=249`);
      const total = await page.byId("foot-total").locator("td").first().innerText();
      near(Number(total.replace(/\D/g, "")), answer.total.people.residents_60.total, 0.5, "total of 60+");
      assert.equal(await page.byId("units-table").locator("tbody tr").count(), answer.units.length);
    },
  },
];
