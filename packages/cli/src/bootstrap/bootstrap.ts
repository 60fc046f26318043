import { text as readAll } from "node:stream/consumers";
import { ExitCode, formatProblem, type Problem, ProblemError, problem } from "@logstead/base";
import type { Site, SiteHost } from "@logstead/inventory";
import { type Bootstrapped, bootstrapHost, cloudInit, preseed, publicKey } from "@logstead/operate";
import { hostsNamed } from "../inventory/hosts.ts";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";

interface Options extends OutputOptions {
  env: string;
  as: string;
  key?: string;
  passwordStdin?: boolean;
  hostKey?: string;
  print?: "cloud-init" | "preseed";
}

export async function bootstrap(names: string[], options: Options): Promise<void> {
  const site = siteOf(options.env);
  const hosts = hostsNamed(site, names);
  if (options.print) return printSnippets(hosts, options.print, options);
  if (options.hostKey !== undefined && hosts.length > 1)
    throw new ProblemError(
      problem("one-host-key", "a host key belongs to one host", { got: names.join(" ") }),
      ExitCode.usage,
    );
  const password = passwordOf(options);
  const done: Bootstrapped[] = [];
  const problems: Problem[] = [];
  for (const host of hosts) {
    try {
      const { as, key, hostKey } = options;
      done.push(await bootstrapHost(host, { as, key, hostKey, password, confirmHostKey }));
    } catch (error) {
      // the others are made ready all the same
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
  }
  print(options, { hosts: done, problems }, () => resultText(site, done));
  if (problems.length === 0) return;
  if (options.output === "text")
    process.stderr.write(`${problems.map((problem) => formatProblem(problem)).join("\n")}\n`);
  process.exitCode = ExitCode.outside;
}

function resultText(site: Site, done: Bootstrapped[]): string {
  if (done.length === 0) return "no host was made ready";
  const rows = done.flatMap(({ host, user, steps }) =>
    steps.map(({ what, status }) => [host, what === "login" ? `login as ${user}` : what, status]),
  );
  return `${table(["host", "what", ""], rows)}\n\nnext: ./logstead up --env ${site.environment}`;
}

async function printSnippets(hosts: SiteHost[], form: "cloud-init" | "preseed", options: OutputOptions) {
  const [host] = hosts as [SiteHost];
  const account = { user: host.settings.ssh.user, publicKey: await publicKey(host) };
  const text = form === "cloud-init" ? cloudInit(account) : preseed(account);
  print(options, { form, text }, () => text.trimEnd());
}

/** Asked for at most once: hosts that are made ready together usually come from one installer. */
function passwordOf(options: Options): (host: SiteHost) => Promise<string | undefined> {
  let known: Promise<string | undefined> | undefined;
  return () => {
    known ??= readPassword(options);
    return known;
  };
}

async function readPassword({ passwordStdin, as }: Options): Promise<string | undefined> {
  if (passwordStdin) return (await readAll(process.stdin)).replace(/\r?\n$/, "");
  const { LOGSTEAD_BOOTSTRAP_PASSWORD } = process.env;
  if (LOGSTEAD_BOOTSTRAP_PASSWORD) return LOGSTEAD_BOOTSTRAP_PASSWORD;
  if (!process.stdin.isTTY) return undefined;
  const { isCancel, password } = await import("@clack/prompts");
  const answer = await password({ message: `Password of ${as} (not shown)`, output: process.stderr });
  return isCancel(answer) ? undefined : answer;
}

async function confirmHostKey(host: SiteHost, fingerprint: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({
    message: `${host.name} shows the host key ${fingerprint}. Is it the machine's own?`,
    initialValue: false,
    output: process.stderr,
  });
  return !isCancel(answer) && answer;
}
