/** The service asked directly, to compare with what the page shows. */
export class Api {
  constructor(base) {
    this.base = base;
  }

  async get(path) {
    const response = await fetch(`${this.base}/api${path ? `/${path}` : ""}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** All units of a level as features. */
  async units(level) {
    return (await this.get(`collections/${level}/items?limit=10000`)).features;
  }
}
