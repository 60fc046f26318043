import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { countSequences, labTraffic, profiles, type Receipt, WindowsLog } from "../src/index.ts";
import { Random } from "../src/traffic/random.ts";
import { shareOut } from "../src/traffic/replay.ts";
import { mark } from "../src/traffic/sequence.ts";
import { framed, rfc3164, rfc5424 } from "../src/traffic/syslog.ts";

const now = new Date("2026-11-05T09:08:07.065Z");
const dir = mkdtempSync(join(tmpdir(), "logstead-lines-"));
afterAll(() => rmSync(dir, { recursive: true }));

const receipt = (sent: number): Receipt => ({
  ...{ run: "r1", profile: "p", started: 0, rate: 1, seconds: 1, took: 1, sent, skipped: [] },
  streams: [{ id: "a", kind: "file", host: "h", to: "f", sent, bytes: 0 }],
});

describe("numbered lines", () => {
  it("are counted as found, lost and found twice, in any clothes", () => {
    const lines = [
      `Nov  5 09:08:07 host app: hello ${mark("r1", "a", 1)}`,
      JSON.stringify({ message: "x", lsq: "r1/a/3" }),
      JSON.stringify({ line: JSON.stringify({ lsq: "r1/a/3" }) }),
      "lsq=r1/a/9 lsq=r2/a/2 lsq=r1/b/2 lsq=r1/a/0",
    ];
    const [count] = countSequences(lines, receipt(4));
    expect(count).toEqual({ id: "a", sent: 4, found: 2, lost: 2, duplicates: 1, missing: [2, 4] });
  });

  it("can be made for every stream of every profile, one line each, the same for the same seed", () => {
    for (const stream of Object.values(profiles).flatMap((p) => p.streams)) {
      const make = () => {
        const random = new Random(7);
        return Array.from(
          { length: 200 },
          (_, i) => stream.lines(random, now, mark("r1", stream.id, i + 1)).text,
        );
      };
      const text = make();
      expect(make()).toEqual(text);
      expect(text.every((line) => !line.includes("\n"))).toBe(true);
      const counted = countSequences(text, {
        ...receipt(0),
        streams: [{ ...stream, to: "", sent: 200, bytes: 0 }],
      });
      expect(counted).toMatchObject([{ found: 200, lost: 0, duplicates: 0 }]);
    }
  });

  it("are shared out to the last line", () => {
    expect(shareOut([{ share: 1 }, { share: 2 }, { share: 4 }], 10)).toEqual([2, 3, 5]);
    expect(shareOut([{ share: 1 }], 7)).toEqual([7]);
  });

  it("are bounded in rate, time and number", async () => {
    const lab = {} as Parameters<typeof labTraffic>[0];
    await expect(labTraffic(lab, { rate: 20_001 })).rejects.toThrow("lab-traffic-limit");
    await expect(labTraffic(lab, { seconds: 3601 })).rejects.toThrow("seconds is out of bounds");
    await expect(labTraffic(lab, { rate: 20_000, seconds: 200 })).rejects.toThrow("rate × seconds");
    await expect(labTraffic(lab, { rate: Number.NaN })).rejects.toThrow("lab-traffic-limit");
  });
});

describe("syslog", () => {
  const message = { severity: 4, text: "link down" };
  const source = { hostname: "switch", app: "device", pid: 7 };

  it("[INV-06] has the forms of RFC 3164 and 5424", () => {
    const local = new Date(2026, 10, 5, 9, 8, 7);
    expect(rfc3164(message, source, local)).toBe("<132>Nov  5 09:08:07 switch device[7]: link down");
    expect(rfc5424(message, source, now)).toBe(
      "<132>1 2026-11-05T09:08:07.065Z switch device 7 - - link down",
    );
  });

  it("is framed by line feeds or by length in bytes", () => {
    expect(framed("ü!", "line")).toBe("ü!\n");
    expect(framed("ü!", "octets")).toBe("3 ü!");
  });
});

describe("a file as Windows writes it", () => {
  it("keeps every line whole over rotations, in files whose names are not used again", () => {
    const log = new WindowsLog(dir, "error.log");
    for (const n of [1, 2, 3]) {
      log.write([`line ${n}`]);
      log.rotate("rename", [`late ${n}`]);
    }
    log.close();
    const read = (n: number) => readFileSync(join(dir, `error-${n}.log`), "utf8");
    expect([1, 2, 3].map(read)).toEqual([1, 2, 3].map((n) => `line ${n}\r\nlate ${n}\r\n`));
  });
});
