import { dirname } from "node:path";
import { ProblemError } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import type { OnProgress } from "@logstead/tools";
import {
  type EngineEvent,
  LocalWorkspace,
  type OutputMap,
  PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { projectFolder, type StackEnvironment, stackEnvironment } from "./environment.ts";
import { type StackEvent, stackEvents } from "./events.ts";
import { freeOfTheDead, lockedProblem, stackProblem } from "./problems.ts";

export interface Change {
  /** The resource's name: a unit's, or a unit's with `-leaves`. */
  name: string;
  op: "create" | "update" | "replace" | "delete" | "same";
}

export interface StackOptions {
  onProgress?: OnProgress | undefined;
  onEvent?: ((event: StackEvent) => void) | undefined;
  /** Only these resources, by name; all by default. */
  only?: string[] | undefined;
  /** Variables for this run, such as LOGSTEAD_RUN. */
  variables?: Record<string, string> | undefined;
  /** How many hosts and components at a time. */
  parallel?: number | undefined;
}

/** The stack of an environment, driven by Pulumi's Automation API: the same program, backend and passphrase as by hand. */
export class SiteStack {
  readonly environment: StackEnvironment;
  readonly #stack: Stack;
  readonly #site: Site;

  private constructor(site: Site, environment: StackEnvironment, stack: Stack) {
    this.#site = site;
    this.environment = environment;
    this.#stack = stack;
  }

  /** Makes the stack at first use. Throws problems where a program, a plugin or the backend is missing. */
  static async open(site: Site, options: StackOptions = {}): Promise<SiteStack> {
    const environment = await stackEnvironment(site, options);
    if (environment.problems.length > 0) throw new ProblemError(environment.problems);
    const envVars = { ...environment.variables, ...options.variables };
    const pulumiCommand = await PulumiCommand.get({
      root: dirname(dirname(environment.pulumi)),
      skipVersionCheck: true,
    });
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: site.environment, workDir: projectFolder },
      { pulumiCommand, envVars },
    ).catch((error: Error) => {
      throw stackProblem(site, error);
    });
    return new SiteStack(site, environment, stack);
  }

  /** What `up` would do; changes nothing. */
  async preview(options: StackOptions = {}): Promise<Change[]> {
    const changes = new Map<string, Change>();
    await this.#run((onEvent, more) => this.#stack.preview({ ...more, onEvent }), {
      ...options,
      onEvent(event) {
        if (event.kind === "planned") changes.set(event.name, { name: event.name, op: event.op });
        options.onEvent?.(event);
      },
    });
    return [...changes.values()];
  }

  /** Applies what differs. Failed resources are reported as events; the others are finished. */
  up(options: StackOptions = {}): Promise<void> {
    return this.#run((onEvent, more) => this.#stack.up({ ...more, onEvent, continueOnError: true }), options);
  }

  refresh(options: StackOptions = {}): Promise<void> {
    return this.#run((onEvent, more) => this.#stack.refresh({ ...more, onEvent }), options);
  }

  destroy(options: StackOptions = {}): Promise<void> {
    return this.#run(
      (onEvent, more) => this.#stack.destroy({ ...more, onEvent, continueOnError: true }),
      options,
    );
  }

  outputs(): Promise<OutputMap> {
    return this.#stack.outputs();
  }

  /** Names of the resources that the stack has, by its last run. */
  async resources(): Promise<string[]> {
    const { deployment } = (await this.#stack.exportStack()) as {
      deployment?: { resources?: { urn: string; type: string }[] };
    };
    return (deployment?.resources ?? [])
      .filter(({ type }) => type.startsWith("command:"))
      .map(({ urn }) => urn.split("::").at(-1) ?? "");
  }

  async #run(
    call: (
      onEvent: (event: EngineEvent) => void,
      more: { target?: string[]; parallel?: number; color: "never" },
    ) => Promise<unknown>,
    options: StackOptions,
  ): Promise<void> {
    const told = stackEvents(options.onEvent ?? (() => {}));
    const more = {
      color: "never" as const,
      ...(options.only && { target: options.only.map((name) => `**::${name}`) }),
      ...(options.parallel && { parallel: options.parallel }),
    };
    for (let tried = false; ; tried = true) {
      try {
        await call(told.take, more);
        return;
      } catch (error) {
        const locked = lockedProblem(this.#site, error as Error);
        if (locked && !tried && freeOfTheDead(locked)) {
          await this.#stack.cancel().catch(() => {});
          continue;
        }
        if (locked) throw new ProblemError(locked.problem);
        // failed resources have been reported; only a failure of the whole run is left
        if (told.failed()) return;
        throw stackProblem(this.#site, error as Error, told.errors());
      }
    }
  }
}
