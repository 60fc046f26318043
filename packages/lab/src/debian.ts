import { arch } from "node:os";
import { ProblemError, problem } from "@logstead/base";
import { must } from "./run.ts";

export const suite = "bookworm";

/** Where Debian packages come from: what this machine itself uses, never a host named in the repository. */
export interface AptSource {
  uri: string;
  suite: string;
  components: string[];
}

export interface AptSetup {
  sources: AptSource[];
  /** Settings of this machine's apt that its sources may need (a snapshot has old dates). */
  options: Record<string, string>;
  architecture: string;
}

/** The Debian sources of this machine, for the lab's suite. */
export async function aptSetup(): Promise<AptSetup> {
  let targets = await indexTargets();
  if (targets.length === 0) {
    await must("apt-get", ["-qq", "update"]);
    targets = await indexTargets();
  }
  const sources = sourcesFor(targets);
  if (!sources.some((source) => source.suite === suite))
    throw new ProblemError(
      problem("lab-apt-sources", `apt knows no source for Debian ${suite}`, {
        got: targets.map((t) => `${t.uri} ${t.suite}`).join(", ") || "no source",
        want: "a Debian mirror",
        fix: "LOGSTEAD_DEBIAN_MIRROR=http://MIRROR/debian ./logstead lab up",
      }),
    );
  const dump = await must("apt-config", ["dump"]);
  const options = Object.fromEntries(
    [...dump.matchAll(/^(Acquire::Check-(?:Valid-Until|Date)) "(.*)";$/gm)].map((m) => [
      m[1] as string,
      m[2] as string,
    ]),
  );
  return { sources, options, architecture: debianArchitecture() };
}

export function debianArchitecture(machine: string = arch()): string {
  return machine === "x64" ? "amd64" : machine;
}

interface Target {
  uri: string;
  suite: string;
  component: string;
}

async function indexTargets(): Promise<Target[]> {
  const mirror = process.env.LOGSTEAD_DEBIAN_MIRROR;
  if (mirror)
    return [suite, `${suite}-updates`].map((s) => ({ uri: `${mirror}/`, suite: s, component: "main" }));
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const out = await must("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]);
  return out
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [uri = "", suite = "", component = ""] = line.split(" ");
      return { uri, suite, component };
    });
}

const codename = /^(bookworm|trixie|forky|stable|oldstable|testing|sid|unstable)(-updates|-security)?$/;

/** A machine of another Debian release has the same mirrors: only the suite differs. */
export function sourcesFor(targets: Target[]): AptSource[] {
  const wanted = targets
    .filter((t) => t.component === "main")
    .map((t) => ({ uri: t.uri, match: codename.exec(t.suite) }))
    .filter(({ match }) => match !== null)
    .map(({ uri, match }) => ({ uri, suite: `${suite}${match?.[2] ?? ""}`, components: ["main"] }));
  return wanted.filter(
    (s, i) => i === wanted.findIndex((other) => other.uri === s.uri && other.suite === s.suite),
  );
}
