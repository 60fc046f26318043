import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { openLab } from "../config.ts";
import { Forwards, offerInbox, offerPackages, shareWindowsFolder } from "./helpers.ts";
import { HostProcess } from "./host.ts";
import { type Answer, type LabReport, protocol, type Request } from "./protocol.ts";

/*
 * One per lab, and the first process of a PID namespace: when it ends, for whatever reason, the
 * kernel ends every host and helper with it and drops their mounts. Nothing can be left running.
 */
const lab = openLab(process.argv[2]);
const config = lab.started;
const started = Date.now();

const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);
const hosts = new Map(config.plan.hosts.map((host) => [host.name, new HostProcess(lab, host)]));
const forwards = new Forwards(lab, config);
const proxy = await offerPackages(lab, config);
offerInbox(lab, config);

const report = (): LabReport => ({
  protocol,
  started,
  hosts: [...hosts.values()].map((host) => host.report()),
  forwards: forwards.open,
  packages: { ...proxy.counts },
});

const named = (names: string[]) =>
  names.map((name) => {
    const host = hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  });

async function handle(request: Request): Promise<void> {
  switch (request.op) {
    case "report":
      return;
    case "start":
      for (const process of named(request.hosts)) {
        if (process.host.roles.includes("windows-folder")) await shareWindowsFolder(lab, process.host.name);
        await process.start();
      }
      return;
    case "stop":
      await Promise.all(named(request.hosts).map((host) => host.stop()));
      return;
    case "open":
      for (const port of request.ports) await forwards.add(port);
      return;
    case "quit":
      await Promise.all([...hosts.values()].map((host) => host.stop()));
  }
}

async function serve(socket: Socket): Promise<void> {
  socket.on("error", () => {});
  for await (const line of createInterface({ input: socket })) {
    const request: Request = JSON.parse(line);
    if (request.op !== "report") say(line);
    const answer: Answer = await handle(request).then(
      () => ({ report: report() }),
      (error: Error) => ({ error: error.message }),
    );
    if ("error" in answer) say(answer.error);
    await new Promise((written) => socket.write(`${JSON.stringify(answer)}\n`, written));
    if (request.op === "quit") quit();
  }
}

function quit(): void {
  say("ends");
  for (const file of [lab.control, lab.packages]) rmSync(file, { force: true });
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => void handle({ op: "quit" }).finally(quit));

rmSync(lab.control, { force: true });
createServer((socket) => void serve(socket).catch((error: Error) => say(error.message))).listen(
  lab.control,
  () => {
    chmodSync(lab.control, 0o600);
    say("ready");
  },
);
