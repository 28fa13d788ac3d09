import { expect, test, vi } from "vitest";
import { ApiFailure } from "../api/client";
import { Resource } from "./resource";

/** A promise and the handles to settle it. */
function pending<T>(): { promise: Promise<T>; settle: (value: T) => void; fail: (error: unknown) => void } {
  let settle: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => ([settle, fail] = [resolve, reject]));
  return { promise, settle, fail };
}

test("the old answer stays while the new one is on its way", async () => {
  const resource = new Resource<string>(() => undefined);
  resource.ask("a", () => Promise.resolve("first"));
  await vi.waitFor(() => expect(resource.status).toBe("ready"));
  const second = pending<string>();
  resource.ask("b", () => second.promise);
  expect([resource.value, resource.stale]).toEqual(["first", true]);
  second.settle("second");
  await vi.waitFor(() => expect(resource.value).toBe("second"));
  expect(resource.stale).toBe(false);
});

test("an answer that comes after a newer question is dropped and its request aborted", async () => {
  const resource = new Resource<string>(() => undefined);
  const slow = pending<string>();
  let aborted = false;
  resource.ask("slow", (signal) => {
    signal.addEventListener("abort", () => (aborted = true));
    return slow.promise;
  });
  resource.ask("fast", () => Promise.resolve("fast"));
  slow.settle("slow");
  await vi.waitFor(() => expect(resource.value).toBe("fast"));
  await Promise.resolve();
  expect([resource.value, aborted]).toEqual(["fast", true]);
});

test("the same question is asked once", () => {
  const load = vi.fn(() => Promise.resolve("x"));
  const resource = new Resource<string>(() => undefined);
  resource.ask("a", load);
  resource.ask("a", load);
  expect(load).toHaveBeenCalledTimes(1);
});

test("a failure keeps the old value and can be asked again", async () => {
  const resource = new Resource<string>(() => undefined);
  resource.ask("a", () => Promise.resolve("kept"));
  await vi.waitFor(() => expect(resource.status).toBe("ready"));
  resource.ask("b", () => Promise.reject(new ApiFailure(null)));
  await vi.waitFor(() => expect(resource.status).toBe("failed"));
  expect(resource.value).toBe("kept");
  resource.forget();
  resource.ask("b", () => Promise.resolve("better"));
  await vi.waitFor(() => expect(resource.value).toBe("better"));
});
