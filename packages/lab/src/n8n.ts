import { ProblemError, ports, problem } from "@logstead/base";
import type { Bind, Lab } from "./config.ts";
import { until } from "./run.ts";
import { labExec, labMust } from "./ssh.ts";

const port = ports.n8n;
const home = "/var/lib/n8n";
const program = "/opt/n8n";

/** What a host must see of this machine to have an n8n: the folder with `bin/n8n` and its own Node in it. */
export function n8nBinds(folder: string): Bind[] {
  return [{ from: folder, to: program, readOnly: true }];
}

/** The workflow that was there before Logstead, and that must be there after it. */
export const ownersWorkflow = {
  id: "ownersDoorbell01",
  name: "Doorbell (owner's)",
  active: false,
  settings: { executionOrder: "v1" },
  nodes: [
    {
      id: "6a1b7f30-3c0e-4f6e-9d53-0a6c6d1f0001",
      name: "Doorbell",
      type: "n8n-nodes-base.webhook",
      typeVersion: 2,
      position: [0, 0],
      webhookId: "6a1b7f30-3c0e-4f6e-9d53-0a6c6d1f0002",
      parameters: { httpMethod: "GET", path: "doorbell", responseMode: "lastNode", options: {} },
    },
    {
      id: "6a1b7f30-3c0e-4f6e-9d53-0a6c6d1f0003",
      name: "Answer",
      type: "n8n-nodes-base.set",
      typeVersion: 3.4,
      position: [220, 0],
      parameters: {
        assignments: {
          assignments: [
            { id: "6a1b7f30-3c0e-4f6e-9d53-0a6c6d1f0004", name: "rang", value: "yes", type: "string" },
          ],
        },
        options: {},
      },
    },
  ],
  connections: { Doorbell: { main: [[{ node: "Answer", type: "main", index: 0 }]] } },
};

// n8n starts its task runner as `node`
const nodes = ["x64", "arm64"].map((arch) => `${program}/node_modules/node-linux-${arch}/bin`).join(":");

const unit = `[Unit]
Description=n8n
After=network.target

[Service]
User=n8n
TimeoutStartSec=300
WorkingDirectory=${home}
Environment=N8N_USER_FOLDER=${home} N8N_PORT=${port} N8N_SECURE_COOKIE=false
Environment=N8N_DIAGNOSTICS_ENABLED=false N8N_VERSION_NOTIFICATIONS_ENABLED=false N8N_TEMPLATES_ENABLED=false
Environment=N8N_DISABLED_MODULES=mcp-registry N8N_BLOCK_ENV_ACCESS_IN_NODE=false
Environment=PATH=${nodes}:/usr/local/bin:/usr/bin:/bin
ExecStartPre=/bin/sh -c 'test -e owners.imported || { ${program}/bin/n8n import:workflow --input=owners.json && ${program}/bin/n8n publish:workflow --id=${ownersWorkflow.id} && touch owners.imported; }'
ExecStart=${program}/bin/n8n start
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

/** An n8n that has been in use: a service of its own with its owner's workflow. Starts it, does not wait. */
export async function ensureOwnersN8n(lab: Lab, host: string): Promise<void> {
  const setUp = [
    `getent passwd n8n >/dev/null || useradd --system --home-dir ${home} --create-home n8n`,
    `cat >/etc/systemd/system/n8n.service <<'END'\n${unit}END`,
    `cat >${home}/owners.json <<'END'\n${JSON.stringify(ownersWorkflow)}\nEND`,
    "systemctl daemon-reload",
    "systemctl enable -q n8n",
    "systemctl start --no-block n8n",
  ];
  await labMust(lab, host, ["sh", "-es"], { input: setUp.join("\n") });
}

/** Waits until the owner's workflow answers; n8n takes half a minute to start on two cores. */
export async function waitForOwnersN8n(lab: Lab, host: string): Promise<void> {
  const rings = await until(async () => (await ownersWorkflowAnswers(lab, host)) || undefined, 180_000, 500);
  if (rings) return;
  const said = await labExec(lab, host, ["journalctl", "-u", "n8n", "-n", "10", "--no-pager", "-o", "cat"]);
  throw new ProblemError(
    problem("lab-n8n", `n8n on ${host} does not run its owner's workflow`, {
      path: `http://127.0.0.1:${port}/webhook/doorbell`,
      got: said.stdout.trimEnd(),
      fix: `./logstead lab reset ${host} --name ${lab.name}`,
    }),
  );
}

/** Whether the owner's workflow still does what it did. */
export async function ownersWorkflowAnswers(lab: Lab, host: string): Promise<boolean> {
  const ran = await labExec(lab, host, [
    "curl",
    "-sf",
    "-m",
    "5",
    `http://127.0.0.1:${port}/webhook/doorbell`,
  ]);
  return ran.code === 0 && ran.stdout.includes('"rang":"yes"');
}
