import { html, render } from "lit";
import { Client } from "./api/client";
import { startMap } from "./map";
import { App } from "./state/app";
import { titleOf } from "./state/catalogue";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/panel.css";
import "./style/answer.css";
import "./style/drawer.css";
import "./style/plan.css";
import "./style/warnings.css";
import "./style/duties.css";
import "./style/report.css";
import "./style/phone.css";
import { showForTests } from "./testing";
import type { Shell } from "./ui/shell";
import "./ui/shell";

const ADDRESS_PAUSE_MS = 200;

const app = new App(new Client(), navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
const root = document.querySelector<HTMLElement>("#app");
if (!root) throw new Error("the page has no #app");
render(html`<div id="map" class="map" data-testid="map"></div><gm-shell .app=${app}></gm-shell>`, root);

let mapped = false;
app.subscribe(() => {
  document.documentElement.lang = app.lang === "zh" ? "zh-CN" : "en";
  const title = titleOf(app.territory?.title, app.lang);
  document.title = title ? `${title} · ${app.t("app_name")}` : app.t("app_name");
  if (!app.territory || mapped) return;
  mapped = true;
  mountMap();
});
followAddress();
void app.start(location.hash);

function mountMap(): void {
  const shell = document.querySelector<Shell>("gm-shell");
  try {
    const started = startMap(app, document.querySelector<HTMLElement>("#map") as HTMLElement);
    showForTests(app, started);
  } catch (error) {
    // Lists, table and export do without the map.
    console.warn("no map:", error);
    if (shell) {
      shell.mapFailure = app.t("error_webgl");
      shell.requestUpdate();
    }
  }
}

/** The state goes into the address as it changes, and comes from it when somebody edits it. */
function followAddress(): void {
  let timer = 0;
  let written = location.hash.replace(/^#/, "");
  app.subscribe(() => {
    if (!app.territory) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      written = app.hash();
      history.replaceState(null, "", `#${written}`);
    }, ADDRESS_PAUSE_MS);
  });
  window.addEventListener("hashchange", () => {
    if (location.hash.replace(/^#/, "") !== written) location.reload();
  });
}
