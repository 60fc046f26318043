import { clock, type OnProgress } from "@logstead/tools";

/** The parts of one run, in order. */
export const stepNames = [
  "lab",
  "load",
  "render",
  "verify",
  "write",
  "artifacts",
  "plan",
  "apply",
  "probe",
  "alert",
] as const;
export type StepName = (typeof stepNames)[number];

/** Progress of a run. */
export type UpEvent =
  | { kind: "step"; step: StepName; status: "started" | "done" | "skipped" | "failed"; detail?: string }
  | { kind: "progress"; step: StepName; detail: string }
  /** What will be applied, as soon as that is known. */
  | { kind: "units"; units: { name: string; component: string; host: string }[] }
  | { kind: "unit"; unit: string; status: "started" | "task" | "done" | "failed"; detail?: string };

export type OnUp = (event: UpEvent) => void;

/** Runs one step and tells its beginning and end; what it returns as `detail` is shown behind it. */
export async function step<T>(
  name: StepName,
  on: OnUp,
  work: () => Promise<T> | T,
  detail: (result: T) => string = () => "",
): Promise<T> {
  on({ kind: "step", step: name, status: "started" });
  try {
    const result = await work();
    on({ kind: "step", step: name, status: "done", detail: detail(result) });
    return result;
  } catch (error) {
    on({ kind: "step", step: name, status: "failed" });
    throw error;
  }
}

/** Reports the programs that a step must obtain first, which takes minutes the first time. */
export const toolProgress =
  (name: StepName, on: OnUp): OnProgress =>
  ({ step, tool, message, elapsed, expected }) =>
    on({
      kind: "progress",
      step: name,
      detail:
        step === "build"
          ? `${message}: ${clock(elapsed)} of about ${clock(expected)}`
          : `${tool}: ${message}`,
    });
