import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { logstead, throwAway } from "../logstead.ts";

const folder = throwAway("preview");
const inventory = join(folder, "site.yaml");
const planted = "hunter2-planted-value";

interface Step {
  name?: string;
  run?: string;
  if?: string;
}

/** A repository of its own with a rendered and committed site. */
beforeAll(async () => {
  cpSync(join(repoRoot, "examples/minimal.yaml"), inventory);
  mkdirSync(join(folder, "state"));
  const rendered = await logstead(["render", "--env", inventory], { state: folder });
  expect(rendered.err).toBe("");
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", "rendered"],
  ])
    await execa("git", args, { cwd: folder });
});

const preview = (...args: string[]) =>
  logstead(["preview", "--env", inventory, "--against", "HEAD", "--files-only", ...args], { state: folder });

describe("preview", () => {
  it("exits with 0 and says so when nothing would change", async () => {
    const { code, out } = await preview();
    expect(out).toContain("Files, against HEAD:\nno changes");
    expect(out).toMatch(/nothing would change$/);
    expect(code).toBe(0);
  });

  it("exits with 10 and shows just the change", async () => {
    writeFileSync(inventory, `${readFileSync(inventory, "utf8")}loki:\n  limits: {maxStreams: 777}\n`);
    const { code, out } = await preview("--output", "json");
    expect(code).toBe(10);
    const { changed, files, stack, hosts } = JSON.parse(out);
    expect(changed).toBe(true);
    expect(files.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(["hosts/ocean/etc/loki/config.yaml"]),
    );
    expect(files.every(({ path }: { path: string }) => /loki/.test(path))).toBe(true);
    expect({ stack, hosts }).toMatchObject({ stack: { skipped: expect.any(String) } });
  });

  it("shows no secret in any form, planted in an old and in an edited file", async () => {
    const config = join(folder, "rendered/site/hosts/ocean/etc/loki/config.yaml");
    writeFileSync(
      config,
      `${readFileSync(config, "utf8")}\nstorage_password: ${planted}\nurl: https://me:${planted}@loki.home.arpa/\n`,
    );
    await execa("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qam", "planted"], {
      cwd: folder,
    });
    for (const form of ["text", "json", "markdown"]) {
      const { code, out, err } = await preview("--output", form);
      expect(code).toBe(10);
      expect(out).toContain("storage_password");
      expect(out + err).not.toContain(planted);
    }
  });

  it("shows the first part and says why not the others, where neither hosts nor Pulumi's plugins are", async () => {
    const away = join(folder, "away.yaml");
    // the way to every host ends at once
    writeFileSync(away, `${readFileSync(inventory, "utf8")}defaults: {ssh: {proxyCommand: "false"}}\n`);
    const { code, out } = await logstead(["preview", "--env", away], { state: folder });
    expect(code).toBe(10);
    expect(out).toContain("Files, against what was last applied:\n");
    expect(out).toMatch(/^Pulumi: not shown: .*plugin/m);
    expect(out).toMatch(/^Hosts: not shown: no host can be reached from here/m);
  });

  it("says which reference git does not know", async () => {
    const { code, err } = await logstead(["preview", "--env", inventory, "--against", "nowhere"], {
      state: folder,
    });
    expect(err).toContain("[no-such-reference]");
    expect(code).toBe(2);
  });
});

describe("the workflow that posts it", () => {
  const file = join(repoRoot, ".github/workflows/preview.yaml");

  it("is what actionlint accepts", async () => {
    const { path } = await getTool("actionlint");
    const { exitCode, stdout } = await execa(path, [file], { reject: false });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
  });

  const steps = () => {
    const { jobs } = parse(readFileSync(file, "utf8")) as { jobs: { preview: { steps: Step[] } } };
    return jobs.preview.steps;
  };

  it("shows in its summary what would change, and no secret of its environment or of the files", async () => {
    const script = steps().find(({ name }) => name === "Preview")?.run ?? "";
    const cwd = join(folder, "runner");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "logstead"), `#!/bin/sh\nexec ${join(repoRoot, "logstead")} "$@"\n`, {
      mode: 0o755,
    });
    const env = {
      ...{ ENVIRONMENT: inventory, BASE: "HEAD", GITHUB_STEP_SUMMARY: "summary.md", GITHUB_OUTPUT: "output" },
      ...{ XDG_STATE_HOME: join(folder, "state"), LOGSTEAD_SECRET_LOKI_PUSH_TOKEN: planted },
    };
    const { exitCode, stdout, stderr } = await execa("bash", ["-e", "-c", script], {
      cwd,
      env,
      reject: false,
    });
    expect(exitCode, stderr).toBe(0);
    const summary = readFileSync(join(cwd, "summary.md"), "utf8");
    expect(summary).toContain("## Preview of `site`: something would change");
    expect(summary).toContain("storage_password");
    expect(summary).toContain("### Hosts\n\nnot shown");
    expect(summary + stdout + stderr).not.toContain(planted);
  });

  it("has its one token only in the step that a pull request from a fork does not get", () => {
    const own = "github.event.pull_request.head.repo.full_name == github.repository";
    const holding = steps().filter((step) => JSON.stringify(step).includes("github.token"));
    expect(holding.map(({ name, if: when }) => ({ name, when }))).toEqual([{ name: "Comment", when: own }]);
  });

  it("gives a pull request from a fork no key and no token that can write", () => {
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain("pull_request_target");
    expect(text).not.toContain("secrets.");
    expect(text).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(text.match(/persist-credentials: false/g)).toHaveLength(2);
  });
});
