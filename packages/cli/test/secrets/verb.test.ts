import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getTool } from "@logstead/tools";
import { describe, expect, it } from "vitest";
import { logstead, throwAway } from "../logstead.ts";

const state = throwAway("secrets");
const sops = await getTool("sops").catch(() => undefined);
const planted = "planted-Secret-51c0de";

const inventory = join(state, "sample.yaml");
writeFileSync(
  inventory,
  `# a comment that stays
site: { name: sample }
secrets: { store: sops }
hosts:
  ocean: { address: 192.168.1.143, roles: [agent, loki, n8n] }
alerting:
  routes: [n8n]
  channels:
    chat: { type: slack, channel: "#alerts", token: secret:slack-token }
`,
);
const secrets = (args: string[], input = "") =>
  logstead(["secrets", ...args, "--env", inventory], { state, input });

describe.skipIf(!sops)(`${sops ? "" : "skipped: sops cannot be had: "}./logstead secrets`, () => {
  it("goes from nothing to a complete store, each step naming the next", async () => {
    const none = await secrets(["ensure"]);
    expect(none.code).toBe(1);
    expect(none.err).toContain(`./logstead secrets key --env sample`);

    const key = await secrets(["key", "--output", "json"]);
    expect(JSON.parse(key.out)).toMatchObject({ made: true, added: true });
    expect(readFileSync(inventory, "utf8")).toContain("# a comment that stays");
    expect(JSON.parse((await secrets(["key", "--output", "json"])).out)).toMatchObject({ added: false });

    const made = await secrets(["ensure"]);
    expect(made.code).toBe(1);
    expect(made.out).toMatch(/made: .*n8n-webhook-token/);
    expect(made.out).toMatch(/slack-token +missing +\.\/logstead secrets set slack-token/);

    const set = await secrets(["set", "slack-token"], `${planted}\n`);
    expect(set).toMatchObject({ code: 0, err: "" });
    expect((await secrets(["list"])).code).toBe(0);
    expect(existsSync(join(state, "sample.secrets.yaml"))).toBe(true);
  });

  it("never shows a value, also not with --output json or for a wrong name", async () => {
    const runs = await Promise.all([
      secrets(["set", "slack-token", "--output", "json"], planted),
      secrets(["list", "--output", "json"]),
      secrets(["ensure"]),
      secrets(["set", "Not A Name"], planted),
      secrets(["set", "slack-token"], ""),
    ]);
    expect(runs.map((run) => run.code)).toEqual([0, 0, 0, 2, 2]);
    for (const { out, err } of runs) expect(out + err).not.toContain(planted);
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    for (const f of files) expect(readFileSync(join(f.parentPath, f.name), "utf8")).not.toContain(planted);
  });

  it("notes a name that nothing refers to, with the nearest one", async () => {
    const { code, out } = await secrets(["set", "slack-tokn"], planted);
    expect(code).toBe(0);
    expect(out).toContain("did you mean 'slack-token'?");
  });
});

describe("./logstead secrets for a lab", () => {
  it("makes all values, since the services are stand-ins", async () => {
    const made = await logstead(["secrets", "ensure", "--env", "lab", "--output", "json"], { state });
    expect(made.code).toBe(0);
    expect(JSON.parse(made.out).made).toContain("slack-token");
  });

  it("needs no key and says so", async () => {
    const { code, err } = await logstead(["secrets", "key", "--env", "lab"], { state });
    expect(code).toBe(3);
    expect(err).toContain("keeps its secrets in the state folder");
  });
});
