import { chromium } from "playwright-core";

/** Debian's chromium with software WebGL. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    // Only root needs to do without the sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
}

/**
 * A fresh page with the helpers the cases use. `complain` fails on what must never happen: a request
 * to another origin, an error on the console, an exception, a failed request nobody expected.
 */
export async function openPage(browser, base, { viewport = { width: 1440, height: 900 }, touch = false, dark = false, expectErrors = false } = {}) {
  const context = await browser.newContext({
    viewport,
    hasTouch: touch,
    isMobile: touch,
    colorScheme: dark ? "dark" : "light",
    locale: "zh-CN",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints = [];
  const origin = new URL(base).origin;
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.origin !== origin) {
      complaints.push(`request to another origin: ${request.url()}`);
    }
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.complain = () => {
    if (!expectErrors && complaints.length) throw new Error(complaints.join("\n"));
  };
  page.setDefaultTimeout(15_000);
  /** Opens the page at a hash and waits until map and answers are at rest. */
  page.open = async (hash = "") => {
    await page.goto(`${base}/${hash ? `#${hash}` : ""}`);
    await page.idle();
  };
  page.idle = async () => {
    await page.waitForFunction(() => window.__gumei, null, { timeout: 30_000 });
    const calm = await page.evaluate(() =>
      Promise.race([
        window.__gumei.idle().then(() => true),
        new Promise((resolve) => setTimeout(() => resolve(false), 60_000)),
      ]),
    );
    if (!calm) throw new Error("the page did not come to rest within a minute");
  };
  page.byId = (id) => page.getByTestId(id);
  /** The figure an element shows: `1,204` → 1204, `83.3 %` → 83.3. */
  page.figure = async (id) => {
    const text = await page.getByTestId(id).first().innerText();
    return Number(text.replace(/[^\d.-]/g, ""));
  };
  return page;
}

/** Share of the map's pixels that differ from its most frequent colour; 0 for a blank map. */
export function inkOf(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const { map } = window.__gumei;
        map.once("render", () => {
          const gl = map.getCanvas().getContext("webgl2");
          const [w, h] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
          const pixels = new Uint8Array(w * h * 4);
          gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
          const seen = new Map();
          for (let i = 0; i < pixels.length; i += 4) {
            const colour = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
            seen.set(colour, (seen.get(colour) ?? 0) + 1);
          }
          resolve({ ink: 1 - Math.max(...seen.values()) / (w * h), colours: seen.size });
        });
        map.triggerRepaint();
      }),
  );
}
