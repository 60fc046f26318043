import { existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Setting } from "./find.ts";
import { findPython, leastPython } from "./install/python.ts";
import { platform } from "./key.ts";
import { listTools } from "./list.ts";
import { missingPackages } from "./packages.ts";
import { atLeast } from "./probe.ts";
import { clock } from "./progress.ts";
import { registries } from "./registries.ts";
import { ask } from "./run.ts";
import { machine } from "./slots.ts";
import type { Check, Source, Tool } from "./types.ts";
import { which } from "./which.ts";

const good = (name: string, detail: string): Check => ({ name, ok: true, detail });
const bad = (name: string, detail: string, fix: string): Check => ({ name, ok: false, detail, fix });
const unneeded = (name: string) => good(name, "not needed: every program that wants it is here");

/** What getting the programs that are not here yet needs of this machine. What is here needs nothing. */
export async function toolChecks(setting: Setting): Promise<Check[]> {
  const states = await listTools(setting);
  const state = new Map(states.map((s) => [s.name, s.state]));
  const absent = setting.tools.filter(
    (tool) =>
      tool.source.kind !== "path" && state.get(tool.name) !== "cached" && state.get(tool.name) !== "on PATH",
  );
  const checks = [
    onPlatform(),
    ready(setting, absent),
    which("npm") ? good("npm", "on PATH") : bad("npm", "absent", "apt-get install nodejs npm"),
    go(absent, setting.root),
    python(absent),
    packages(absent),
    disk(absent, setting.cache),
    memory(absent),
    registries(new Set(absent.map((tool) => tool.source.kind))),
    ...pathOnly(setting.tools, state),
  ];
  return (await Promise.all(checks)).flat();
}

function onPlatform(): Check {
  if (process.platform === "linux" && ["x64", "arm64"].includes(process.arch))
    return good("platform", platform);
  return bad(
    "platform",
    `${platform} is not supported`,
    "use Linux on x86-64 or arm64, e.g. in a virtual machine",
  );
}

function ready({ tools }: Setting, absent: Tool[]): Check {
  const all = tools.filter((tool) => tool.source.kind !== "path").length;
  if (absent.length === 0) return good("programs", `all ${all} are here`);
  const seconds = absent.reduce((sum, tool) => sum + tool.seconds, 0);
  const names = absent.map((tool) => tool.name).join(", ");
  return good(
    "programs",
    `${all - absent.length} of ${all} are here; got when asked for: ${names} (about ${clock(seconds)})`,
  );
}

const ofKind = (tools: Tool[], ...kinds: Source["kind"][]) =>
  tools.filter((t) => kinds.includes(t.source.kind));

async function go(absent: Tool[], root: string): Promise<Check> {
  const folders = ofKind(absent, "go").map((tool) => (tool.source.kind === "go" ? tool.source.folder : ""));
  if (folders.length === 0) return unneeded("Go");
  const wanted = folders
    .map((folder) => /^go (\S+)/m.exec(readFileSync(join(root, folder, "go.mod"), "utf8"))?.[1] ?? "1.26")
    .reduce((a, b) => (atLeast(a, b) ? a : b));
  const fix = `install Go ${wanted} or newer and put it on PATH`;
  const { code, out } = await ask("go", ["version"]);
  const version = /go version go(\S+)/.exec(out)?.[1];
  if (code !== 0 || !version) return bad("Go", "'go' is not on PATH", fix);
  return atLeast(version, wanted)
    ? good("Go", version)
    : bad("Go", `${version} is older than ${wanted}`, fix);
}

async function python(absent: Tool[]): Promise<Check> {
  if (ofKind(absent, "wheel", "python").length === 0) return unneeded("Python");
  const found = await findPython();
  if (found) return good("Python", `${found.version} with venv`);
  const detail = `no Python ${leastPython} or newer with venv on PATH`;
  return bad("Python", detail, "apt-get install python3 python3-venv");
}

async function packages(absent: Tool[]): Promise<Check> {
  const missing = (await missingPackages(absent.flatMap((tool) => tool.needs ?? []))).map((p) => p.name);
  const name = "packages to build with";
  if (missing.length === 0) return good(name, "all are here");
  const detail = `absent: ${missing.join(", ")}`;
  if (process.getuid?.() === 0 && which("apt-get")) return good(name, `${detail}; installed when needed`);
  return bad(name, detail, `as root: apt-get install --no-install-recommends ${missing.join(" ")}`);
}

function disk(absent: Tool[], cache: string): Check {
  let folder = cache;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.round((bavail * bsize) / 2 ** 20);
  const wanted = absent.reduce((sum, tool) => sum + tool.diskMiB, 500);
  const detail = `${free} MiB free in ${folder}, ${wanted} MiB wanted`;
  if (free >= wanted) return good("disk", detail);
  return bad("disk", detail, "make room, or set XDG_CACHE_HOME to a folder on a larger disk");
}

function memory(absent: Tool[]): Check {
  const heaviest = absent.toSorted((a, b) => b.memoryMiB - a.memoryMiB)[0];
  if (!heaviest) return unneeded("memory");
  const total = machine().memoryMiB;
  const detail = `${total} MiB, ${heaviest.memoryMiB} MiB wanted for ${heaviest.name}`;
  if (total >= heaviest.memoryMiB) return good("memory", detail);
  return bad("memory", detail, `add memory or swap, or put ${heaviest.name} ${heaviest.version} on PATH`);
}

function pathOnly(tools: Tool[], state: Map<string, string>): Check[] {
  return ofKind(tools, "path").map((tool) => {
    if (state.get(tool.name) === "on PATH") return good(tool.name, "on PATH");
    return good(tool.name, tool.source.kind === "path" ? `absent: ${tool.source.hint}` : "");
  });
}
