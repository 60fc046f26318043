import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/core/state/codec.ts";
import { readSnapshot, SnapshotError, writeSnapshot } from "../../src/core/state/snapshot.ts";
import { seeded } from "../support/seeded.ts";

class Counter {
  n = 0;
  readonly scratch = new Uint8Array(4);
  up(): number {
    return ++this.n;
  }
}
const classes = { Counter: { make: () => new Counter(), leave: ["scratch"] } };

describe("the state's codec", () => {
  it("reads back any data exactly", () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constantFrom(null, undefined, Number.NaN, -0, Number.POSITIVE_INFINITY),
      fc.float64Array(),
      fc.uint16Array(),
    );
    const data = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("node")),
        fc.dictionary(fc.string(), tie("node"), { noNullPrototype: true }),
        fc.array(fc.tuple(fc.string(), tie("node"))).map((pairs) => new Map(pairs)),
        fc.array(fc.string()).map((items) => new Set(items)),
      ),
    })).node;
    fc.assert(
      fc.property(data, (value) => {
        const back = decode(encode(value));
        expect(back).toStrictEqual(value);
        expect(encode(back)).toBe(encode(value));
      }),
      seeded,
    );
  });

  it("keeps shared and circular references and instances of named classes", () => {
    const counter = new Counter();
    counter.up();
    const shared = { counter };
    const data: { a: object; b: object; self?: unknown } = { a: shared, b: shared };
    data.self = data;
    const back = decode(encode(data, classes), classes) as typeof data & { a: typeof shared };
    expect(back.a).toBe(back.b);
    expect(back.self).toBe(back);
    expect(back.a.counter.up()).toBe(2);
    expect(back.a.counter.scratch).toHaveLength(4);
  });

  it("refuses what it could not read back", () => {
    expect(() => encode({ f: () => 1 })).toThrow("state holds a function");
    expect(() => encode(new Counter())).toThrow("state holds an instance of Counter");
  });
});

describe("a snapshot", () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof SnapshotError ? error.code : error;
    }
    return undefined;
  };

  it("is lifted by migrations, one version at a time", () => {
    const one = writeSnapshot({ n: 1 }, []);
    const lift = [
      (s: unknown) => ({ m: (s as { n: number }).n }),
      (s: unknown) => ({ ...(s as object), v: 3 }),
    ];
    expect(readSnapshot(one, lift)).toEqual({ m: 1, v: 3 });
    expect(readSnapshot(writeSnapshot({ m: 5 }, lift.slice(0, 1)), lift)).toEqual({ m: 5, v: 3 });
  });

  it("is refused with a code when it is no snapshot, damaged, cut or from a newer program", () => {
    const text = writeSnapshot({ name: "dns01" }, []);
    expect(code(() => readSnapshot("", []))).toBe("STATE_NOT_A_SNAPSHOT");
    expect(code(() => readSnapshot("{}\n{}", []))).toBe("STATE_NOT_A_SNAPSHOT");
    expect(code(() => readSnapshot(text.replace("dns01", "dns02"), []))).toBe("STATE_CHECKSUM_WRONG");
    expect(code(() => readSnapshot(text.slice(0, -9), []))).toBe("STATE_CHECKSUM_WRONG");
    expect(code(() => readSnapshot(writeSnapshot({}, [(s) => s]), []))).toBe("STATE_FROM_A_NEWER_VERSION");
  });
});
