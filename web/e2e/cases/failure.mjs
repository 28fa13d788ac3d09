import { assert } from "../check.mjs";

export const failure = [
  {
    name: "a service that is down gives a message and a way back, not a blank page",
    expectErrors: true,
    async run({ page, base }) {
      await page.route("**/api**", (route) => route.abort());
      await page.goto(`${base}/`);
      await page.byId("start-failure").waitFor();
      assert.match(await page.byId("start-failure").innerText(), /无法连接/);
      await page.unroute("**/api**");
      await page.byId("retry").click();
      await page.idle();
      assert.ok((await page.figure("counts-total")) > 0);
    },
  },
  {
    name: "an answer that fails later leaves the old one and offers to try again",
    expectErrors: true,
    async run({ page, api }) {
      await page.open();
      const before = await page.figure("counts-total");
      await page.route("**/api/counts/**", (route) => route.abort());
      await page.byId("counts-by").selectOption("committees");
      await page.byId("notice").waitFor();
      assert.equal(await page.figure("counts-total"), before);
      await page.unroute("**/api/counts/**");
      await page.byId("retry").click();
      await page.idle();
      assert.equal(await page.byId("notice").count(), 0);
      const answer = await api.get("counts/violations?by=committees");
      assert.equal(await page.figure("counts-outside"), answer.outside.count);
    },
  },
];
