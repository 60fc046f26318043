import { describe, expect, it } from "vitest";
import { components, siteFiles, siteTree, unitOfFile } from "../../src/index.ts";
import { inventories, nameOf, siteOf } from "./sites.ts";

const names = components.map(({ name }) => name);

describe("components", () => {
  it("have names of their own, and come after what they are applied after", () => {
    expect(new Set(names).size).toBe(names.length);
    for (const { name, after, brings } of components) {
      const at = names.indexOf(name);
      expect(names.slice(0, at)).toEqual(expect.arrayContaining([...after]));
      expect(names.slice(at + 1)).toEqual(expect.arrayContaining([...brings]));
    }
  });

  it("are brought by one component at most, so that one playbook applies each on a host", () => {
    const brought = components.flatMap(({ brings }) => brings);
    expect(new Set(brought).size).toBe(brought.length);
  });
});

describe.each(inventories.map((file) => [nameOf(file), file] as const))("%s", (_, file) => {
  const site = siteOf(file);
  const files = siteFiles(site);

  it("has each rendered file in one component, which is on the file's host", () => {
    expect(files.filter(({ component }) => !component).map(({ path }) => path)).toEqual(["site.yaml"]);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    const elsewhere = files.flatMap(({ path, component }) => {
      const host = site.hosts[/^hosts\/([^/]+)\//.exec(path)?.[1] ?? ""];
      const fits = !host || host.settings.platform === "windows" || component?.on(host, site);
      return fits && (!component || components.includes(component)) ? [] : [path];
    });
    expect(elsewhere).toEqual([]);
  });

  it("keeps in its tree what each file belongs to", () => {
    const result = siteTree(site);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const kept = [...result.tree.files].map(([path, { component }]) => [path, component]);
    const said = files.map(({ path, component }) => [path, component?.name]);
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(said));
  });

  it("renders on each host the unit of every program that is there, as a file of its component", () => {
    const missing = Object.values(site.hosts).flatMap((host) =>
      components.flatMap(({ name, program, on }) => {
        if (!program || !on(host, site)) return [];
        if (program.executable && host.derived.runtime !== "systemd") return [];
        const has = files.some(
          ({ path, component }) =>
            component?.name === name &&
            path.startsWith(`hosts/${host.name}/`) &&
            unitOfFile(path.slice(`hosts/${host.name}`.length)) === program.unit,
        );
        return has ? [] : [`${host.name}: ${program.unit}`];
      }),
    );
    expect(missing).toEqual([]);
  });
});
