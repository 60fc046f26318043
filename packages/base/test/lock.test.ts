import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { lockOwner, withLock } from "../src/index.ts";

const module = new URL("../src/index.ts", import.meta.url).href;

async function holder(name: string) {
  const code = `import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(name)}, async () => { console.log("held"); await new Promise((r) => setTimeout(r, 60_000)); }, { owner: "the child" });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("withLock", () => {
  it("lets one holder in at a time", async () => {
    const name = `one-${process.pid}`;
    let inside = 0;
    let most = 0;
    const work = () =>
      withLock(name, async () => {
        most = Math.max(most, ++inside);
        await new Promise((done) => setImmediate(done));
        inside--;
      });
    await Promise.all(Array.from({ length: 20 }, work));
    expect(most).toBe(1);
  });

  it("names the owner to whoever waits, and is free at once when the owner is killed", async () => {
    const name = `killed-${process.pid}`;
    const child = await holder(name);
    expect(await lockOwner(name)).toBe("the child");
    const owners: string[] = [];
    const waiting = withLock(name, async () => "mine", {
      onWait: (owner) => {
        owners.push(owner);
        child.kill("SIGKILL");
      },
    });
    expect(await waiting).toBe("mine");
    expect(owners).toEqual(["the child"]);
    expect(await lockOwner(name)).toBeUndefined();
  });
});
