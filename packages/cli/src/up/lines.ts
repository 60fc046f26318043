import type { StepName, UpEvent } from "@logstead/operate";
import { paint } from "../output/colour.ts";
import { titles, type UpView } from "./view.ts";

/** In a log nobody waits longer than this for a sign of life. */
const beat = 25_000;

/** For logs and pipes: a line for each step and unit when it has ended, and every half minute what is going on. */
export function lineView(write: (line: string) => void, now: () => number = () => performance.now()): UpView {
  const since = new Map<string, number>();
  /** What goes on in each step or unit that has begun and not ended. */
  const doing = new Map<string, string>();
  const units = new Map<string, { component: string; host: string }>();
  const took = (key: string) => `${((now() - (since.get(key) ?? now())) / 1000).toFixed(1)} s`;
  const mark = { done: paint("green", "✔"), failed: paint("red", "✖"), skipped: "-" };
  const still = setInterval(() => {
    for (const [key, what] of doing) {
      // what Ansible does is told by its units
      if (key === "apply" && doing.size > 1) continue;
      write(`  … ${key in titles ? titles[key as StepName] : key}: ${what || "has begun"} (${took(key)})`);
    }
  }, beat);
  still.unref();
  const begin = (key: string) => {
    since.set(key, now());
    doing.set(key, "");
  };
  const stepLine = (step: StepName, status: keyof typeof mark, detail = "") =>
    write(
      `${mark[status]} ${titles[step].padEnd(10)} ${[detail, status === "skipped" ? "" : took(step)].filter(Boolean).join(", ")}`,
    );
  return {
    on(event: UpEvent) {
      if (event.kind === "units") for (const unit of event.units) units.set(unit.name, unit);
      if (event.kind === "progress") doing.set(event.step, event.detail);
      if (event.kind === "step") {
        if (event.status === "started") return begin(event.step);
        doing.delete(event.step);
        stepLine(event.step, event.status, event.detail);
      }
      if (event.kind === "unit") {
        const { unit, status } = event;
        const { component = unit, host = "" } = units.get(unit) ?? {};
        if (status === "started") begin(unit);
        if (status === "task") doing.set(unit, event.detail ?? "");
        if (status !== "done" && status !== "failed") return;
        doing.delete(unit);
        write(`  ${mark[status]} ${component.padEnd(10)} ${host.padEnd(10)} ${took(unit)}`);
      }
    },
    async end() {
      clearInterval(still);
    },
  };
}
