import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  {
    name: "a layer that a desktop adds to the store is in the list by itself, and goes again",
    async run({ page }) {
      const store = process.env.GUMEI_STORE;
      assert.ok(store, "GUMEI_STORE must name the service's GeoPackage");
      await page.open();
      await page.getByText("图层", { exact: true }).first().click();
      const folder = mkdtempSync(join(tmpdir(), "gumei-"));
      const tree = { type: "Feature", geometry: { type: "Point", coordinates: [121.39, 31.15] }, properties: { name: "香樟" } };
      writeFileSync(join(folder, "trees.geojson"), JSON.stringify(tree));
      const entry = page.getByText("street_trees");
      try {
        execFileSync("ogr2ogr", ["-update", store, join(folder, "trees.geojson"), "-nln", "street_trees"]);
        await entry.waitFor();
      } finally {
        rmSync(folder, { recursive: true });
        execFileSync("ogrinfo", [store, "-sql", "DROP TABLE street_trees"], { stdio: "ignore" });
      }
      await entry.waitFor({ state: "detached" });
    },
  },
];
