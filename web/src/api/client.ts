import type { FeatureCollection, FeaturePage, Lang, Problem } from "./types";

/** Why an answer did not come: the service refused, failed, or could not be reached. */
export class ApiFailure extends Error {
  /** `null` when the service was not reached at all. */
  readonly problem: Problem | null;

  constructor(problem: Problem | null, cause?: unknown) {
    super(problem ? `${problem.code}: ${problem.detail}` : "service not reached", { cause });
    this.problem = problem;
  }
}

/** Most features one page of items may hold; the server's maximum. */
const PAGE_LIMIT = 10_000;

/** Reads the API below `base`; every method rejects with {@link ApiFailure}, or an abort. */
export class Client {
  readonly #base: string;
  language: Lang = "zh";

  constructor(base = "api") {
    this.#base = base;
  }

  /** Address of `path` (below the API's root, without a leading slash), relative to the page. */
  url(path: string): string {
    return path === "" ? this.#base : `${this.#base}/${path}`;
  }

  /** The same as an absolute address, for the map's workers; braces in it stay. */
  absolute(path: string): string {
    return new URL(this.#base, document.baseURI).href + `/${path}`;
  }

  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    let response: Response;
    try {
      response = await fetch(this.url(path), {
        headers: { Accept: "application/json", "Accept-Language": this.language },
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new ApiFailure(null, cause);
    }
    if (!response.ok) throw new ApiFailure(await readProblem(response));
    return (await response.json()) as T;
  }

  /**
   * All features that `path` (`collections/<id>/items?…`, without `limit`) matches, page by page.
   */
  async allItems(path: string, signal?: AbortSignal): Promise<FeatureCollection> {
    const features: FeatureCollection["features"] = [];
    const joint = path.includes("?") ? "&" : "?";
    let token: string | null = null;
    do {
      const rest: string = token === null ? "" : `&token=${encodeURIComponent(token)}`;
      const page: FeaturePage = await this.get(`${path}${joint}limit=${PAGE_LIMIT}${rest}`, signal);
      features.push(...page.features);
      token = nextToken(page);
    } while (token !== null);
    return { type: "FeatureCollection", features };
  }
}

/**
 * The token of the next page, or `null` on the last one. Only the token is taken from the link: its
 * host is the one the server believes in, which behind a proxy may not be the page's.
 */
export function nextToken(page: { links: Pick<FeaturePage["links"][number], "rel" | "href">[] }): string | null {
  const next = page.links.find((link) => link.rel === "next");
  return next ? new URL(next.href, "http://page.invalid").searchParams.get("token") : null;
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    if (typeof body.code === "string") return body as Problem;
  } catch {
    // Not JSON: a proxy's page, say. The status alone has to do.
  }
  return {
    type: "about:blank",
    code: `http_${response.status}`,
    title: response.statusText,
    status: response.status,
    detail: response.statusText || String(response.status),
  };
}
