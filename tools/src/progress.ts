import type { OnProgress, Progress, Tool } from "./types.ts";

/** Says what happens to one tool, with the time since this reporter was made. */
export function reporter(tool: Tool, onProgress: OnProgress | undefined) {
  const started = performance.now();
  const say = (step: Progress["step"], message: string) =>
    onProgress?.({
      tool: tool.name,
      step,
      message,
      elapsed: (performance.now() - started) / 1000,
      expected: tool.seconds,
    });
  /** Says the same every second, so that whoever watches sees the time run. */
  const ticking = (step: Progress["step"], message: string) => {
    say(step, message);
    const timer = setInterval(() => say(step, message), 1_000);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  };
  return Object.assign(say, { ticking });
}

/** `75` → `1:15`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * Shows progress: on a terminal one line that changes in place, elsewhere a line at each change of step
 * and every half minute (a log of CI must show life, not 300 lines).
 */
export function progressTo(stream: NodeJS.WriteStream): OnProgress {
  const shown = new Map<string, { step: string; at: number }>();
  const building = new Map<string, Progress>();
  const line = (p: Progress) =>
    p.step === "build"
      ? `${p.message}: ${clock(p.elapsed)} of about ${clock(p.expected)}`
      : `${p.tool}: ${p.message}`;
  const clear = stream.isTTY ? "\r\u001b[K" : "";
  return (p) => {
    if (p.step === "build") building.set(p.tool, p);
    else building.delete(p.tool);
    if (p.step !== "build")
      stream.write(`${clear}${line(p)}${p.step === "done" ? ` (${clock(p.elapsed)})` : ""}\n`);
    if (stream.isTTY) {
      const all = [...building.values()].map(line).join(" · ");
      stream.write(`${clear}${all.slice(0, (stream.columns ?? 80) - 1)}`);
      return;
    }
    const last = shown.get(p.tool);
    if (p.step === "build" && (last?.step !== "build" || p.elapsed - last.at >= 30)) {
      stream.write(`${line(p)}\n`);
      shown.set(p.tool, { step: p.step, at: p.elapsed });
    }
  };
}
