import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import { freePort } from "@logstead/base";
import { kindOf, type Planting, Source } from "@logstead/sources";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../src/stages/stage.ts";
import { alloy, unlessAlloy } from "../support/programs.ts";
import { openTrial, type Trial } from "./trial.ts";

/*
 * Graylog's format as senders send it, through the real programs with the rendered configuration: plain, packed by
 * gzip and zlib, and in chunks that arrive in any order.
 */
const message = (short_message: string, more: Record<string, unknown> = {}) =>
  Buffer.from(JSON.stringify({ version: "1.1", host: "shop", short_message, level: 6, ...more }));

/** As the format has it: 1e 0f, an id of 8 bytes, number and count of the chunk. */
function chunks(data: Buffer, id: string, size: number): Buffer[] {
  const count = Math.ceil(data.length / size);
  return Array.from({ length: count }, (_, i) =>
    Buffer.concat([
      Buffer.from([0x1e, 0x0f]),
      Buffer.from(id),
      Buffer.from([i, count]),
      data.subarray(i * size, (i + 1) * size),
    ]),
  );
}

async function send(port: number, datagrams: readonly Buffer[]): Promise<void> {
  const socket = createSocket("udp4");
  for (const one of datagrams)
    await new Promise<void>((sent, fail) =>
      socket.send(one, port, "127.0.0.1", (error) => (error ? fail(error) : sent())),
    );
  socket.close();
}

/** Lines of an older day are dropped: Loki would refuse them. */
const hourAgo = Math.floor(Date.now() / 1000) - 3600;

const shortOf = ({ line }: Entry) => (JSON.parse(line) as { short_message: string }).short_message;
const results = new Map<string, string[]>();

for (const agent of ["promtail", "alloy"] as const)
  describe.skipIf(agent === "alloy" && !alloy)(agent === "alloy" ? `${unlessAlloy}alloy` : agent, () => {
    let trial: Trial;
    let port: number;
    beforeEach(async () => {
      trial = await openTrial();
      port = await freePort();
    });
    afterEach(() => trial.end());

    const start = async (more = "") => {
      const model = await trial.model(
        agent,
        `sources: {journal: false, apps: {type: gelf, address: 127.0.0.1, port: ${port}${more}}}`,
        "devices: {till: {address: 10.0.0.20, format: gelf}}\nlabels: {allowed: [job, host, source, level, container]}",
      );
      await trial.start(model);
    };

    it("GELF: plain, gzip, zlib and chunked messages, with level, host and the sender's time", async () => {
      await start();
      const long = message("long", { full_message: "word ".repeat(2000), _container_name: "web" });
      await send(port, [
        message("plain", { timestamp: hourAgo + 0.25, facility: "orders", level: 4 }),
        gzipSync(message("gzip", { host: "10.0.0.20", level: 3 })),
        deflateSync(message("zlib", { host: "TILL", _trace_id: "4bf92f35" })),
        ...chunks(long, "chunks01", 1400).reverse(),
        ...chunks(gzipSync(message("packed in chunks", { _pad: "x".repeat(300) })), "chunks02", 60),
      ]);
      const entries = await trial.receiver.lines(5);
      const by = Object.fromEntries(entries.map((entry) => [shortOf(entry), entry]));
      expect(Object.keys(by).sort()).toEqual(["gzip", "long", "packed in chunks", "plain", "zlib"]);
      expect(by.plain?.labels).toMatchObject({ host: "one", source: "apps", level: "WARN" });
      expect(by.plain?.metadata).toMatchObject({ facility: "orders", sender: "shop" });
      // Its seconds are a floating-point number.
      expect(Number(by.plain?.timestamp) / 1e9).toBeCloseTo(hourAgo + 0.25, 5);
      expect(by.gzip?.labels).toMatchObject({ host: "till", level: "ERROR" });
      expect(by.zlib?.labels).toMatchObject({ host: "till", level: "INFO" });
      expect(by.zlib?.metadata).toMatchObject({ trace_id: "4bf92f35", sender: "TILL" });
      expect(by.long?.labels).toMatchObject({ container: "web", level: "INFO" });
      expect((JSON.parse(by.long?.line ?? "") as { full_message: string }).full_message).toHaveLength(10_000);
      results.set(agent, entries.map(({ line, labels, metadata }) => shape(line, labels, metadata)).sort());
    });

    it("hides a password in a message, and has the time of arrival where the source says so", async () => {
      await start(", useIncomingTimestamp: false");
      const before = BigInt(Date.now()) * 1_000_000n;
      await send(port, [message("login password=hunter2 failed", { timestamp: hourAgo })]);
      const [entry] = await trial.receiver.lines(1);
      expect(entry?.line).not.toContain("hunter2");
      expect(entry?.timestamp).toBeGreaterThanOrEqual(before);
    });

    it("a probe's line arrives as the kind says that it is read", async () => {
      await start();
      const kind = kindOf({ type: "gelf" });
      const [planting] = kind.probe(Source.parse({ type: "gelf", port }), {
        ...{ source: "gelf", name: "logstead-probe", unit: "", labels: {}, devices: [] },
      }) as Planting[];
      const line = "probe=x1 from one gelf";
      const program = `WRITERS = {}\n${readFileSync(kind.plant as string, "utf8")}\nimport sys\nWRITERS["gelf"](json.loads(sys.argv[1]), [])`;
      await execa("python3", ["-c", program, JSON.stringify({ ...planting?.writing, line })]);
      const [entry] = await trial.receiver.lines(1);
      expect(entry?.line).toBe(planting?.frame?.(line));
    });
  });

const shape = (...parts: unknown[]) =>
  JSON.stringify(parts, (_, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );

it.skipIf(!alloy)(`${unlessAlloy}both programs make the same of the same messages`, () => {
  expect(results.get("promtail")?.length).toBe(5);
  expect(results.get("alloy")).toEqual(results.get("promtail"));
});
