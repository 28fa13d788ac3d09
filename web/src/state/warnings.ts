import { type Client } from "../api/client";
import { levelHistoryPath, warningsPath, type Scope } from "../api/paths";
import type { LevelHistory, WarningsAnswer, WarningUnit } from "../api/warning_types";
import { COLOURS, levelOfKey } from "../figures/warnings";
import { Resource } from "./resource";
import type { Selection } from "./selection";

/** Classes of the map from here on are warnings: 20 is the first of {@link COLOURS}. */
export const FIRST_WARNING_CLASS = 20;
/** Units without a warning. */
export const NO_WARNING_CLASS = FIRST_WARNING_CLASS + COLOURS.length;

/** The answers about warnings that follow from the selection. */
export class WarningAnswers {
  readonly levels: Resource<WarningsAnswer>;
  /** The unit in the drawer alone, where it is none of those chosen. */
  readonly own: Resource<WarningsAnswer>;
  /** The levels that the unit in the drawer has had. */
  readonly history: Resource<LevelHistory>;
  readonly #client: Client;

  constructor(client: Client, changed: () => void, follow: () => void) {
    this.#client = client;
    const read = (resource: () => Resource<unknown>) => (): void => {
      if (resource().status === "ready") follow();
      changed();
    };
    this.levels = new Resource(read(() => this.levels));
    this.own = new Resource(read(() => this.own));
    this.history = new Resource(changed);
  }

  get all(): Resource<unknown>[] {
    return [this.levels, this.own, this.history];
  }

  /** Whether the service said that its plan has no rules, or that it has no plan. */
  get none(): boolean {
    return this.levels.failure?.problem?.status === 404;
  }

  /** - `isUnit`: whether a collection's features are units. */
  follow(selection: Selection, scope: Scope, isUnit: (collection: string) => boolean): void {
    const { tab, question, plan, picked } = selection;
    const unit = picked?.kind === "feature" && isUnit(picked.collection) ? picked : null;
    if (question !== "warnings" && !(tab === "plan" && plan.view === "warnings") && !unit) {
      for (const resource of this.all) resource.clear();
      return;
    }
    const path = warningsPath(scope);
    this.levels.ask(path, (signal) => this.#client.get(path, signal));
    const judged = unit && unit.collection === this.levels.value?.by ? unit : null;
    const listed = judged && this.levels.value?.units?.some(({ id }) => id === judged.id);
    if (judged && !listed && scope.unit !== null) {
      const own = warningsPath({ unit: `${judged.collection}:${judged.id}`, at: scope.at });
      this.own.ask(own, (signal) => this.#client.get(own, signal));
    } else this.own.clear();
    const found = judged ? this.unit(judged.id) : null;
    // One that never had a level is not in the log.
    if (!found || !this.levels.value?.logged || found.since === null) {
      this.history.clear();
      return;
    }
    const history = levelHistoryPath(found.id);
    this.history.ask(history, (signal) => this.#client.get(history, signal));
  }

  unit(id: string): WarningUnit | null {
    const units = [...(this.levels.value?.units ?? []), ...(this.own.value?.units ?? [])];
    return units.find((unit) => unit.id === id) ?? null;
  }

  #tones: { of: WarningsAnswer; result: Map<string, number> } | null = null;

  /** The class of each unit as the map colours it. */
  get tones(): Map<string, number> {
    const answer = this.levels.value;
    if (!answer) return new Map();
    if (this.#tones?.of !== answer) {
      const tone = (unit: WarningUnit): number => {
        const level = levelOfKey(answer.levels, unit.level);
        return level ? FIRST_WARNING_CLASS + COLOURS.indexOf(level.colour) : NO_WARNING_CLASS;
      };
      this.#tones = { of: answer, result: new Map((answer.units ?? []).map((unit) => [unit.id, tone(unit)])) };
    }
    return this.#tones.result;
  }
}
