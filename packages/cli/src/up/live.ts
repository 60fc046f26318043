import { type StepName, stepNames, type UpEvent } from "@logstead/operate";
import {
  type DefaultRenderer,
  Listr,
  ListrLogger,
  type ListrTaskWrapper,
  PRESET_TIMER,
  ProcessOutput,
  type SimpleRenderer,
} from "listr2";
import { titles, type UpView } from "./view.ts";

// A serial console or a fresh pseudo-terminal says 0 by 0, and every letter would get a line of its own.
process.stderr.columns ||= 80;
process.stderr.rows ||= 24;

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;
type Task = Pick<Wrapper, "title" | "output">;

/** One task of the tree: it waits for its events, which may come before the tree shows it. */
class Shown {
  readonly started = Promise.withResolvers<"started" | "skipped">();
  readonly ended = Promise.withResolvers<void>();
  detail = "";
  output = "";
  #task: Task | undefined;

  constructor() {
    // a run that ends early leaves tasks that nobody waits for
    this.ended.promise.catch(() => {});
  }

  show(task: Task, title: string): void {
    this.#task = task;
    this.#title = title;
    this.refresh();
  }

  #title = "";

  refresh(): void {
    if (!this.#task) return;
    this.#task.title = this.detail ? `${this.#title}  ${this.detail}` : this.#title;
    if (this.output) this.#task.output = this.output;
  }
}

/** For terminals: the tree of steps, below `Ansible` what is going on on each host, with the time each took. */
export function liveView(): UpView {
  const steps = new Map<StepName, Shown>(stepNames.map((name) => [name, new Shown()]));
  const units = new Map<string, Shown>();
  const planned = Promise.withResolvers<{ name: string; component: string; host: string }[]>();
  const over = Promise.withResolvers<void>();
  const of = (name: StepName) => steps.get(name) as Shown;
  const tree = new Listr<unknown, "default", "simple">(
    stepNames.map((name) => ({
      title: titles[name],
      task: async (_: unknown, task: Wrapper) => {
        const shown = of(name);
        shown.show(task, titles[name]);
        const how = await Promise.race([shown.started.promise, over.promise.then(() => "skipped" as const)]);
        if (how === "skipped")
          return void task.skip(shown.detail ? `${titles[name]}  ${shown.detail}` : titles[name]);
        if (name !== "apply") return shown.ended.promise;
        const list = await planned.promise;
        return task.newListr(
          list.map((deployment) => ({
            title: `${deployment.component} on ${deployment.host}`,
            task: (_inner: unknown, inner: Wrapper) => {
              const unit = units.get(deployment.name) as Shown;
              unit.show(inner, `${deployment.component} on ${deployment.host}`);
              return Promise.race([unit.ended.promise, over.promise]);
            },
          })),
          { concurrent: true, exitOnError: false, rendererOptions: { collapseSubtasks: false } },
        );
      },
    })),
    {
      concurrent: false,
      exitOnError: true,
      collectErrors: false,
      rendererOptions: {
        timer: PRESET_TIMER,
        collapseErrors: false,
        showErrorMessage: false,
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      },
    },
  );
  const running = tree.run().catch(() => {});
  return {
    on(event: UpEvent) {
      if (event.kind === "units") {
        for (const deployment of event.units) units.set(deployment.name, new Shown());
        planned.resolve(event.units);
        return;
      }
      const shown = event.kind === "unit" ? units.get(event.unit) : of(event.step);
      if (!shown) return;
      if (event.kind === "progress" || (event.kind === "unit" && event.status === "task"))
        shown.output = event.detail ?? "";
      if (event.kind === "step") {
        shown.detail = event.detail ?? shown.detail;
        if (event.status === "started" || event.status === "skipped") shown.started.resolve(event.status);
      }
      shown.refresh();
      if (event.kind === "progress" || event.status === "started" || event.status === "task") return;
      if (event.status === "failed") shown.ended.reject(new Error("failed"));
      else shown.ended.resolve();
    },
    async end() {
      over.resolve();
      planned.resolve([]);
      for (const shown of [...steps.values(), ...units.values()]) shown.ended.resolve();
      await running;
    },
  };
}
