import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { ports as defaultPorts } from "@logstead/base";
import { lastLines } from "@logstead/base/process";
import type { Lab } from "../config.ts";
import { echoImage, loadImage } from "../images.ts";
import { inNetwork } from "../network.ts";
import { hostOf } from "../plan.ts";
import { onLabHost, quote, sshArgs } from "../ssh.ts";
import { WindowsLog, windowsSide } from "../windows.ts";
import type { Message } from "./lines.ts";
import type { Stream } from "./profiles.ts";
import { framed, rfc3164, rfc5424 } from "./syslog.ts";

/** Takes one stream's messages to where they belong. */
export interface Sink {
  to: string;
  /** Returns the bytes of the line as the source writes it. */
  write(message: Message, now: Date): number;
  /** Whether it takes no more. */
  over(): boolean;
  /** Waits while the other side is slower than we are. */
  ready(): Promise<void>;
  /** Waits until all is written; says what went wrong. */
  close(): Promise<string | undefined>;
}

export type SyslogPorts = Partial<Record<"rfc3164" | "rfc5424", number>>;

export async function openSink(lab: Lab, stream: Stream, total: number, ports: SyslogPorts): Promise<Sink> {
  switch (stream.kind) {
    case "journal": {
      // the priority stands before each line, as sd-daemon(3) has it
      const pipe = onHost(lab, stream.host, ["systemd-cat", "-t", stream.tag]);
      return lineSink(pipe, `journal as ${stream.tag}`, ({ severity, text }) => `<${severity}>${text}\n`);
    }
    case "file": {
      const script = `mkdir -p "$(dirname ${quote(stream.file)})"; exec cat >>${quote(stream.file)}`;
      return lineSink(onHost(lab, stream.host, ["sh", "-c", script]), stream.file, ({ text }) => `${text}\n`);
    }
    case "container": {
      const image = await echoImage(lab);
      await loadImage(lab, stream.host, image.archive);
      const options = ["--rm", "-i", "--replace", "--network=none", `--log-driver=${stream.logDriver}`];
      const command = ["podman", "run", ...options, `--name=${stream.name}`, image.name];
      return lineSink(
        onHost(lab, stream.host, command),
        `container ${stream.name}`,
        ({ text }) => `${text}\n`,
      );
    }
    case "gateway":
      return gatewaySink(lab, stream, total);
    case "syslog":
      return syslogSink(lab, stream, ports);
  }
}

type Pipe = ChildProcessByStdio<Writable, null, Readable>;

function onHost(lab: Lab, host: string, argv: string[]): Pipe {
  return spawn("ssh", ["-T", ...sshArgs(lab, host), onLabHost(argv, "root")], {
    stdio: ["pipe", "ignore", "pipe"],
  });
}

function lineSink(child: Pipe, to: string, format: (message: Message, now: Date) => string): Sink {
  let said = "";
  let over = false;
  let drained: Promise<unknown> | undefined;
  child.stderr.on("data", (data) => {
    said = lastLines(said + data, 3);
  });
  // a failing program is told by its exit; the broken pipe says no more
  child.stdin.on("error", () => {});
  const ended = new Promise<string | undefined>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code) => done(code === 0 ? undefined : `exit ${code}: ${said}`));
  }).finally(() => {
    over = true;
  });
  return {
    to,
    over: () => over,
    write(message, now) {
      const line = format(message, now);
      if (!child.stdin.write(line)) drained ??= new Promise((done) => child.stdin.once("drain", done));
      return Buffer.byteLength(line);
    },
    async ready() {
      if (drained) await Promise.race([drained, ended]);
      drained = undefined;
    },
    async close() {
      child.stdin.end();
      return ended;
    },
  };
}

function syslogSink(lab: Lab, stream: Stream & { kind: "syslog" }, ports: SyslogPorts): Sink {
  const { address } = hostOf(lab.started.plan, stream.host);
  const port = ports[stream.format] ?? defaultPorts.syslog;
  const source = { hostname: stream.device, app: "device", pid: 100 + stream.device.length };
  const format = stream.format === "rfc3164" ? rfc3164 : rfc5424;
  const [program = "", ...args] = inNetwork(lab);
  const sender = [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    join(import.meta.dirname, "sender.ts"),
  ];
  const child = spawn(program, [...args, ...sender, stream.transport, address, String(port)], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const framing = stream.transport === "tcp" ? stream.framing : "line";
  return lineSink(child, `${stream.transport} ${address}:${port}`, (message, now) => {
    const line = format(message, source, now);
    return `${JSON.stringify(stream.transport === "tcp" ? framed(line, framing) : line)}\n`;
  });
}

function gatewaySink(lab: Lab, stream: Stream & { kind: "gateway" }, total: number): Sink {
  const log = new WindowsLog(windowsSide(lab, stream.host), stream.file);
  const every = Math.ceil(total / (stream.rotations + 1));
  let written = 0;
  return {
    to: stream.file,
    over: () => false,
    write({ text }) {
      if (stream.rotations > 0 && written > 0 && written % every === 0) log.rotate("rename");
      log.write([text]);
      written++;
      return Buffer.byteLength(text) + 2;
    },
    ready: async () => {},
    close: async () => {
      log.close();
      return undefined;
    },
  };
}
