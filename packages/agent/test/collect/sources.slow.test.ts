import { createSocket } from "node:dgram";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CollectorModel } from "../../src/collect/model.ts";
import type { Entry } from "../../src/stages/stage.ts";
import { journalRemote, unlessJournal, writeJournal } from "../support/journal-file.ts";
import { alloy, unlessAlloy } from "../support/programs.ts";
import { openTrial, type Trial } from "./trial.ts";

/*
 * Each kind of source that can be tried on loopback, through the real programs with the rendered
 * configuration. Both programs are held to the same expectations, and then to each other's result.
 */
const agents = ["promtail", "alloy"] as const;
const results = new Map<string, Partial<Record<CollectorModel["agent"], string[]>>>();

/** What must be equal: every line with its labels and metadata. */
const shape = (entries: readonly Entry[]) =>
  entries
    .map(({ line, labels, metadata }) => JSON.stringify([line, sorted(labels), sorted(metadata)]))
    .sort();
const sorted = (of: Record<string, string>) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));

function keep(
  scenario: string,
  agent: CollectorModel["agent"],
  entries: readonly Entry[],
  folder: string,
): void {
  const one = results.get(scenario) ?? {};
  one[agent] = shape(entries).map((text) => text.replaceAll(folder, "FOLDER"));
  results.set(scenario, one);
}

/** Lines of an older day are dropped: Loki would refuse them. */
const hourAgo = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const micros = (seconds: number) => new Date(hourAgo + seconds * 1000).toISOString().replace(/Z$/, "001Z");

const byLine = (entries: readonly Entry[]) => Object.fromEntries(entries.map((entry) => [entry.line, entry]));

