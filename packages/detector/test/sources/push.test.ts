import { gzipSync } from "node:zlib";
import fc from "fast-check";
import SnappyJS from "snappyjs";
import { describe, expect, it } from "vitest";
import { canonical, MalformedError } from "../../src/sources/batch.ts";
import { decode, formOf } from "../../src/sources/push/decode.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import "../support/seed.ts";

const most = 1_000_000;
const label = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
const labels = fc.dictionary(label, fc.string({ unit: "binary", maxLength: 12 }), { minKeys: 1, maxKeys: 4 });
const entries = fc.array(
  fc.record({
    time: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    line: fc.string({ unit: "binary", maxLength: 40 }),
  }),
  { maxLength: 8 },
);
const requests = fc.array(fc.record({ labels, entries }), { maxLength: 4 });
const nameOf = (set: Record<string, string>) =>
  canonical(`{${Object.entries(set).map(([k, v]) => `${k}=${JSON.stringify(v)}`)}}`);

describe("push requests", () => {
  it("say the same in both forms, whatever the labels and lines are", () => {
    fc.assert(
      fc.property(requests, (streams) => {
        const wanted = streams.map((s) => ({
          stream: nameOf(s.labels),
          times: s.entries.map(({ time }) => time),
          lines: s.entries.map(({ line }) => line),
        }));
        const json = JSON.stringify({
          streams: streams.map((s) => ({
            stream: s.labels,
            values: s.entries.map(({ time, line }) => [`${time}000000`, line]),
          })),
        });
        expect(decode("json", Buffer.from(json), most).batches).toEqual(wanted);
        expect(decode("json+gzip", gzipSync(json), most).batches).toEqual(wanted);
        expect(decode("protobuf", encodePush(wanted), most).batches).toEqual(wanted);
      }),
    );
  });

  it("that are broken are refused as malformed, and nothing else happens", () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b));
    const forms = fc.constantFrom("protobuf", "json", "json+gzip", "json+deflate");
    const wrong = fc.oneof(
      bytes,
      bytes.map((b) => SnappyJS.compress(b)),
      fc.json().map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(`{"streams":[{"stream":${text},"values":[${text}]}]}`)),
    );
    fc.assert(
      fc.property(forms, wrong, (form, body) => {
        try {
          for (const { times, lines } of decode(form as "json", body, most).batches)
            expect(times.length).toBe(lines.length);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("that were cut anywhere are refused or read as the streams that are whole", () => {
    const batch = { stream: '{host="a",job="b"}', times: [1000.5, 2000], lines: ["one", "two"] };
    const plain = SnappyJS.uncompress(encodePush([batch, batch]));
    for (let cut = 0; cut < plain.length; cut++)
      try {
        for (const one of decode("protobuf", SnappyJS.compress(plain.subarray(0, cut)), most).batches)
          expect(one).toEqual(batch);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
  });

  it("that are small and unpack to much are refused before they are unpacked", () => {
    const bomb = Buffer.alloc(most + 1, 97);
    expect(() => decode("protobuf", SnappyJS.compress(bomb), most)).toThrow(MalformedError);
    expect(() => decode("json+gzip", gzipSync(bomb), most)).toThrow(MalformedError);
  });

  it("with labels of any name are told apart, and with labels of megabytes are refused", () => {
    expect(canonical('{__proto__="a",host="b"}')).toBe('{__proto__="a",host="b"}');
    expect(() => canonical(`{a="${"\\\\".repeat(5_000_000)}"}`)).toThrow(MalformedError);
  });

  it("keep nanoseconds apart and name streams whatever the order of labels", () => {
    const body = (ns: string) =>
      Buffer.from(JSON.stringify({ streams: [{ stream: { b: "2", a: "1" }, values: [[ns, "x"]] }] }));
    const [one] = decode("json", body("1700000000123456000"), most).batches;
    const [other] = decode("json", body("1700000000123457000"), most).batches;
    expect(one?.stream).toBe('{a="1",b="2"}');
    expect(one?.times[0]).toBeCloseTo(1_700_000_000_123.456, 3);
    expect((other?.times[0] as number) > (one?.times[0] as number)).toBe(true);
  });

  it("have lines of one source in one stream, whatever their level is", () => {
    const of = (level: string) => canonical(`{host="a",level="${level}",unit="b.service"}`);
    expect(of("INFO")).toBe('{host="a",unit="b.service"}');
    expect(of("ERROR")).toBe(of("INFO"));
    expect(canonical('{level="INFO"}')).toBe('{level="INFO"}');
  });

  it.each([
    ["application/x-protobuf", undefined, "protobuf"],
    [undefined, "snappy", "protobuf"],
    ["application/json; charset=utf-8", undefined, "json"],
    ["application/json", "gzip", "json+gzip"],
    ["application/json", "br", undefined],
    ["text/plain", undefined, undefined],
  ])("of type %s, packed with %s, are %s", (type, encoding, form) =>
    expect(formOf(type, encoding)).toBe(form),
  );
});
