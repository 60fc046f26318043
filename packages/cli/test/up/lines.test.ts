import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lineView } from "../../src/up/lines.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A view on a clock of its own, and what it wrote since it was last asked. */
function view() {
  const lines: string[] = [];
  const shown = lineView(
    (line) => lines.push(line),
    () => Date.now(),
  );
  return { ...shown, wrote: () => lines.splice(0) };
}

it("says every half minute what a step does, programs that it has to build first included", async () => {
  const { on, wrote, end } = view();
  on({ kind: "step", step: "verify", status: "started" });
  on({ kind: "progress", step: "verify", detail: "getting loki 3.7.8: 0:20 of about 5:30" });
  vi.advanceTimersByTime(30_000);
  expect(wrote()).toEqual(["  … Verify: getting loki 3.7.8: 0:20 of about 5:30 (25.0 s)"]);
  vi.advanceTimersByTime(30_000);
  expect(wrote()).toHaveLength(1);
  on({ kind: "step", step: "verify", status: "done", detail: "by 12 programs" });
  wrote();
  vi.advanceTimersByTime(60_000);
  expect(wrote()).toEqual([]);
  await end();
});

it("says so too of a step and of a unit that have told nothing yet", async () => {
  const { on, wrote, end } = view();
  on({ kind: "step", step: "plan", status: "started" });
  vi.advanceTimersByTime(30_000);
  expect(wrote()).toEqual(["  … Pulumi: has begun (25.0 s)"]);
  on({ kind: "step", step: "plan", status: "done" });
  on({ kind: "units", units: [{ name: "loki-ocean", component: "loki", host: "ocean" }] });
  on({ kind: "step", step: "apply", status: "started" });
  on({ kind: "unit", unit: "loki-ocean", status: "started" });
  wrote();
  vi.advanceTimersByTime(30_000);
  expect(wrote()).toEqual([expect.stringMatching(/^ {2}… loki-ocean: has begun/)]);
  await end();
});
