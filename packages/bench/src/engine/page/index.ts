import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { encodePush } from "@logstead/detector/parts";
import { type Browser, chromium } from "playwright-core";

export interface PageBench {
  loads: number;
  /** Seconds from asking for the address until an anomaly is on the screen: nothing kept by the browser, then all. */
  cold: { median: number; most: number };
  warm: { median: number; most: number };
  /** What comes over the wire for the page itself, as the browser counts it, and in how many answers. */
  bytes: number;
  requests: number;
}

const loads = 15;
const token = "token-of-the-bench";
const minute = 60_000;

/** How long the page takes in a headless Chromium, from a service of its own with an anomaly to show. */
export async function benchPage(executablePath: string): Promise<PageBench> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  const file = join(folder, "vars_log_anomaly.yaml");
  const port = await freePort();
  const http = {
    tokens: [{ name: "bench", role: "read", token: "env:BENCH_TOKEN" }],
    requestsPerMinute: 100_000,
  };
  writeFileSync(file, JSON.stringify({ port, folder, warmUp: "1h", http }));
  const child = fork(join(import.meta.dirname, "../service/service-child.ts"), [file], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, BENCH_TOKEN: token },
  });
  const url = `http://127.0.0.1:${port}`;
  let browser: Browser | undefined;
  try {
    await once(child, "message");
    await pushAnomaly(child, url);
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    const cold: number[] = [];
    const warm: number[] = [];
    let [bytes, requests] = [0, 0];
    for (let i = 0; i < loads; i++) {
      const context = await browser.newContext();
      await context.addInitScript(`sessionStorage.setItem("logstead.token", ${JSON.stringify(token)})`);
      for (const times of [cold, warm]) {
        const page = await context.newPage();
        const begun = performance.now();
        await page.goto(`${url}/`, { waitUntil: "commit" });
        await page.locator(".row").first().waitFor();
        times.push((performance.now() - begun) / 1000);
        if (i === 0 && times === cold)
          [bytes, requests] = (await page.evaluate(
            `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
               .filter(({ name }) => !name.includes("/api/") && !name.endsWith("/readyz"))
               .reduce(([bytes, n], { transferSize }) => [bytes + transferSize, n + 1], [0, 0])`,
          )) as [number, number];
        await page.close();
      }
      await context.close();
    }
    return { loads, cold: summary(cold), warm: summary(warm), bytes, requests };
  } finally {
    await browser?.close();
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(seconds: number[]): { median: number; most: number } {
  const sorted = seconds.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] as number, most: sorted.at(-1) as number };
}

/** Three hours of a quiet stream, then an error that nobody has seen; waits until it is learned. */
async function pushAnomaly(child: ChildProcess, url: string): Promise<void> {
  const now = Date.now();
  const batch = { stream: '{host="bench",job="app"}', times: [] as number[], lines: [] as string[] };
  for (let time = now - 180 * minute; time < now - minute; time += 5000) {
    batch.times.push(time);
    batch.lines.push(`served request ${time % 997} in ${(time % 41) + 10} ms`);
  }
  for (let i = 0; i < 5; i++) {
    batch.times.push(now - minute + i * 1000);
    batch.lines.push(`ERROR writing page ${i}: no space left on device`);
  }
  const body = new Uint8Array(encodePush([batch]));
  const headers = { "Content-Type": "application/x-protobuf" };
  const { status } = await fetch(`${url}/loki/api/v1/push`, { method: "POST", headers, body });
  if (status !== 204) throw new Error(`the service answers ${status}`);
  for (let waiting = 1; waiting > 0; ) {
    child.send("?");
    const [answer] = (await once(child, "message")) as [{ waiting: number; lines: number }];
    waiting = answer.lines < batch.lines.length ? 1 : answer.waiting;
  }
}