for (const agent of agents)
  describe.skipIf(agent === "alloy" && !alloy)(agent === "alloy" ? `${unlessAlloy}alloy` : agent, () => {
    let trial: Trial;
    beforeEach(async () => {
      trial = await openTrial();
    });
    afterEach(() => trial.end());

    it.skipIf(!journalRemote)(
      `${unlessJournal}[PRM-01][ALY-04][ALY-05][ALY-16] the journal: units by expression, fields as labels and metadata`,
      async () => {
        const folder = join(trial.folder, "journal");
        const boot = "0123456789abcdef0123456789abcdef";
        const of = (unit: string, message: string, more = {}) => ({
          _SYSTEMD_UNIT: unit,
          MESSAGE: message,
          PRIORITY: "6",
          ...more,
        });
        await writeJournal(
          join(folder, "one.journal"),
          [
            of("nginx.service", "started", {
              _TRANSPORT: "stdout",
              _PID: "42",
              _UID: "33",
              _SYSTEMD_SLICE: "system.slice",
              SYSLOG_IDENTIFIER: "nginx",
            }),
            of("sshd@3-10.0.0.7:22.service", "refused", { PRIORITY: "4" }),
            of("session-9.scope", "not wanted"),
            of("backup.timer", "due", { PRIORITY: "2" }),
          ],
          boot,
        );
        const model = await trial.model(
          agent,
          `sources: {journal: {type: journal, path: ${folder}, kind: system, units: ['\\.service$', '\\.timer$']}}`,
        );
        await trial.start(model);
        const entries = byLine(await trial.receiver.lines(3));
        expect(Object.keys(entries).sort()).toEqual(["due", "refused", "started"]);
        expect(entries.started?.labels).toMatchObject({ unit: "nginx.service", job: "journal", host: "one" });
        expect(entries.started?.metadata).toMatchObject({
          boot_id: boot,
          transport: "stdout",
          pid: "42",
          slice: "system.slice",
          identifier: "nginx",
          user_id: "***",
        });
        expect(entries.refused?.labels.unit).toBe("sshd@.service");
        expect(entries.refused?.metadata.unit_instance).toBe("3-10.0.0.7:22");
        keep("journal", agent, trial.receiver.entries, trial.folder);
      },
    );

    it("[PRM-05][OCN-20] syslog as rsyslog hands it over: devices by name, severity as level", async () => {
      const port = await freePort();
      const model = await trial.model(
        agent,
        `sources: {journal: false, syslog: {type: syslog, port: ${port - 1}}}`,
        "devices: {switch: {address: 10.0.0.20}, printer: {address: 10.0.0.21}}",
      );
      await trial.start(model);
      await sendTcp(port, [
        `<187>1 ${micros(0)} 10.0.0.20 link 7 - - port 3 down`,
        `<13>1 ${micros(1)} PRINTER lpd - - - page printed`,
        `<14>1 ${micros(2)} stranger app - - - hello`,
      ]);
      const entries = byLine(await trial.receiver.lines(3));
      expect(entries["port 3 down"]?.labels).toMatchObject({
        host: "switch",
        job: "syslog",
        source: "syslog",
      });
      expect(entries["port 3 down"]?.metadata).toMatchObject({ identifier: "link", sender: "10.0.0.20" });
      expect(entries["page printed"]?.labels.host).toBe("printer");
      expect(entries.hello?.labels.host).toBe("one");
      expect(entries.hello?.metadata.sender).toBe("stranger");
      expect(entries["port 3 down"]?.timestamp).toBe(BigInt(hourAgo) * 1_000_000n + 1000n);
      keep("relay", agent, trial.receiver.entries, trial.folder);
    });

    it("[PRM-05] syslog without rsyslog: both formats over both transports", async () => {
      const port = await freePort();
      const settings = await trial.model(
        agent,
        `sources: {journal: false, syslog: {type: syslog, address: 127.0.0.1, port: ${port}}}`,
      );
      const model: CollectorModel = {
        ...settings,
        sources: settings.sources.map((source) =>
          source.type === "syslog"
            ? { ...source, read: { ...source.read, listens: bothFormats(port) } }
            : source,
        ),
      };
      await trial.start(model);
      const modern = (text: string) => `<14>1 ${micros(0)} switch app - - - ${text}`;
      const old = (text: string) => `<14>Nov 21 10:00:00 switch app: ${text}`;
      await sendTcp(port, [modern("modern tcp")]);
      await sendUdp(port, modern("modern udp"));
      await sendTcp(port + 1, [old("old tcp")]);
      await sendUdp(port + 1, old("old udp"));
      const entries = await trial.receiver.lines(4);
      expect(entries.map(({ line }) => line).sort()).toEqual([
        "modern tcp",
        "modern udp",
        "old tcp",
        "old udp",
      ]);
      keep("direct", agent, trial.receiver.entries, trial.folder);
    });

    it("[PRM-06] the receiver: a sender's own service stays, everything else is the receiver's", async () => {
      const port = await freePort();
      const model = await trial.model(agent, `sources: {journal: false, push: {type: push, port: ${port}}}`);
      await trial.start(model);
      const push = (stream: Record<string, string>, line: string) =>
        fetch(`http://127.0.0.1:${port}/loki/api/v1/push`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ streams: [{ stream, values: [[`${Date.now()}000000`, line]] }] }),
        });
      await push({ service: "shop", host: "forged", session: "high-cardinality" }, "mine");
      await push({ app: "x" }, "yours");
      const entries = byLine(await trial.receiver.lines(2));
      expect(entries.mine?.labels).toMatchObject({ service: "shop", component: "push", host: "one" });
      expect(entries.mine?.labels).not.toHaveProperty("session");
      expect(entries.yours?.labels).toMatchObject({ service: "push", job: "push", tenant: "homelab" });
      keep("push", agent, trial.receiver.entries, trial.folder);
    });

    it("container files get their containers' names from the targets file", async () => {
      const log = join(trial.folder, "overlay-containers/4f2a/userdata/ctr.log");
      const targets = join(trial.folder, "containers.json");
      mkdirSync(join(log, ".."), { recursive: true });
      writeFileSync(log, `${micros(0)} stdout F hello\n`);
      writeFileSync(
        targets,
        JSON.stringify([{ targets: ["localhost"], labels: { __path__: log, container: "forgejo" } }]),
      );
      const settings = await trial.model(
        agent,
        `containerEngine: podman\ncontainerLogs: podmanFiles\nsources: {journal: false}`,
      );
      const model: CollectorModel = {
        ...settings,
        sources: settings.sources.map((source) =>
          source.read.files
            ? { ...source, read: { ...source.read, files: { ...source.read.files, targetsFile: targets } } }
            : source,
        ),
      };
      await trial.start(model);
      const [entry] = await trial.receiver.lines(1);
      expect(entry?.labels).toMatchObject({ container: "forgejo", source: "containers", host: "one" });
      keep("containers", agent, trial.receiver.entries, trial.folder);
    });
  });

describe.skipIf(!alloy)(`${unlessAlloy}both programs, for the same input`, () => {
  it.each(["journal", "relay", "push", "containers"])(
    "%s: the same lines, labels and metadata",
    (scenario) => {
      const { promtail, alloy: other } = results.get(scenario) ?? {};
      expect(promtail?.length).toBeGreaterThan(0);
      expect(other).toEqual(promtail);
    },
  );
});

const bothFormats = (port: number) =>
  (["rfc5424", "rfc3164"] as const).flatMap((format, i) =>
    (["tcp", "udp"] as const).map((protocol) => ({ address: "127.0.0.1", port: port + i, protocol, format })),
  );

const sendTcp = (port: number, lines: readonly string[]) =>
  new Promise<void>((sent, fail) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(`${lines.join("\n")}\n`));
    socket.once("error", fail).once("close", () => sent());
  });

const sendUdp = (port: number, text: string) =>
  new Promise<void>((sent, fail) => {
    const socket = createSocket("udp4");
    socket.send(text, port, "127.0.0.1", (error) => {
      socket.close();
      if (error) fail(error);
      else sent();
    });
  });
