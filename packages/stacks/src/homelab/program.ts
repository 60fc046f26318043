import { join, relative } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";
import { load, type Site } from "@logstead/inventory";
import { openSecrets } from "@logstead/secrets";
import { type RenderedTree, readTree } from "@logstead/templates";
import { getStack, log, secret } from "@pulumi/pulumi";
import { renderedFolder } from "../folders.ts";
import { leavingOf, unitsOf } from "../units/units.ts";
import { homelab } from "./homelab.ts";
import { imagesOf } from "./images.ts";
import { machinesOf } from "./machines.ts";
import { sourcesOf } from "./sources.ts";
import { versionsOf } from "./versions.ts";

/** What the stack tells whoever asks `pulumi stack output`. */
export interface HomelabOutputs {
  urls: Record<string, string>;
  versions: Record<string, string>;
  /** The names of the sources of each host. */
  sources: Record<string, string[]>;
  /** The hash of each unit, and of the tree as a whole. */
  hashes: Record<string, string>;
}

/** The program of infra/homelab: the environment with the stack's name, from the tree that was rendered for it. */
export async function program(): Promise<HomelabOutputs> {
  try {
    const site = siteOf(process.env.LOGSTEAD_ENV, getStack());
    const tree = await writtenTree(site);
    const units = unitsOf(site, tree, { machines: machinesOf(site), images: imagesOf(site) });
    const wanted = [...new Set(units.flatMap((unit) => unit.secrets))];
    const store = openSecrets(site);
    const secrets = Object.fromEntries(
      await Promise.all(
        wanted.map(async (name) => [name, secret(await store.get(`secret:${name}`))] as const),
      ),
    );
    homelab({ tree: tree.hash, units, leaving: leavingOf(site, tree), secrets });
    return {
      urls: urlsOf(site),
      versions: versionsOf(site),
      sources: sourcesOf(site),
      hashes: { tree: tree.hash, ...Object.fromEntries(units.map(({ name, hash }) => [name, hash])) },
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // told once and as a sentence: a program that throws would show its stack
    await log.error(error.message);
    process.exit(32);
  }
}

async function writtenTree(site: Site): Promise<RenderedTree> {
  const folder = process.env.LOGSTEAD_RENDERED || renderedFolder(site);
  const result = await readTree(folder);
  if (!result.ok) throw new ProblemError(result.problems, ExitCode.problems);
  if (result.tree.files.size > 0) return result.tree;
  throw new ProblemError(
    problem("not-rendered", `Nothing is rendered for '${site.environment}' yet.`, {
      file: relative(repoRoot, folder),
      fix: `./logstead render --env ${site.environment}`,
    }),
  );
}

function siteOf(given: string | undefined, stack: string): Site {
  const file =
    given && /[/\\]|\.ya?ml$/.test(given) ? given : join(repoRoot, `infra/environments/${stack}.yaml`);
  const loaded = load(file);
  if (!loaded.ok) throw new ProblemError(loaded.problems, ExitCode.problems);
  if (loaded.site.environment === stack) return loaded.site;
  throw new ProblemError(
    problem("stack-environment", "The stack and the inventory are not the same environment.", {
      file,
      got: `stack ${stack}, environment ${loaded.site.environment}`,
      fix: `eval "$(./logstead env --env ${loaded.site.environment})"`,
    }),
  );
}

function urlsOf(site: Site): Record<string, string> {
  const { lokiUrl, pushUrl, grafanaUrl, n8nUrl } = site.derived;
  return {
    loki: lokiUrl,
    push: pushUrl,
    ...(grafanaUrl && { grafana: grafanaUrl }),
    ...(n8nUrl && { n8n: n8nUrl }),
  };
}
