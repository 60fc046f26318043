import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repoRoot, stateDir } from "@logstead/base";
import { readEvents } from "@logstead/base/ansible-events";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { ansible } from "./roles.ts";

interface Played {
  code: number | undefined;
  out: string;
  /** From the recap, by host. */
  changed: Record<string, number>;
  /** What failed, or did not answer: task and message by host. */
  failed: Record<string, string>;
}

/** An environment of its own: its certificates and secrets are not those of anybody's lab. */
const environment = "suite";

/**
 * The lab's inventory rendered for the lab of this name, in a folder of its own, as anybody's inventory beside
 * the clone would be; `play` runs one of its playbooks as by hand. Its n8n has scenarios of its own.
 */
export async function siteIn(lab: string) {
  const folder = mkdtempSync(join(tmpdir(), "logstead-site-"));
  const file = join(folder, `${environment}.yaml`);
  const text = readFileSync(join(repoRoot, "infra/environments/lab.yaml"), "utf8")
    .replaceAll("state:lab/lab/", `state:lab/${lab}/`)
    .replace(/^( {4}roles: \[.*loki.*), n8n\]$/m, "$1]");
  writeFileSync(file, `${text}\nn8n: {url: "http://192.168.1.254:8025"}\n`);
  await execa(join(repoRoot, "logstead"), ["render", "--env", file]);
  const { env, path } = await getTool("ansible");
  // a connection that an earlier run has left open would not ask for the host's key again
  let count = 0;

  /** Starts a playbook; `results` are told as they come. */
  const start = (playbook: string, ...args: string[]) => {
    const results = join(folder, `results-${++count}.jsonl`);
    const child = execa(
      join(dirname(path), "ansible-playbook"),
      [join(folder, "rendered", environment, playbook), ...args],
      {
        cwd: ansible,
        env: {
          ...{ PATH: env.PATH, LOGSTEAD_ENV: file, ANSIBLE_CONFIG: join(ansible, "ansible.cfg") },
          ...{ ANSIBLE_NOCOLOR: "1", ANSIBLE_HOME: join(folder, "home"), LOGSTEAD_RESULTS: results },
          ANSIBLE_SSH_CONTROL_PATH_DIR: join(folder, `connections-${count}`),
        },
        reject: false,
        all: true,
        detached: true,
      },
    );
    return { child, results: () => resultsOf(results) };
  };

  const play = async (playbook: string, ...args: string[]): Promise<Played> => {
    const { child, results } = start(playbook, ...args);
    const { exitCode: code, all: out } = await child;
    const failed = results().filter(({ status }) => status === "failed" || status === "unreachable");
    return {
      code,
      out,
      changed: changedOf(out),
      failed: Object.fromEntries(failed.map(({ host, task, msg }) => [host, `${task}: ${msg}`])),
    };
  };

  const remove = () => {
    rmSync(folder, { recursive: true });
    for (const kept of ["tls", "secrets"])
      rmSync(stateDir(kept, environment), { recursive: true, force: true });
  };
  return { start, play, remove };
}

const changedOf = (out: string) =>
  Object.fromEntries(
    [...out.matchAll(/^(\S+)\s+: ok=.*\bchanged=(\d+)/gm)].map(([, host, n]) => [host as string, Number(n)]),
  );

const resultsOf = (file: string) => readEvents(file).filter((event) => event.event === "task");
