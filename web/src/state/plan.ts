import { ApiFailure, type Client } from "../api/client";
import {
  coursePath, planPath, responsibilitiesPath, responsibilityItemsPath, targetPath, targetRowsPath, targetsPath, type Scope,
} from "../api/paths";
import type {
  CountedFeatures, Course, OverdueItems, PlanAnswer, Responsibilities, TargetAnswer, Targets, TargetScore, Workflows,
} from "../api/plan_types";
import { Resource } from "./resource";
import type { Selection } from "./selection";
import { levelOf, targetMap, type TargetMap } from "./target_map";

/** The answers about the work plan that follow from the selection. */
export class PlanAnswers {
  readonly text: Resource<PlanAnswer>;
  readonly board: Resource<Targets>;
  readonly target: Resource<TargetAnswer>;
  /** The features behind the chosen target's number. */
  readonly rows: Resource<CountedFeatures>;
  /** Chains of responsibility, and who is behind them. */
  readonly duties: Resource<Responsibilities>;
  /** What is overdue for the holder chosen. */
  readonly items: Resource<OverdueItems>;
  /** The layers whose features go through steps; asked once one of them may be open. */
  readonly workflows: Resource<Workflows | null>;
  /** The steps of the feature in the drawer. */
  readonly course: Resource<Course>;
  readonly #client: Client;

  /** - `follow`: asks again for what the selection needs, once the board tells a target's levels. */
  constructor(client: Client, changed: () => void, follow: () => void) {
    this.#client = client;
    this.text = new Resource(changed);
    this.board = new Resource(() => {
      if (this.board.status === "ready") follow();
      changed();
    });
    this.target = new Resource(changed);
    this.rows = new Resource(changed);
    this.duties = new Resource(changed);
    this.items = new Resource(changed);
    this.workflows = new Resource(() => {
      if (this.workflows.status === "ready") this.#followCourse();
      changed();
    });
    this.course = new Resource(changed);
  }

  get all(): Resource<unknown>[] {
    return [this.text, this.board, this.target, this.rows, this.duties, this.items, this.workflows, this.course];
  }

  /** Whether the service said that it has no work plan. */
  get none(): boolean {
    const missing = (resource: Resource<unknown>): boolean => resource.failure?.problem?.status === 404;
    return missing(this.board) && missing(this.text);
  }

  /** Asks anew the next time: the change feed does not tell of another plan. */
  forget(): void {
    for (const resource of this.all) resource.forget();
  }

  follow(selection: Selection, scope: Scope, order: readonly string[]): void {
    const { tab, question, plan } = selection;
    if (tab !== "plan" && question !== "target") {
      for (const resource of [this.text, this.board, this.target, this.rows, this.duties, this.items]) resource.clear();
      return;
    }
    this.text.ask("plan", (signal) => this.#client.get(planPath(), signal));
    const board = targetsPath(scope);
    this.board.ask(board, (signal) => this.#client.get(board, signal));
    this.#followTarget(plan, question === "target", scope, order);
    this.#followDuties(tab === "plan" ? plan : { ...plan, view: "board" }, scope);
  }

  #followDuties(plan: Selection["plan"], scope: Scope): void {
    if (plan.view !== "duties") {
      this.duties.clear();
      this.items.clear();
      return;
    }
    const path = responsibilitiesPath(scope);
    this.duties.ask(path, (signal) => this.#client.get(path, signal));
    if (plan.holder === null) {
      this.items.clear();
      return;
    }
    const items = responsibilityItemsPath(plan.holder, scope.at);
    this.items.ask(items, (signal) => this.#client.get(items, signal));
  }

  #picked: { collection: string; id: string; at: string | null } | null = null;

  /** The steps of a feature, if its layer has any. */
  followCourse(picked: Selection["picked"], at: string | null): void {
    this.#picked = picked?.kind === "feature" ? { collection: picked.collection, id: picked.id, at } : null;
    if (this.#picked) this.workflows.ask("workflows", (signal) => this.#workflows(signal));
    this.#followCourse();
  }

  /** A service without a plan has no steps, which is no failure. */
  async #workflows(signal: AbortSignal): Promise<Workflows | null> {
    try {
      return await this.#client.get<Workflows>("workflows", signal);
    } catch (error) {
      if (error instanceof ApiFailure && error.problem?.status === 404) return null;
      throw error;
    }
  }

  #followCourse(): void {
    const picked = this.#picked;
    if (!picked || !this.workflows.value?.workflows.some(({ layer }) => layer === picked.collection)) {
      this.course.clear();
      return;
    }
    const path = coursePath(picked.collection, picked.id, picked.at);
    this.course.ask(path, (signal) => this.#client.get(path, signal));
  }

  #followTarget(plan: Selection["plan"], shown: boolean, scope: Scope, order: readonly string[]): void {
    const score = shown ? this.score(plan.target) : null;
    if (!score) {
      // The old answer stays while the board is on its way.
      if (!shown || plan.target === null || this.board.status === "ready") {
        this.target.clear();
        this.rows.clear();
      }
      return;
    }
    const path = targetPath(score.key, levelOf(score.levels, plan.by, order), scope);
    this.target.ask(path, (signal) => this.#client.get(path, signal));
    if (plan.part === "") {
      this.rows.clear();
      return;
    }
    const rows = targetRowsPath(score.key, plan.part, scope);
    this.rows.ask(rows, (signal) => this.#client.get(rows, signal));
  }

  /** A target as the scoreboard has it. */
  score(key: string | null): TargetScore | null {
    return this.board.value?.targets.find((target) => target.key === key) ?? null;
  }

  #painted: { of: unknown[]; result: TargetMap | null } | null = null;

  /** The chosen target's units as the map colours them. */
  painted(plan: Selection["plan"], order: readonly string[]): TargetMap | null {
    const answer = this.target.value;
    if (!answer || answer.key !== plan.target) return null;
    const by = new URLSearchParams(this.target.valueKey?.split("?")[1] ?? "").get("by") ?? order[0] ?? "";
    const of = [answer, by, plan.paint];
    if (!this.#painted || this.#painted.of.some((part, i) => part !== of[i])) {
      this.#painted = { of, result: targetMap(answer, by, plan.paint) };
    }
    return this.#painted.result;
  }
}
