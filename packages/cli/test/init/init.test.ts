import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "@logstead/inventory";
import { getTool } from "@logstead/tools";
import { describe, expect, it } from "vitest";
import { logstead, throwAway } from "../logstead.ts";

const state = throwAway("init");
const sops = await getTool("sops").catch(() => undefined);
const fresh = (name: string) => {
  const folder = join(state, name);
  mkdirSync(folder);
  return folder;
};
const init = (folder: string, ...args: string[]) =>
  logstead(["init", "--yes", "--out", join(folder, "home.yaml"), ...args], { state });

const shapes: Record<string, string[]> = {
  "one host": ["--host", "ocean=192.168.1.143"],
  "several hosts with roles": [
    "--host",
    "ocean=192.168.1.143:agent,loki,grafana",
    "--host",
    "dns01=192.168.1.10/24",
  ],
  devices: [
    "--host",
    "ocean=192.168.1.143",
    "--device",
    "switch=192.168.1.2",
    "--device",
    "printer=192.168.1.3:tcp",
  ],
  "a gateway": ["--host", "ocean=192.168.1.143:agent,loki", "--gateway", "gw=192.168.1.20"],
  IPv6: ["--host", "ocean=fd00::1", "--host", "two=[fd00::2]/64:agent,nginx"],
  Alloy: ["--host", "ocean=192.168.1.143", "--collector", "alloy", "--timezone", "Asia/Tokyo"],
};

describe.skipIf(!sops)(`${sops ? "" : "skipped: sops cannot be had: "}./logstead init`, () => {
  it.each(Object.entries(shapes))("writes a valid inventory with its secrets: %s", async (name, args) => {
    const folder = fresh(name.replaceAll(" ", "-"));
    const { code, err } = await init(folder, "--name", "home", ...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(readdirSync(folder)).toEqual(["home.secrets.yaml", "home.yaml"]);
    const text = readFileSync(join(folder, "home.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=.*inventory\.schema\.json\n/);
    const loaded = load(join(folder, "home.yaml"));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.warnings).toEqual([]);
    expect(loaded.site.secrets.recipients).toHaveLength(1);
    expect(readFileSync(join(folder, "home.secrets.yaml"), "utf8")).toContain("ENC[AES256_GCM");
    const listed = await logstead(["secrets", "list", "--env", join(folder, "home.yaml")], { state });
    expect(listed.code).toBe(0);
  });

  it("replaces nothing unless told to, and then keeps the secrets", async () => {
    const folder = fresh("again");
    await init(folder, "--name", "home", ...(shapes["one host"] as string[]));
    const before = readFileSync(join(folder, "home.yaml"), "utf8");
    const secrets = readFileSync(join(folder, "home.secrets.yaml"), "utf8");
    const refused = await init(folder, "--name", "home", ...(shapes.Alloy as string[]));
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("--force");
    expect(readFileSync(join(folder, "home.yaml"), "utf8")).toBe(before);

    expect((await init(folder, "--name", "home", "--force", ...(shapes.Alloy as string[]))).code).toBe(0);
    expect(readFileSync(join(folder, "home.yaml"), "utf8")).toContain("collector: alloy");
    expect(readFileSync(join(folder, "home.secrets.yaml"), "utf8")).toBe(secrets);
  });

  it("clears up what a killed run left", async () => {
    const folder = fresh("killed");
    mkdirSync(join(folder, ".home.yaml.init"));
    writeFileSync(join(folder, ".home.yaml.init", "home.yaml"), "half");
    await init(folder, "--name", "home", ...(shapes["one host"] as string[]));
    expect(readdirSync(folder)).toEqual(["home.secrets.yaml", "home.yaml"]);
  });
});

describe("./logstead init, refusing", () => {
  it("names every flag that is missing or cannot be read", async () => {
    const missing = await init(state);
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/want: --name home --host /);
    const bad = await init(state, "--name", "x", "--host", "ocean", "--device", "=1.2.3.4");
    expect(bad.code).toBe(2);
    expect(bad.err.match(/\[bad-flag\]/g)).toHaveLength(2);
  });

  it("reports every wrong value by the inventory's own rules and writes nothing", async () => {
    const folder = fresh("wrong");
    const { code, err } = await init(folder, "--name", "home", "--host", "ocean=300.1.1.1:agent,lokki");
    expect(code).toBe(1);
    expect(err).toContain("hosts.ocean.address");
    expect(err).toContain("hosts.ocean.roles[1]");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("takes no text as more YAML than a value", async () => {
    const folder = fresh("yaml");
    const { code } = await init(folder, "--name", "home", "--host", "a: {x: y}=1.2.3.4");
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("needs no sops for a lab's store", async () => {
    const folder = fresh("lab");
    const { code, err } = await init(
      folder,
      "--name",
      "home",
      "--store",
      "state",
      "--host",
      "ocean=192.168.1.143",
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(readdirSync(folder)).toEqual(["home.yaml"]);
    expect(load(join(folder, "home.yaml")).ok).toBe(true);
  });
});
