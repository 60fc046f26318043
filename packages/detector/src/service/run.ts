import { join } from "node:path";
import { createInterface } from "node:readline";
import { ExitCode, ProblemError, problem, withLock } from "@logstead/base";
import { buildApp } from "../http/app.ts";
import { type Listening, listen } from "../http/server.ts";
import { openStore } from "../stores/open.ts";
import { readSettings } from "./load.ts";
import { log } from "./log.ts";
import { type Service, startService } from "./service.ts";
import type { ServiceSettings } from "./settings.ts";

export type Redact = (line: string) => string;

export interface RunOptions {
  /** The settings file, read again on SIGHUP. */
  file: string;
  version: string;
  /** What the settings' redaction means; made anew when they change. */
  redactor(settings: ServiceSettings): Redact;
  /** Told when requests are answered. */
  onReady?(service: Service, listening: Listening): void;
}

/** Runs the service until SIGTERM or SIGINT; one for a folder at a time. Resolves when everything is saved. */
export async function runService(options: RunOptions): Promise<void> {
  const { file } = options;
  const settings = readSettings(file);
  const lock = join(settings.folder, "service");
  let waited = "";
  await withLock(lock, () => running(options, settings), {
    onWait: (owner) => {
      waited = owner;
      log("warn", "waits for another service that uses the folder", {
        folder: settings.folder,
        owner: waited,
      });
    },
  });
}

async function running(options: RunOptions, settings: ServiceSettings): Promise<void> {
  const { file, version, redactor } = options;
  const stopping = stopSignal();
  const store = await opened(settings, stopping.signal);
  if (!store) return;
  const service = await startService({ settings, store, redact: redactor(settings), log, version });
  const app = buildApp(service);
  const listening = await listen(app, settings.address, settings.port).catch(
    (error: NodeJS.ErrnoException) => {
      throw new ProblemError(
        problem(
          "detector/cannot-listen",
          `${settings.address}:${settings.port} cannot be listened on: ${error.code}`,
          {
            file,
            path: "port",
            fix: "stop what uses the port, or choose another",
          },
        ),
        ExitCode.outside,
      );
    },
  );
  const reload = () => {
    try {
      const next = readSettings(file);
      const later = service.apply(next, redactor(next));
      app.reload();
      log("info", "settings were read again", later.length > 0 ? { needRestart: later } : {});
    } catch (error) {
      log("error", "the settings cannot be taken; the old ones stay", { message: (error as Error).message });
    }
  };
  process.on("SIGHUP", reload);
  log("info", "listens", { address: settings.address, port: listening.port, store: store.name, version });
  options.onReady?.(service, listening);
  const stdin = settings.sources.stdin ? readStdin(service) : undefined;
  await stopping.promise;
  log("info", "stops");
  process.off("SIGHUP", reload);
  stdin?.();
  await listening.close();
  await service.stop();
  await store.close();
}

/**
 * A store that is not there yet is waited for, services start in any order after a power cut; so is room on the disk
 * for the embedded one.
 */
async function opened(settings: ServiceSettings, signal: AbortSignal) {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await openStore(settings);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      const embedded = typeof settings.store === "string" && code !== "ENOSPC";
      if (/knows up to \d+$/.test(message) || embedded)
        throw new ProblemError(problem("detector/store-unusable", `the store cannot be used: ${message}`));
      log("warn", "the store does not answer yet", { message });
      await new Promise<void>((done) => {
        const timer = setTimeout(done, Math.min(10_000, 500 * 2 ** failures));
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }
  return undefined;
}

function stopSignal() {
  const controller = new AbortController();
  const promise = new Promise<void>((done) => {
    for (const name of ["SIGTERM", "SIGINT"] as const)
      process.once(name, () => {
        controller.abort();
        done();
      });
  });
  return { promise, signal: controller.signal };
}

/** Lines of standard input, a hundred or a tenth of a second together; reading waits while they are refused. */
function readStdin(service: Service): () => void {
  const reader = createInterface({ input: process.stdin });
  let lines: [string, string][] = [];
  const flush = () => {
    if (lines.length === 0) return;
    const body = Buffer.from(JSON.stringify({ streams: [{ stream: { job: "stdin" }, values: lines }] }));
    const result = service.intake.accept("json", body);
    if (result.ok || result.reason === "malformed" || result.reason === "too-large") {
      lines = [];
      reader.resume();
    } else reader.pause();
  };
  const timer = setInterval(flush, 100);
  let last = 0n;
  reader.on("line", (line) => {
    // Later than the one before: two alike lines are two lines.
    const now = BigInt(Math.floor(service.clock.now() * 1000)) * 1000n;
    last = now > last ? now : last + 1000n;
    lines.push([String(last), line]);
    if (lines.length >= 1000) flush();
  });
  reader.on("close", flush);
  return () => {
    clearInterval(timer);
    flush();
    reader.close();
  };
}
