import type { Map as MapLibreMap } from "maplibre-gl";
import type { StartedMap } from "./map";
import type { App } from "./state/app";

interface Probe {
  map: MapLibreMap;
  /** Resolves once nothing is being read or drawn. */
  idle(): Promise<void>;
}

/** Lets a test wait for the page and read the map; it changes nothing. */
export function showForTests(app: App, { map, upToDate }: StartedMap): void {
  const quiet = (): boolean => !app.loading && upToDate() && map.loaded() && !map.isMoving() && map.areTilesLoaded();
  const probe: Probe = {
    map,
    async idle() {
      // Twice in a row: an answer that has just come has yet to be drawn.
      for (let calm = 0; calm < 3; ) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        calm = quiet() ? calm + 1 : 0;
      }
    },
  };
  (window as unknown as { __gumei: Probe }).__gumei = probe;
}
