import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stateDir } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ageKeyFile, ageRecipients, ensureAgeKey, openSecrets } from "../src/index.ts";
import { site, throwAway } from "./fixture.ts";

const folder = throwAway();
const sops = await getTool("sops").catch(() => undefined);
const planted = "planted-Secret-7f3a9c";

describe.skipIf(!sops)(
  `${sops ? "" : "skipped: sops cannot be had: "}the SOPS store, by the real sops`,
  () => {
    let recipient: string;
    const log = join(folder, "calls.log");

    beforeAll(async () => {
      recipient = (await ensureAgeKey()).recipient;
      // A recorder in sops's place notes each call's arguments and variables, and then is sops.
      const bin = join(folder, "bin");
      mkdirSync(bin);
      const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\nenv >> '${log}'\nexec '${sops?.path}' "$@"\n`;
      writeFileSync(join(bin, "sops"), script);
      chmodSync(join(bin, "sops"), 0o755);
      process.env.PATH = `${bin}${delimiter}${process.env.PATH}`;
    });

    const open = (environment: string, recipients = [recipient]) => {
      const one = site(folder, "sops", recipients, environment);
      return { secrets: openSecrets(one), file: join(folder, `${environment}.secrets.yaml`) };
    };

    it("keeps values that only the key opens; names can be read without it", async () => {
      const { secrets, file } = open("keep");
      await secrets.set("slack-token", planted);
      await secrets.set("key", "several\nlines with 'quotes' and ünïcode");
      const text = readFileSync(file, "utf8");
      expect(text).not.toContain(planted);
      expect(Object.keys(parse(text))).toEqual(["slack-token", "key", "sops"]);
      const again = open("keep").secrets;
      expect(await again.list()).toEqual(["key", "slack-token"]);
      expect(await again.get("secret:slack-token")).toBe(planted);
      expect(await again.get("secret:key")).toBe("several\nlines with 'quotes' and ünïcode");
    });

    it("gives no value to an argument, a variable or a file beside the encrypted one", async () => {
      const { secrets } = open("arguments");
      await secrets.set("first", planted);
      await secrets.set("second", planted);
      await secrets.get("secret:first");
      const calls = readFileSync(log, "utf8");
      expect(calls).toMatch(/^--value-stdin$/m);
      expect(calls).not.toContain(planted);
      const plain = (
        readdirSync(folder, { recursive: true, withFileTypes: true }) as import("node:fs").Dirent[]
      )
        .filter((entry) => entry.isFile())
        .filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(planted));
      expect(plain.map((entry) => entry.name)).toEqual([]);
    });

    it("changes one value and leaves the others' text as it was, so that a review shows the change", async () => {
      const { secrets, file } = open("diff");
      await secrets.ensure(["one", "two", "three"]);
      const before = parse(readFileSync(file, "utf8"));
      await secrets.set("two", planted);
      const after = parse(readFileSync(file, "utf8"));
      expect([after.one === before.one, after.two === before.two, after.three === before.three]).toEqual([
        true,
        false,
        true,
      ]);
    });

    it("ensures only what is missing, also when two do it at once", async () => {
      const { secrets } = open("ensure");
      const made = await Promise.all([secrets.ensure(["a", "b"]), open("ensure").secrets.ensure(["b", "c"])]);
      expect(made.flat().sort()).toEqual(["a", "b", "c"]);
      const value = await open("ensure").secrets.get("secret:b");
      expect(value).toHaveLength(43);
      expect(await open("ensure").secrets.ensure(["a", "b", "c"])).toEqual([]);
      expect(await open("ensure").secrets.get("secret:b")).toBe(value);
    });

    it("gives the file the recipients of the inventory at the next change", async () => {
      const other = await generateX25519Identity();
      const friend = await identityToRecipient(other);
      const keys = join(folder, "friend.txt");
      writeFileSync(keys, `${other}\n`, { mode: 0o600 });
      await open("recipients").secrets.set("token", planted);

      const asFriend = async (recipients: string[]) => {
        process.env.SOPS_AGE_KEY_FILE = keys;
        try {
          return await open("recipients", recipients).secrets.get("secret:token");
        } finally {
          delete process.env.SOPS_AGE_KEY_FILE;
        }
      };
      await expect(asFriend([recipient])).rejects.toThrow(/\[secrets-locked\]/);
      await open("recipients", [recipient, friend]).secrets.ensure([]);
      expect(await asFriend([recipient, friend])).toBe(planted);
      await open("recipients").secrets.set("token", "changed since");
      await expect(asFriend([recipient])).rejects.toThrow(/\[secrets-locked\]/);
    });

    it("says so when the file was changed by hand, and when nobody could read it", async () => {
      const { secrets, file } = open("damaged");
      await secrets.ensure(["one", "two"]);
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(/^one: .*\n/m, ""));
      await expect(open("damaged").secrets.get("secret:two")).rejects.toThrow(/\[secrets-damaged\]/);
      await expect(open("nobody", []).secrets.ensure(["one"])).rejects.toThrow(/\[no-recipients\]/);
    });

    it("names the command for a secret that is not there", async () => {
      await expect(open("keep").secrets.get("secret:absent")).rejects.toThrow(
        /no secret 'absent'[\s\S]*\.\/logstead secrets set absent --env keep/,
      );
    });
  },
);

describe("the age key", () => {
  it("is made once, for its owner alone, and refused when others can read it", async () => {
    rmSync(stateDir("age"), { recursive: true, force: true });
    const first = await ensureAgeKey();
    expect(first).toMatchObject({ made: true, file: ageKeyFile() });
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(statSync(stateDir("age")).mode & 0o777).toBe(0o700);
    expect(await ensureAgeKey()).toMatchObject({ made: false, recipient: first.recipient });
    chmodSync(first.file, 0o644);
    await expect(ageRecipients()).rejects.toThrow(/fix: {2}chmod 600/);
  });
});
