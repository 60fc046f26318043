import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: { resource?: boolean; name?: string };
}

export interface Dependency {
  name: string;
  version: string;
}

/** What the program depends on and has installed, by name; all that these depend on if asked for. */
export function dependenciesOf(programDirectory: string, transitive: boolean): Dependency[] {
  return installed(programDirectory, transitive)
    .map(({ manifest }) => ({ name: manifest.name ?? "", version: manifest.version ?? "" }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The installed packages that say they need a provider plugin of their own version. */
export function resourcePackagesOf(programDirectory: string): { plugin: string; version: string }[] {
  return installed(programDirectory, true)
    .filter(({ manifest }) => manifest.pulumi?.resource)
    .map(({ manifest }) => ({
      plugin: manifest.pulumi?.name ?? (manifest.name ?? "").replace(/^@pulumi\//, ""),
      version: manifest.version ?? "",
    }));
}

interface Installed {
  folder: string;
  manifest: Manifest;
}

function installed(programDirectory: string, transitive: boolean): Installed[] {
  const root = findUp(programDirectory, "package.json");
  if (root === undefined) return [];
  const found = new Map<string, Installed>();
  const visit = (folder: string, manifest: Manifest, direct: boolean): void => {
    const names = { ...manifest.dependencies, ...(direct && manifest.devDependencies) };
    for (const name of Object.keys(names)) {
      const place = findUp(folder, join("node_modules", name, "package.json"));
      if (place === undefined || found.has(place)) continue;
      const child = { folder: dirname(place), manifest: readManifest(place) };
      found.set(place, child);
      if (transitive) visit(child.folder, child.manifest, false);
    }
  };
  visit(dirname(root), readManifest(root), true);
  return [...found.values()];
}

/** The nearest such file in the folder or one above it, by its real path: pnpm's folders are links. */
function findUp(folder: string, file: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, file);
    if (existsSync(path)) return realpathSync(path);
    if (at === dirname(at)) return undefined;
  }
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, "utf8"));
}
