import type { Client } from "../api/client";
import type { Landing } from "../api/types";

/** One import changes many features; the page asks again once it has gone quiet this long. */
const QUIET_MS = 300;
/** A log that is gone (a restore) or a service that refuses: how long until the next look. */
const RETRY_MS = 5_000;

/** What the page does when others have changed something. */
export interface Follower {
  /** Layers that changed; null when anything may have. */
  renew(collections: ReadonlySet<string> | null): void;
}

/**
 * Follows the change feed from `seq` on and tells `follower` what changed.
 *
 * The browser reconnects by itself and says where it stood, so that nothing is missed; only when
 * the service refuses that position is everything read anew.
 */
export function follow(client: Client, seq: number, follower: Follower): void {
  const changed = new Set<string>();
  let timer = 0;
  const source = new EventSource(client.url(`changes?since=${seq}`));
  source.addEventListener("change", (event) => {
    const { collection, op } = JSON.parse((event as MessageEvent<string>).data) as { collection: string; op: string };
    changed.add(op === "load" ? "*" : collection);
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      follower.renew(changed.has("*") ? null : new Set(changed));
      changed.clear();
    }, QUIET_MS);
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    window.setTimeout(() => void startAnew(client, follower), RETRY_MS);
  });
}

async function startAnew(client: Client, follower: Follower): Promise<void> {
  try {
    const { seq } = await client.get<Landing>("");
    follower.renew(null);
    follow(client, seq, follower);
  } catch {
    // Not reached: the answers on screen stay, and say so when they are asked for again.
    window.setTimeout(() => void startAnew(client, follower), RETRY_MS);
  }
}
