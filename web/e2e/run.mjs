// End-to-end tests of the page against a running service: GUMEI_URL=http://127.0.0.1:8080 npm run e2e
// The cases of the live map need a token (GUMEI_TOKEN) and the service's GeoPackage (GUMEI_STORE).
// Optional: CHROMIUM=/path/to/chromium, SHOTS=folder for a picture of every failure, ONLY=part of a name.
import { mkdirSync } from "node:fs";
import { launch, openPage } from "./browser.mjs";
import { Api } from "./api.mjs";
import { counts } from "./cases/counts.mjs";
import { coverage } from "./cases/coverage.mjs";
import { drawer } from "./cases/drawer.mjs";
import { duties } from "./cases/duties.mjs";
import { exporting } from "./cases/exporting.mjs";
import { failure } from "./cases/failure.mjs";
import { keyboard } from "./cases/keyboard.mjs";
import { layers } from "./cases/layers.mjs";
import { link } from "./cases/link.mjs";
import { live } from "./cases/live.mjs";
import { phone } from "./cases/phone.mjs";
import { plan } from "./cases/plan.mjs";
import { search } from "./cases/search.mjs";
import { start } from "./cases/start.mjs";
import { warnings } from "./cases/warnings.mjs";
import { tiles } from "./cases/tiles.mjs";

const base = (process.env.GUMEI_URL ?? "http://127.0.0.1:8080").replace(/\/$/, "");
// The same data in a service that calls layers large from 50 features on.
const tiledBase = process.env.GUMEI_TILED_URL?.replace(/\/$/, "");
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const cases = [
  ...start, ...counts, ...coverage, ...layers, ...drawer, ...search, ...exporting, ...link, ...live, ...keyboard,
  ...phone, ...failure, ...plan, ...warnings, ...duties, ...tiles,
].filter(({ name }) => name.includes(process.env.ONLY ?? ""));

const browser = await launch();
let passed = 0;
let failed = 0;
for (const { name, run, tiled = false, ...options } of cases) {
  const began = Date.now();
  const url = tiled ? tiledBase : base;
  if (!url) throw new Error("GUMEI_TILED_URL must name a service with `--tiles-above 50`");
  const api = new Api(url);
  const page = await openPage(browser, url, options);
  try {
    await run({ page, api, base: url });
    page.complain();
    passed += 1;
    console.log(`ok   ${name} (${Date.now() - began} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error?.stack ?? error).split("\n").slice(0, 6).join("\n     ")}`);
    if (shots) await page.screenshot({ path: `${shots}/${failed}.png` }).catch(() => undefined);
  } finally {
    await page.context().close();
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
