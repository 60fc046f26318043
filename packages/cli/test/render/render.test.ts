import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { execa } from "execa";
import { expect, it } from "vitest";
import { environments } from "../../src/inventory/locate.ts";
import { folderOf } from "../../src/render/target.ts";
import { logstead, throwAway } from "../logstead.ts";

const inventory = `site: {name: tried}
hosts:
  ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}
loki:
  retention: {default: 14d}
`;

/** A folder with an inventory and a command line that works on it. */
function tried(name: string, text = inventory) {
  const folder = throwAway(name);
  const file = join(folder, "tried.yaml");
  writeFileSync(file, text);
  const run = (...args: string[]) => logstead(args, { env: { XDG_CACHE_HOME: join(folder, "cache") } });
  return { folder, file, run, rendered: join(folder, "rendered/tried") };
}

it("writes beside the inventory, knows that nothing is to do, and notices a change", async () => {
  const { file, rendered, run } = tried("render");
  const stale = await run("render", "--env", file, "--check");
  expect(stale).toMatchObject({ code: 10, out: expect.stringContaining("fix:  ./logstead render --env") });
  expect(existsSync(rendered)).toBe(false);

  expect((await run("render", "--env", file)).out).toMatch(/^written .*: \d+ new, 0 changed, 0 removed/m);
  for (const args of [["--check"], []])
    expect(await run("render", "--env", file, ...args)).toMatchObject({
      code: 0,
      out: expect.stringContaining("current"),
    });
});

it("says what a changed inventory changes, and removes what is no longer produced", async () => {
  const { file, run } = tried("changed");
  await run("render", "--env", file);
  writeFileSync(file, inventory.replace("14d", "20d"));
  expect((await run("render", "--env", file, "--check")).code).toBe(10);
  expect(await run("diff", "--env", file)).toMatchObject({
    code: 10,
    out: expect.stringContaining('limits_config.retention_period: "336h" → "480h"'),
  });
  writeFileSync(file, inventory.replace("roles: [agent, loki, nginx]", "roles: [agent, loki]"));
  const after = await run("render", "--env", file, "--output", "json");
  expect(JSON.parse(after.out)).toMatchObject({
    state: "written",
    remove: ["hosts/ocean/etc/nginx/conf.d/logstead-loki.conf", "playbooks/nginx_proxy.yaml"],
  });
  expect((await run("diff", "--env", file)).code).toBe(0);
});

it("shows a file that was edited by hand, and overwrites it only when told to", async () => {
  const { file, rendered, run } = tried("edited");
  await run("render", "--env", file);
  const edited = join(rendered, "files/loki/loki-config.yaml");
  const before = readFileSync(edited, "utf8");
  appendFileSync(edited, "# mine\n");
  for (const args of [["--check"], []])
    expect(await run("render", "--env", file, ...args)).toMatchObject({
      code: 1,
      out: expect.stringContaining("loki-config.yaml: This rendered file was edited by hand"),
    });
  expect(readFileSync(edited, "utf8")).toContain("# mine");
  expect((await run("render", "--env", file, "--force")).code).toBe(0);
  expect(readFileSync(edited, "utf8")).toBe(before);
});

it("compares with a git reference, by what files say", async () => {
  const { folder, file, run } = tried("against");
  await run("render", "--env", file);
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: folder });
  await git("init", "-q");
  await git("add", "rendered");
  await git("commit", "-qm", "rendered");
  expect(await run("diff", "--env", file, "--against", "HEAD")).toMatchObject({ code: 0, out: "no changes" });
  rmSync(join(folder, "rendered"), { recursive: true });
  writeFileSync(file, `${inventory}  limits: {maxOutstandingRequests: 7}\n`);
  const text = await run("diff", "--env", file, "--against", "HEAD");
  expect(text.code).toBe(10);
  expect(text.out).toContain("query_scheduler.max_outstanding_requests_per_tenant: 100 → 7");
  const markdown = await run("diff", "--env", file, "--against", "HEAD", "--output", "markdown");
  expect(markdown.out).toMatch(/^### Rendered files of .*: 2 files: 0 added, 2 changed, 0 removed/);
  expect(await run("diff", "--env", file, "--against", "nowhere")).toMatchObject({
    code: 2,
    err: expect.stringContaining("git knows no commit 'nowhere' here"),
  });
});

it("verifies by the real programs and tells a mistake at the inventory's line", async () => {
  const folder = throwAway("verify");
  const file = join(folder, "tried.yaml");
  writeFileSync(file, `${inventory}  limits:\n    maxQueryLength: 9999999h\n`);
  const wrong = await logstead(["verify", "--env", file, "--output", "json"]);
  expect(wrong.code).toBe(1);
  const [first, ...others] = JSON.parse(wrong.out).problems;
  expect(others).toEqual([]);
  expect(first).toMatchObject({ code: "verify-loki", file, line: 7, path: "loki.limits.maxQueryLength" });
  writeFileSync(file, inventory);
  const right = await logstead(["verify", "--env", file]);
  expect(right).toMatchObject({ code: 0, out: expect.stringMatching(/^loki -verify-config +3\./m) });
});

it("counts a program that is missing, and fails with --strict", async () => {
  const { file } = tried(
    "strict",
    inventory.replace("[agent, loki, nginx]", "[agent, loki, nginx], collector: alloy"),
  );
  const env = { PATH: "/usr/bin:/bin" };
  const lenient = await logstead(["verify", "--env", file], { env });
  expect(lenient).toMatchObject({ code: 0, out: expect.stringMatching(/^skipped alloy validate: /m) });
  expect((await logstead(["verify", "--env", file, "--strict"], { env })).code).toBe(1);
});

it("says what is wrong with an inventory instead of rendering it", async () => {
  const { file, run } = tried("wrong", "site: {name: tried}\nhosts: {ocean: {adress: 1}}\n");
  for (const verb of ["render", "diff", "verify"]) {
    const { code, err } = await run(verb, "--env", file);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("adress") });
  }
});

it.each([
  ...environments().map((name) => [name, join(repoRoot, "infra/environments", `${name}.yaml`)]),
  ...["alloy", "enterprise", "flatnet", "minimal", "mlops"].map((name) => [
    name,
    join(repoRoot, "examples", `${name}.yaml`),
  ]),
] as [string, string][])("the committed files of %s are what its inventory gives", async (name, file) => {
  const out = join(repoRoot, folderOf(file).replace(/^.*?(ansible|examples)\//, "$1/"));
  const { code, out: said } = await logstead(["render", "--env", file, "--out", out, "--check"]);
  // Refresh them with: ./logstead render --env <environment or examples/NAME.yaml>
  expect({ [name]: code, said }).toMatchObject({ [name]: 0, said: expect.stringContaining("current") });
});
