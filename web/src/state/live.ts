import type { Client } from "../api/client";
import type { Landing } from "../api/types";

/** One import changes many features; the page asks again once it has gone quiet this long. */
const QUIET_MS = 300;
/** A log that is gone (a restore) or a service that refuses: how long until the next look. */
const RETRY_MS = 5_000;

/** What the page does when others have changed something. */
export interface Follower {
  /** Layers that changed; null when anything may have. */
  renew(collections: ReadonlySet<string> | null): Promise<void>;
}

/**
 * Follows the change feed from `start` on and tells `follower` what changed.
 *
 * The browser reconnects by itself and says where it stood, so that nothing is missed; only when
 * the service refuses that position is everything read anew.
 */
export function follow(client: Client, start: Pick<Landing, "seq" | "epoch">, follower: Follower): void {
  const changed = new Set<string>();
  let timer = 0;
  let opened = false;
  const tell = (collections: string[]) => {
    for (const collection of collections) changed.add(collection);
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      void follower.renew(changed.has("*") ? null : new Set(changed));
      changed.clear();
    }, QUIET_MS);
  };
  const read = <T>(event: Event) => JSON.parse((event as MessageEvent<string>).data) as T;
  const source = new EventSource(client.url(`changes?since=${start.seq}&epoch=${encodeURIComponent(start.epoch)}`));
  source.addEventListener("change", (event) => {
    const { collection, op } = read<{ collection: string; op: string }>(event);
    tell([op === "load" ? "*" : collection]);
  });
  // Layers that came or went, or whose rows the log does not follow.
  source.addEventListener("layers", (event) => tell(read<{ collections: string[] }>(event).collections));
  source.addEventListener("open", () => {
    // Such events have no position: while the connection was lost, one may have been missed.
    if (opened) tell(["*"]);
    opened = true;
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    window.setTimeout(() => void startAnew(client, follower), RETRY_MS);
  });
}

async function startAnew(client: Client, follower: Follower): Promise<void> {
  try {
    const landing = await client.get<Landing>("");
    void follower.renew(null);
    follow(client, landing, follower);
  } catch {
    // Not reached: the answers on screen stay, and say so when they are asked for again.
    window.setTimeout(() => void startAnew(client, follower), RETRY_MS);
  }
}
