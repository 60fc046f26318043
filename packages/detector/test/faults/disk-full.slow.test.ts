import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { afterAll, expect, it } from "vitest";
import { type ChildService, startChild } from "../support/child.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually } from "../support/servers.ts";
import { Client, faultSettings } from "../support/service.ts";
import { openSink } from "../support/sink.ts";

/*
 * The service's folder, its journal and its embedded store, on a file system of its own: a small one in memory,
 * in a mount namespace that only the service is in. The test reaches it through the process.
 */
const mib = 1_048_576;
const base = mkdtempSync(join(tmpdir(), "logstead-disk-full-"));
const disk = join(base, "disk");
mkdirSync(disk);
const own = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
const mounted = [...own, `mount -t tmpfs -o size=64m tmpfs ${disk} && exec "$0" "$@"`];
const refused = ((): string | undefined => {
  try {
    execFileSync(mounted[0] as string, [...mounted.slice(1), "true"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error).trim();
  }
})();

let child: ChildService | undefined;
afterAll(async () => {
  await child?.end("SIGKILL");
  rmSync(base, { recursive: true, force: true });
});

/** The folder as the process sees it. */
const inside = () => `/proc/${child?.process.pid}/root${disk}`;
const free = () => {
  const { bavail, bsize } = statfsSync(inside());
  return bavail * bsize;
};

/** Takes all of the disk but so much; what others take meanwhile counts. */
function fill(leave: number): void {
  const fd = openSync(join(inside(), "ballast"), "a");
  try {
    for (let left = free() - leave; left > 0; left = free() - leave)
      writeSync(fd, Buffer.alloc(Math.min(left, mib), 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(fd);
  }
}
const empty = () => rmSync(join(inside(), "ballast"), { force: true });

it.skipIf(refused)(
  `${refused ? `skipped: no file system of its own (${refused}): ` : ""}refuses what it cannot keep while the disk is full, and loses nothing of what it accepted`,
  async () => {
    const sink = await openSink();
    const port = await freePort();
    const detector = new Client(`http://127.0.0.1:${port}`);
    const file = join(base, "settings.yaml");
    const alerts = { n8n: { webhook: `${sink.url}/webhook` } };
    const folder = join(disk, "state");
    writeFileSync(
      file,
      JSON.stringify(
        faultSettings(folder, { port, checkpoint: "1s", thresholds: { silence: "12h" }, alerts }),
      ),
    );
    child = startChild(file, mounted);
    await child.ready();
    const told = () => sink.received.map(({ body }) => `${(body.hosts as string[])[0]} ${body.event}`);
    const hosts = ["node0", "node1", "node2"];
    const now = Date.now();
    const error = (host: string, what: string) => incident(host, now - hours(0.1), what);
    try {
      expect(await detector.push(hosts.map((host) => traffic(host, now - hours(10), 590)))).toBe(204);
      await detector.settled();
      expect(await detector.failing()).toEqual({});

      // Before nothing is left at all lines are refused: the store can still save what was accepted.
      fill(6 * mib);
      const first = error("node0", "disk controller timeout while flushing journal");
      expect(await detector.push([first])).toBe(503);
      expect((await detector.failing()).journal).toMatch(/disk is full/);
      empty();
      expect(await detector.push([first])).toBe(204);
      await eventually("it is told", () => told().length >= 1);

      // It fills up while what was accepted is learned: what is found waits for room.
      const busy = hosts.map((host) => traffic(`${host}-b`, now - hours(10), 590));
      const second = error("node1", "replica lost quorum and steps down");
      expect(await detector.push([...busy, second])).toBe(204);
      fill(0);
      await eventually("it says that the store is full", async () =>
        /disk is full/.test((await detector.failing()).store ?? ""),
      );
      const third = error("node2", "firmware checksum mismatch refuses boot");
      for (let i = 0; i < 5; i++) {
        expect(await detector.push([third])).toBe(503);
        expect((await fetch(`${detector.url}/healthz`)).status).toBe(200);
      }
      expect(Object.keys(await detector.failing()).toSorted()).toEqual(["journal", "store"]);
      expect(told()).toEqual(["node0 firing"]);

      empty();
      await eventually("it is told", () => told().length >= 2);
      await eventually("lines are taken again", async () => (await detector.push([third])) === 204);
      await eventually("the third is told", () => told().length >= 3);
      await detector.settled();
      await eventually("ready again", async () => Object.keys(await detector.failing()).length === 0);
      expect(told()).toEqual(["node0 firing", "node1 firing", "node2 firing"]);
      const streams = await detector.get<{ items: { stream: string; lines: number }[] }>("/api/v1/streams");
      expect(streams.items.filter(({ stream }) => stream.includes("-b")).map(({ lines }) => lines)).toEqual(
        busy.map(({ lines }) => lines.length),
      );
      expect((await detector.anomalies()).map(({ alerts: n }) => n)).toEqual([1, 1, 1]);
    } finally {
      await sink.close();
    }
  },
);
