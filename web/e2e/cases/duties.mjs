import { assert } from "../check.mjs";

const DUTIES = "tab=plan&q=target&plan=duties";
const PHONE = { viewport: { width: 390, height: 844 }, touch: true };

export const duties = [
  {
    name: "duties: chains that are incomplete are listed with what is missing, as the API has them",
    async run({ page, api }) {
      await page.open("tab=plan&q=target");
      await page.byId("plan-view-duties").click();
      await page.idle();
      const answer = await api.get("responsibilities");
      assert.ok((await page.byId("duties-complete").innerText()).includes(String(answer.complete)));
      const incomplete = answer.units.filter((unit) => !unit.complete);
      assert.equal(await page.byId("duties-incomplete").locator("li").count(), incomplete.length);
      for (const unit of incomplete) {
        const row = page.byId(`incomplete-${unit.id}`);
        const missing = unit.roles.filter((role) => role.state !== "held");
        assert.equal(await row.locator(".badge").count(), missing.length, unit.name);
        assert.ok((await row.innerText()).includes(unit.name));
      }
      const leaders = answer.holders.filter((holder) => holder.units.some((unit) => unit.startsWith("pianqu:")));
      assert.equal(await page.byId("duties-leaders").locator(".holder-row").count(), leaders.length);
    },
  },
  {
    name: "duties: a leader opens with the overdue items in the list and on the map",
    async run({ page, api }) {
      await page.open(DUTIES);
      const answer = await api.get("responsibilities");
      const holder = answer.holders.find((one) => one.units[0].startsWith("pianqu:") && one.load.overdue > 0);
      await page.byId(`holder-${holder.holder_ref}`).click();
      await page.idle();
      const items = await api.get(`responsibilities/${encodeURIComponent(holder.holder_ref)}/items?limit=10000`);
      assert.equal(items.numberMatched, holder.load.overdue);
      assert.ok((await page.byId("holder-items").innerText()).includes(String(items.numberMatched)));
      const drawn = await page.evaluate(async () => {
        const read = await window.__gumei.map.getSource("question-rows").getData();
        return new Set(read.features.map((feature) => feature.properties.id)).size;
      });
      assert.equal(drawn, items.features.filter((item) => item.geometry !== null).length);
      await page.byId("duties-back").click();
      assert.equal(await page.byId("duties-leaders").count(), 1);
    },
  },
  {
    name: "duties: a compound without a secretary says so in the drawer, with what is overdue there",
    async run({ page, api }) {
      const answer = await api.get("responsibilities");
      const unit = answer.units.find((one) => !one.complete);
      await page.open(`q=none&pick=compounds:${unit.id}`);
      await page.idle();
      assert.equal(await page.byId("chain-incomplete").count(), 1);
      for (const role of unit.roles) {
        assert.equal(await page.byId(`role-${role.role}`).getAttribute("data-state"), role.state, role.role);
      }
      assert.equal(await page.byId("chain-overdue").count(), 1);
    },
  },
  {
    name: "duties: a case shows its steps, the days used and what may follow, on a phone too",
    ...PHONE,
    async run({ page, api }) {
      const { features } = await api.get("workflows/cases/items?step=dispatched&state=overdue");
      const { id } = features[0];
      await page.open(`q=none&lang=en&pick=cases:${id}`);
      await page.idle();
      const course = await api.get(`workflows/cases/items/${id}`);
      for (const step of course.passed) {
        const row = page.byId(`step-${step.code}`);
        assert.equal(await row.getAttribute("data-state"), step.late ? "late" : "passed");
        assert.ok((await row.innerText()).includes(step.on));
      }
      for (const step of course.ahead) assert.equal(await page.byId(`step-${step.code}`).getAttribute("data-state"), "ahead");
      const next = await page.byId("course-next").innerText();
      for (const code of course.next) assert.ok(next.includes(course.ahead.find((step) => step.code === code).title.en), next);
    },
  },
];
