import { afterEach, expect, test, vi } from "vitest";
import { ApiFailure, Client, nextToken } from "./client";
import { countsPath, coveragePath, exportPath, itemsPath } from "./paths";

afterEach(() => vi.unstubAllGlobals());

const HERE = { unit: "pianqu:310112006-P02", at: null };

test("paths hold only parameters that say something", () => {
  expect(itemsPath("violations", { unit: null, at: null })).toBe("collections/violations/items");
  expect(countsPath("violations", "compounds", ["class"], { status: ["open", "filed"], zone: [] }, HERE)).toBe(
    "counts/violations?by=compounds&group=class&within=pianqu:310112006-P02&status=filed,open",
  );
  const wish = { collection: "elder_facilities", filters: { tier: ["station"] }, reach_m: 249, by: "committees", shapes: true, curve: false };
  expect(coveragePath(wish, { unit: null, at: "2016-06-30" })).toBe(
    "coverage/elder_facilities?reach=249&by=committees&gaps=true&reaches=true&at=2016-06-30&tier=station",
  );
});

test("a drawn polygon takes the unit's place in an export", () => {
  const path = exportPath(["violations"], HERE, "POLYGON((0 0,1 0,1 1,0 0))");
  expect(path).not.toContain("within");
  expect(decodeURIComponent(path)).toContain("polygon=POLYGON((0 0,1 0,1 1,0 0))");
});

test("the next page's token is read from any host's link", () => {
  expect(nextToken({ links: [{ rel: "next", href: "http://inside:8080/api/x?limit=5&token=AB%3D" }] })).toBe("AB=");
  expect(nextToken({ links: [{ rel: "self", href: "x?token=1" }] })).toBeNull();
});

test("all pages become one collection", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    const last = url.includes("token=");
    const links = last ? [] : [{ rel: "next", href: "/api/collections/cases/items?token=t2" }];
    const features = [{ type: "Feature", id: last ? "b" : "a", geometry: null, properties: {} }];
    return Promise.resolve(new Response(JSON.stringify({ type: "FeatureCollection", features, links })));
  });
  const page = await new Client().allItems("collections/cases/items");
  expect(page.features.map((feature) => feature.id)).toEqual(["a", "b"]);
  expect(asked[1]).toContain("token=t2");
});

test("a problem comes through with its code, an outage without one", async () => {
  const problem = { type: "urn:gumei:problem:parameter", code: "parameter", title: "t", status: 400, detail: "d" };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(problem), { status: 400 })));
  await expect(new Client().get("x")).rejects.toMatchObject({ problem: { code: "parameter" } });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
  const failure = await new Client().get("x").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiFailure);
  expect((failure as ApiFailure).problem).toBeNull();
});
