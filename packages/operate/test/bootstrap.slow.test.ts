import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Problem, ProblemError, repoRoot } from "@logstead/base";
import { load, type SiteHost } from "@logstead/inventory";
import {
  hostPaths,
  installerUser,
  type Lab,
  labChecks,
  labConsole,
  labDestroy,
  labDown,
  labUp,
  planWith,
} from "@logstead/lab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bootstrapHost } from "../src/index.ts";

const noLab = (await labChecks()).some((check) => !check.ok && !check.installs);
const state = mkdtempSync(join(tmpdir(), "logstead-boot-"));
process.env.XDG_STATE_HOME = state;

let lab: Lab;
let host: SiteHost;
let password: string;

/** The problem of a run that must fail. */
const refused = (run: Promise<unknown>): Promise<Problem> =>
  run.then(
    () => expect.fail("it did not fail"),
    (error) => {
      if (error instanceof ProblemError) return error.problems[0] as Problem;
      throw error;
    },
  );

describe.skipIf(noLab)("bootstrap of a bare host of the lab (skipped: where there can be no lab)", () => {
  beforeAll(async () => {
    lab = await labUp(planWith(["node006"]), { bare: ["node006"] });
    const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
    if (!loaded.ok) throw new ProblemError(loaded.problems);
    host = loaded.site.hosts.node006 as SiteHost;
    password = readFileSync(hostPaths(lab, "node006").password, "utf8").trim();
  });
  afterAll(async () => {
    await labDestroy({});
    rmSync(state, { recursive: true, force: true });
  });

  const given = (word: string | undefined, more = {}) => ({
    as: installerUser,
    password: async () => word,
    confirmHostKey: async () => false,
    ...more,
  });

  it("refuses a host key that nobody has confirmed, and another one than the expected", async () => {
    writeFileSync(lab.knownHosts, "");
    const unknown = await refused(bootstrapHost(host, given(password)));
    expect(unknown).toMatchObject({ code: "host-key-unknown", path: "hosts.node006" });
    expect(unknown.fix).toContain("--host-key SHA256:");
    const other = await refused(bootstrapHost(host, given(password, { hostKey: "SHA256:another" })));
    expect(other).toMatchObject({ code: "host-key-other", want: "SHA256:another" });
    expect(readFileSync(lab.knownHosts, "utf8")).toBe("");
  });

  it("asks for a password where no key opens the account, and says when it is the wrong one", async () => {
    const key = { confirmHostKey: async () => true };
    expect((await refused(bootstrapHost(host, given(undefined, key)))).fix).toContain("--password-stdin");
    const wrong = await refused(bootstrapHost(host, given("wrong", key)));
    expect(wrong).toMatchObject({ code: "host-login-refused" });
    expect(wrong.fix).toContain("is another one");
  });

  it("makes deploy user, key and sudo, with the password in no argument", async () => {
    const { steps } = await bootstrapHost(host, given(password));
    expect(steps).toEqual([
      { what: "host key", status: "ok" },
      { what: "packages", status: "ok" },
      { what: "account", status: "changed" },
      { what: "key", status: "changed" },
      { what: "sudo", status: "changed" },
      { what: "login", status: "ok" },
    ]);
    const { stdout } = await labConsole(lab, "node006", [
      "sh",
      "-c",
      "stat -c %a /home/logstead/.ssh /home/logstead/.ssh/authorized_keys /etc/sudoers.d/logstead; visudo -c | grep -c OK",
    ]);
    expect(stdout.split("\n").slice(0, 3)).toEqual(["700", "600", "440"]);
  });

  it("changes nothing the second time, and needs no password for it", async () => {
    const { steps } = await bootstrapHost(host, given(undefined));
    expect(steps.map(({ status }) => status)).toEqual(["ok", "ok"]);
  });

  it("continues what was interrupted: what is missing is made, what is there stays", async () => {
    await labConsole(lab, "node006", ["rm", "/etc/sudoers.d/logstead"]);
    const { steps } = await bootstrapHost(host, given(password));
    expect(steps.filter(({ status }) => status === "changed")).toEqual([{ what: "sudo", status: "changed" }]);
    const { stdout } = await labConsole(lab, "node006", ["wc", "-l", "/home/logstead/.ssh/authorized_keys"]);
    expect(stdout).toMatch(/^1 /);
  });

  it("names a host that does not answer, and what to do", async () => {
    await labDown({ hosts: ["node006"] });
    const told = await refused(bootstrapHost(host, given(password)));
    expect(told).toMatchObject({ code: "host-unreachable", path: "hosts.node006" });
    expect(told.message).toContain("node006 does not answer");
  });
});
