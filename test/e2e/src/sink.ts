import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stateDir } from "@logstead/base";
import type { AlertPayload } from "@logstead/channels/alert";
import { inNetwork, openLab } from "@logstead/lab";
import { sinkAddress } from "./site.ts";

const kept = () => stateDir("e2e-sink.jsonl");

/** A web server on the lab's bridge that keeps what it is sent and says yes to everything; returns its end. */
export async function openSink(): Promise<() => void> {
  rmSync(kept(), { force: true });
  const [program = "", ...args] = inNetwork(openLab());
  const { host, port } = sinkAddress;
  const child = spawn(
    program,
    [...args, process.execPath, join(import.meta.dirname, "sink-server.ts"), host, String(port), kept()],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise((done, fail) => {
    child.stdout.once("data", done);
    child.once("close", (code) => fail(new Error(`the sink ended with ${code}`)));
  });
  return () => child.kill("SIGTERM");
}

interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Of one that fires: until when it does unless it is said again. */
  endsAt: string;
}

/** The alerts that Loki's ruler has sent to the sink so far. */
export const alertsOf = (): Alert[] => received((path) => path.endsWith("/api/v2/alerts")) as Alert[];

/** The steps of anomalies that the detector has sent to the sink so far. */
export const anomaliesOf = (): AlertPayload[] =>
  received((path) => path.startsWith("/webhook/") && !path.endsWith("/api/v2/alerts")) as AlertPayload[];

function received(wanted: (path: string) => boolean): unknown[] {
  if (!existsSync(kept())) return [];
  return readFileSync(kept(), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const { path, body } = JSON.parse(line) as { path: string; body: string };
      return wanted(path) ? JSON.parse(body) : [];
    });
}
