import { globSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { load } from "@logstead/inventory";
import { components, siteFiles } from "@logstead/templates";
import { describe, expect, it } from "vitest";
import { defaultsOf, read, roleNames, tasks } from "./roles.ts";

type FilesTask = { paths?: unknown; purge?: unknown; root?: unknown };

/** Variables of a role that are plain, for a component: the role of both collectors is told which one it is. */
function variablesOf(role: string, component: string): Record<string, unknown> {
  const vars = { ...defaultsOf(role), ...(read(role, "vars/main.yml") as object) } as Record<string, unknown>;
  const programs = vars.collector_programs as Record<string, unknown> | undefined;
  return programs ? { ...vars, collector_name: component, collector_this: programs[component] } : vars;
}

/** A value with its variables filled in; what is worked out at run time stays as it is. */
function filled(known: Record<string, unknown>, value: unknown): string[] {
  const at = (path: string) =>
    path
      .split(".")
      .reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], known);
  const whole = typeof value === "string" ? /^{{ (\w+) }}$/.exec(value)?.[1] : undefined;
  const list = whole !== undefined && Array.isArray(known[whole]) ? known[whole] : [value].flat();
  const fill = (text: string): string =>
    text.replaceAll(/{{ ([\w.]+) }}/g, (all, path) => {
      const found = at(path);
      return typeof found === "string" && found !== text ? fill(found) : all;
    });
  return list.filter((one): one is string => typeof one === "string").map(fill);
}

const written = tasks().flatMap(({ file, ...task }) => {
  const role = file.split("/")[1] as string;
  const args = task["logstead.host.files"] as FilesTask | undefined;
  return args ? [{ role, args }] : [];
});

/** As in the collection: `**` for whatever follows, `*` for a part of a name. */
const asRegex = (glob: string) =>
  new RegExp(
    `^${glob.replaceAll(/[.+^$()|[\]\\]/g, "\\$&").replaceAll(/\*\*|\*/g, (one) => (one === "**" ? ".*" : "[^/]*"))}$`,
  );

/** Globs of rendered files that a role copies. */
const copied = (role: string, component: string) =>
  written
    .filter((one) => one.role === role && one.args.root !== undefined)
    .flatMap(({ args }) => filled(variablesOf(role, component), args.paths).map(asRegex));

/** Paths beside them that a role writes and clears. */
const cleared = (role: string, component: string) =>
  written
    .filter((one) => one.role === role && one.args.root === undefined)
    .flatMap(({ args }) => filled(variablesOf(role, component), args.purge));

const files = globSync(["infra/environments/*.yaml", "examples/*.yaml"], { cwd: repoRoot }).flatMap(
  (name) => {
    const loaded = load(join(repoRoot, name));
    if (!loaded.ok) throw new Error(`${name} does not load`);
    const { hosts } = loaded.site;
    return siteFiles(loaded.site).flatMap(({ path, component }) => {
      const [, host = "", rest = ""] = /^hosts\/([^/]+)(\/.*)$/.exec(path) ?? [];
      return component && rest && hosts[host]?.settings.platform !== "windows"
        ? [{ path: rest, component }]
        : [];
    });
  },
);

describe("a component's roles", () => {
  it("are there", () => {
    for (const { roles } of components) expect(roleNames()).toEqual(expect.arrayContaining([...roles]));
  });

  it("copy each of its rendered files, one role each", () => {
    // kernel settings and devices have no role, but a playbook of their own
    const ofPlaybook = [asRegex("/etc/sysctl.d/*"), asRegex("/etc/udev/rules.d/*")];
    const wrong = files.flatMap(({ path, component }) => {
      const globs = [
        ...component.roles.map((role) => copied(role, component.name)),
        component.name === "base" ? ofPlaybook : [],
      ];
      const by = globs.filter((one) => one.some((glob) => glob.test(path))).length;
      return by === 1 ? [] : [`${component.name}: ${path} by ${by}`];
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it("write nothing beside them that stays when it leaves", () => {
    const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
    if (!loaded.ok) throw new Error("the lab does not load");
    for (const { name, roles, owns } of components) {
      const owned = owns(loaded.site);
      const kept = roles
        .flatMap((role) => cleared(role, name))
        .filter((glob) => !owned.some((one) => glob.startsWith(one) || asRegex(glob).test(one)));
      expect({ [name]: kept }).toEqual({ [name]: [] });
    }
  });
});
