import { setTimeout as pause } from "node:timers/promises";
import { freePort, ProblemError, problem } from "@logstead/base";
import { trafficLine } from "@logstead/lab/profiles";
import type { LogLine } from "../loki/client.ts";
import { pastOf } from "./past.ts";
import { type RunningDetector, serveDetector } from "./serve.ts";

/** Longer than `warmUp`, so that no stream is only learned any more. */
const spanOf = (warmUpMs: number) => warmUpMs + 3_600_000;

/** In the network of the detector's host, beside the one that may run there. */
const portInside = 18_085;

export interface TeachOptions {
  folder: string;
  /** The lab's own settings, as rendered. */
  settings: Settings;
  token: string;
  /** How to get to where Loki is. */
  entered: string[];
  record: readonly LogLine[];
  from: number;
  period: number;
  warmUpMs: number;
  onProgress: (text: string) => void;
}

export interface Settings extends Record<string, unknown> {
  address: string;
  port: number;
  sources: { loki: Record<string, unknown> };
  thresholds: Record<string, unknown>;
  alerts: Record<string, unknown>;
}

/** Nothing is a finding, so that nothing is told of what is only learned. */
const learning = (settings: Settings) => ({
  ...settings,
  warmUp: "5200w",
  thresholds: { ...settings.thresholds, score: 1 },
  alerts: { ...settings.alerts, enabled: false },
});

/**
 * Gives a detector what it has in daily use when an incident comes: a day of ordinary lines by its push receiver,
 * then what Loki has since the record began, up to now. Its folder then holds a checkpoint of that.
 */
export async function teach(options: TeachOptions): Promise<{ lines: number; seconds: number }> {
  const { folder, settings, token, entered, record, from, period, warmUpMs, onProgress } = options;
  const started = performance.now();
  const base = { ...learning(settings), folder, address: "127.0.0.1" };
  const port = await freePort();
  const pushed = await serveDetector({
    ...{ folder, token },
    settings: { ...base, port, sources: { push: { enabled: true } } },
  });
  let lines = 0;
  try {
    const span = spanOf(warmUpMs);
    const total = (record.length * span) / period;
    const past = pastOf({ record, from, period, span, random: randomOf(1), renew: trafficLine(1) });
    for (const { body, lines: more } of past) {
      await push(`http://127.0.0.1:${port}/loki/api/v1/push`, body);
      lines += more;
      onProgress(`a day of ordinary lines: ${Math.min(99, Math.round((100 * lines) / total))} %`);
    }
  } finally {
    // ends when all of it is learned and saved
    await pushed.stop();
  }
  const lookback = `${Math.ceil((Date.now() - from) / 1000)}s`;
  const sources = { ...settings.sources, loki: { ...settings.sources.loki, lookback } };
  // Twice: Loki logs it as an error when a reader leaves, and that has to be known as well.
  for (let time = 0; time < 2; time++) {
    const caught = await serveDetector({
      folder,
      token,
      entered,
      settings: { ...base, port: portInside, sources },
    });
    try {
      await catchUp(caught, onProgress);
    } finally {
      await caught.stop();
    }
  }
  return { lines, seconds: (performance.now() - started) / 1000 };
}

/** Waits until the detector follows Loki's newest lines. */
async function catchUp(detector: RunningDetector, onProgress: (text: string) => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { lagSeconds } = await detector.call<{ lagSeconds: Record<string, number> }>(
      "GET",
      "/api/v1/status",
    );
    const lag = Math.max(...Object.values(lagSeconds));
    if (lag < 15) return;
    if (tries > 240)
      throw new ProblemError(
        problem("lab-detector-lag", "the detector does not catch up with Loki", { got: `${lag} s` }),
      );
    onProgress(`what Loki has since: ${Math.round(lag)} s to go`);
    await pause(500);
  }
}

async function push(url: string, body: Buffer): Promise<void> {
  const headers = { "Content-Type": "application/x-protobuf" };
  for (;;) {
    const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
    if (answer.status === 204) return;
    if (answer.status !== 429)
      throw new ProblemError(
        problem("lab-detector-push", "the detector did not take ordinary lines", {
          got: `${answer.status} ${(await answer.text()).slice(0, 300)}`,
        }),
      );
    await pause(50);
  }
}

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
