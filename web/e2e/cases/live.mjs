import { assert } from "../check.mjs";

const ITEMS = "api/collections/violations/items";

function write(base, method, path, body) {
  const token = process.env.GUMEI_TOKEN;
  assert.ok(token, "GUMEI_TOKEN must hold a token: `gumei token create e2e` prints one");
  return fetch(`${base}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/geo+json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function total(page) {
  return page.figure("counts-total");
}

/** Waits until the page shows `expected`, without touching it. */
async function becomes(page, expected) {
  const deadline = Date.now() + 10_000;
  while ((await total(page)) !== expected) {
    assert.ok(Date.now() < deadline, `the page still shows ${await total(page)}, not ${expected}`);
    await page.waitForTimeout(100);
  }
}

export const live = [
  {
    name: "what others write appears on the open page by itself, and goes again",
    async run({ page, api, base }) {
      await page.open();
      const before = await total(page);
      const feature = {
        type: "Feature",
        id: "e2e-live",
        geometry: { type: "Point", coordinates: [121.3975, 31.1452] },
        properties: {
          class: "building", zone: "residential", found_on: "2016-09-01", found_by: "survey",
          status: "found", provenance: "reported", source: "e2e",
        },
      };
      try {
        assert.equal((await write(base, "POST", ITEMS, feature)).status, 201);
        await becomes(page, before + 1);
        assert.equal((await api.get("counts/violations?by=compounds")).numberMatched, before + 1);
      } finally {
        assert.equal((await write(base, "DELETE", `${ITEMS}/e2e-live`)).status, 204);
      }
      await becomes(page, before);
    },
  },
];
