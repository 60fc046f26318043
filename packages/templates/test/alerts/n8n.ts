import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort, repoRoot } from "@logstead/base";
import type { AlertAnswer } from "@logstead/channels/alert";
import type { Site } from "@logstead/inventory";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { siteTree } from "../../src/index.ts";

/** What the secrets of the site are; playbooks get them by environment. */
export const secrets = {
  "n8n-webhook-token": "hook-5f0c",
  "slack-token": "xoxb-91aa",
  "pagerduty-key": "rk-77de",
  "ntfy-token": "tk_c41d",
  "webhook-key": 'wk-"<slack-token>"',
};

/** The one command of systemd that roles need, for one unit that is n8n; PID 1 is something else here. */
const systemctl = `#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >>asked
case "$*" in
  *--property=MainPID*) cat pid 2>/dev/null || echo 0 ;;
  list-unit-files*) echo "n8n.service enabled" ;;
  show*) printf 'Id=n8n.service\\nLoadState=loaded\\nActiveState=active\\nSubState=running\\n' ;;
  is-active*) echo active ;;
  *start*)
    if test -s pid && kill "$(cat pid)" 2>/dev/null; then while kill -0 "$(cat pid)" 2>/dev/null; do sleep 0.1; done; fi
    env -i $(cat environment) setsid "$(cat program)" start >>n8n.log 2>&1 </dev/null &
    echo $! >pid ;;
esac
`;

export interface Answered {
  status: number;
  answer: AlertAnswer;
  retryAfter: string | null;
}

/** The real n8n in a folder of its own, with its owner's ways to run it and ours to give it the flow. */
export async function openN8n() {
  const folder = mkdtempSync(join(tmpdir(), "logstead-n8n-"));
  const port = await freePort();
  const { path } = await getTool("n8n");
  const node = dirname(process.execPath);
  const environment = {
    PATH: `${node}:/usr/bin:/bin`,
    HOME: folder,
    ...{
      N8N_USER_FOLDER: folder,
      N8N_PORT: `${port}`,
      N8N_LISTEN_ADDRESS: "127.0.0.1",
      N8N_HOST: "127.0.0.1",
    },
    ...{
      N8N_RUNNERS_BROKER_PORT: `${await freePort()}`,
      N8N_DISABLED_MODULES: "mcp-registry",
      N8N_DISABLE_UI: "true",
    },
    ...{ N8N_DIAGNOSTICS_ENABLED: "false", N8N_VERSION_NOTIFICATIONS_ENABLED: "false", NO_COLOR: "1" },
    ...{ N8N_TEMPLATES_ENABLED: "false", N8N_PERSONALIZATION_ENABLED: "false" },
  };
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "systemctl"), systemctl);
  chmodSync(join(bin, "systemctl"), 0o755);
  writeFileSync(join(bin, "program"), path);
  writeFileSync(
    join(bin, "environment"),
    Object.entries(environment)
      .map(([k, v]) => `${k}=${v}`)
      .join("\n"),
  );
  const url = `http://127.0.0.1:${port}`;
  const pid = () => Number(readFileSync(join(bin, "pid"), "utf8"));

  const n8n = {
    folder,
    port,
    url,
    /** What its owner types. */
    run: (...args: string[]) => execa(path, args, { env: environment, extendEnv: false, cwd: folder }),
    start: () => execFileSync(join(bin, "systemctl"), ["start", "n8n"]),
    kill: () => process.kill(pid(), "SIGKILL"),
    log: () => readFileSync(join(bin, "n8n.log"), "utf8"),
    restarts: () =>
      readFileSync(join(bin, "asked"), "utf8")
        .split("\n")
        .filter((one) => one.startsWith("restart")).length,
    async post(body: unknown, token: string | undefined = secrets["n8n-webhook-token"]): Promise<Answered> {
      const headers = {
        "content-type": "application/json",
        ...(token && { authorization: `Bearer ${token}` }),
      };
      const response = await fetch(`${url}/webhook/log-anomaly`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const answer = text.startsWith("{") ? JSON.parse(text) : {};
      return { status: response.status, answer, retryAfter: response.headers.get("retry-after") };
    },
    /** Waits until something answers as wanted. */
    async until<T>(what: string, ask: () => Promise<T | false> | T | false, seconds = 240): Promise<T> {
      const end = Date.now() + seconds * 1000;
      for (;;) {
        const got = await Promise.resolve(ask()).catch(() => false as const);
        if (got !== false) return got;
        if (Date.now() > end)
          throw new Error(`${what} did not come within ${seconds} s:\n${n8n.log().slice(-3000)}`);
        await pause(200);
      }
    },
    /** Renders the site and runs its playbook for n8n; returns what Ansible counted and said. */
    async play(site: Site) {
      const rendered = siteTree(site);
      if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
      const tree = join(folder, "rendered");
      for (const [name, file] of rendered.tree.files)
        if (name.includes("n8n")) {
          mkdirSync(dirname(join(tree, name)), { recursive: true });
          writeFileSync(join(tree, name), file.content);
        }
      const vars = `ansible_connection=local ansible_become=false n8n_known=${folder}/known.json`;
      writeFileSync(join(folder, "hosts"), `[role_n8n]\nocean ${vars}\n`);
      const tool = await getTool("ansible");
      const given = Object.entries(secrets).map(([k, v]) => [
        `LOGSTEAD_SECRET_${k.toUpperCase().replaceAll("-", "_")}`,
        v,
      ]);
      const ran = await execa(
        "ansible-playbook",
        ["-vv", "-i", join(folder, "hosts"), "--diff", "playbooks/n8n.yaml"],
        {
          cwd: tree,
          reject: false,
          all: true,
          env: {
            ...tool.env,
            ...Object.fromEntries(given),
            PATH: `${bin}:${dirname(tool.path)}:${process.env.PATH}`,
            ...{
              ANSIBLE_CONFIG: join(repoRoot, "ansible/ansible.cfg"),
              ANSIBLE_HOME: join(folder, "ansible"),
            },
            ...{
              ANSIBLE_NOCOLOR: "1",
              ANSIBLE_LOCALHOST_WARNING: "false",
              LOGSTEAD_RESULTS: join(folder, "results"),
            },
          },
        },
      );
      const counted = /ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)/.exec(ran.all);
      return {
        code: ran.exitCode,
        changed: Number(counted?.[2]),
        failed: Number(counted?.[4]),
        said: ran.all,
      };
    },
    close() {
      try {
        n8n.kill();
      } catch {}
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return n8n;
}
