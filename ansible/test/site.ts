import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repoRoot, stateDir } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { ansible } from "./roles.ts";

/** What one task or host came to, as the callback plugin writes it. */
interface Result {
  host: string;
  task: string;
  status: string;
  msg: string;
}

export interface Played {
  code: number | undefined;
  out: string;
  /** From the recap, by host. */
  changed: Record<string, number>;
  failed: Result[];
}

/**
 * The lab's inventory rendered for the lab of this name, in a folder of its own, as anybody's inventory beside
 * the clone would be; `play` runs one of its playbooks as by hand.
 */
export async function labSite(lab: string, change: (text: string) => string = (text) => text) {
  const folder = mkdtempSync(join(tmpdir(), "logstead-site-"));
  const file = join(folder, "lab.yaml");
  const text = readFileSync(join(repoRoot, "infra/environments/lab.yaml"), "utf8");
  writeFileSync(file, change(text.replaceAll("state:lab/lab/", `state:lab/${lab}/`)));
  await execa(join(repoRoot, "logstead"), ["render", "--env", file]);
  const { env, path } = await getTool("ansible");
  let count = 0;
  const play = async (playbook: string, ...args: string[]): Promise<Played> => {
    const results = join(folder, `results-${++count}.jsonl`);
    const ran = await execa(
      join(dirname(path), "ansible-playbook"),
      [join(folder, "rendered/lab", playbook), ...args],
      {
        cwd: ansible,
        env: {
          ...{ PATH: env.PATH, LOGSTEAD_ENV: file, ANSIBLE_CONFIG: join(ansible, "ansible.cfg") },
          ...{ ANSIBLE_NOCOLOR: "1", ANSIBLE_HOME: join(folder, "home"), LOGSTEAD_RESULTS: results },
        },
        reject: false,
        all: true,
      },
    );
    return {
      code: ran.exitCode,
      out: ran.all,
      changed: recap(ran.all, "changed"),
      failed: failures(results),
    };
  };
  return { folder, play };
}

const recap = (out: string, key: string) =>
  Object.fromEntries(
    [...out.matchAll(new RegExp(`^(\\S+)\\s+: ok=.*\\b${key}=(\\d+)`, "gm"))].map(([, host, n]) => [
      host as string,
      Number(n),
    ]),
  );

const failures = (results: string) =>
  (existsSync(results) ? readFileSync(results, "utf8").trim().split("\n") : [])
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Result)
    .filter(({ status }) => status === "failed" || status === "unreachable");

/** The file of known host keys of a lab. */
export const knownHosts = (lab: string) => stateDir("lab", lab, "known_hosts");
