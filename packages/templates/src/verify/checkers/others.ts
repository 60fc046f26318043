import { basename, join } from "node:path";
import { ServiceSettings } from "@logstead/detector/service-settings";
import { parseDocument } from "yaml";
import { z } from "zod";
import { type Checker, type Diagnostic, diagnosticsIn, type Job } from "../checker.ts";

/** `promtool check rules`. */
export const prometheusRules: Checker = {
  name: "prometheus-rules",
  shown: "promtool check rules",
  program: "promtool",
  async check(job) {
    const file = job.write("rules.yaml", job.text);
    const { code, out } = await job.run(["check", "rules", file]);
    if (code === 0) return [];
    const plain = out.replaceAll(file, "rules");
    return diagnosticsIn(plain, /^\s*rules: (?:(?<line>\d+):\d+: )?(?<message>.*)$/gm, { failed: true });
  },
};

/** `amtool check-config`. */
export const alertmanager: Checker = {
  name: "alertmanager",
  shown: "amtool check-config",
  program: "amtool",
  async check(job) {
    const file = job.write("alertmanager.yml", job.text);
    const { code, out } = await job.run(["check-config", file]);
    if (code === 0) return [];
    return diagnosticsIn(
      out,
      /^\s*(?:FAILED: )?(?:yaml: unmarshal errors:\s*)?line (?<line>\d+): (?<message>.*)$/gm,
      {
        failed: true,
        message: /FAILED: (.*)/.exec(out)?.[1] ?? out.trim().slice(0, 400),
      },
    );
  },
};

/** The settings' own schema: the service refuses what it refuses. */
export const detectorSettings: Checker = {
  name: "detector-settings",
  shown: "schema of the detector's service",
  async check({ text }) {
    const result = ServiceSettings.safeParse(parseDocument(text).toJS());
    if (result.success) return [];
    return result.error.issues.map(({ path, message }) => ({ message: `${path.join(".")}: ${message}` }));
  },
};

/** `actionlint`. */
export const workflow: Checker = {
  name: "workflow",
  shown: "actionlint",
  program: "actionlint",
  byName: true,
  async check(job) {
    const file = job.write(basename(job.path), job.text);
    const { code, out } = await job.run(["-no-color", "-oneline", "-shellcheck=", "-pyflakes=", file]);
    return diagnosticsIn(out.replaceAll(file, "workflow"), /^\S+?:(?<line>\d+):\d+: (?<message>.*)$/gm, {
      failed: code !== 0,
    });
  },
};

/** `ansible-playbook --syntax-check`, in the tree, since playbooks import one another. */
export const playbook: Checker = {
  name: "playbook",
  shown: "ansible-playbook --syntax-check",
  program: "ansible-playbook",
  async check(job) {
    const file = join(job.tree(), job.path);
    const args = ["--syntax-check", "-i", "localhost,", file];
    const { code, out } = await job.run(args, { env: ansibleIn(job) });
    if (code === 0) return [];
    const message = /^(?:ERROR!|\[ERROR\]:) (.*)$/m.exec(out)?.[1] ?? out.trim().slice(0, 400);
    const line = /(?:line (\d+)|:(\d+):\d+)/.exec(out.replaceAll(file, ""))?.slice(1).find(Boolean);
    return [{ message, ...(line !== undefined && { line: Number(line) }) }];
  },
};

/** `ansible-lint`, offline. */
export const ansibleLint: Checker = {
  name: "ansible-lint",
  shown: "ansible-lint",
  program: "ansible-lint",
  async check(job) {
    const file = join(job.tree(), job.path);
    const args = ["--offline", "--nocolor", "-q", "-f", "pep8", file];
    const { code, out } = await job.run(args, { cwd: job.tree(), env: ansibleIn(job) });
    return diagnosticsIn(out, /^\S+?:(?<line>\d+):(?:\d+:)? (?<message>.*)$/gm, { failed: code !== 0 });
  },
};

const ansible = join(import.meta.dirname, "../../../../../ansible");
/** Its temporary files and caches are this job's own: checks run side by side. */
const ansibleIn = (job: Job) => ({
  ANSIBLE_NOCOLOR: "1",
  ANSIBLE_HOME: join(job.folder, "ansible"),
  ANSIBLE_ROLES_PATH: join(ansible, "roles"),
  ANSIBLE_COLLECTIONS_PATH: join(ansible, "collections"),
});

/** PowerShell's own parser; nothing is run. */
export const powershell: Checker = {
  name: "powershell",
  shown: "pwsh, its parser",
  program: "pwsh",
  async check(job) {
    const file = job.write("script.ps1", job.text);
    const script = `$e=$null;[void][System.Management.Automation.Language.Parser]::ParseFile('${file}',[ref]$null,[ref]$e);$e|%{"$($_.Extent.StartLineNumber): $($_.Message)"}`;
    const { out } = await job.run(["-NoProfile", "-NonInteractive", "-Command", script]);
    return diagnosticsIn(out, /^(?<line>\d+): (?<message>.*)$/gm);
  },
};

/** What our compose files may contain: names and types of the Compose Specification. */
const Service = z.strictObject({
  image: z
    .string()
    .regex(
      /^[\w./:-]+:([\w.-]+|\$\{\w+:-[\w.-]+\})(@sha256:[0-9a-f]{64})?$/,
      "an image with its version, never latest",
    ),
  container_name: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  entrypoint: z.union([z.string(), z.array(z.string())]).optional(),
  network_mode: z.string().optional(),
  networks: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  user: z.string().optional(),
  group_add: z.array(z.union([z.string(), z.int()])).optional(),
  restart: z.enum(["no", "always", "on-failure", "unless-stopped"]).optional(),
  stop_grace_period: z.string().optional(),
  cpus: z.number().positive().optional(),
  mem_limit: z.union([z.int().positive(), z.string()]).optional(),
  pids_limit: z.int().optional(),
  read_only: z.boolean().optional(),
  cap_add: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  tmpfs: z.array(z.string()).optional(),
  env_file: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  extra_hosts: z.array(z.string()).optional(),
  volumes: z
    .array(z.string().regex(/^[^:]+:\/[^:]*(:(ro|rw|z|Z)(,\w+)*)?$/, "source:/target, with :ro if wanted"))
    .optional(),
  depends_on: z.array(z.string()).optional(),
  healthcheck: z.record(z.string(), z.unknown()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  logging: z
    .strictObject({ driver: z.string(), options: z.record(z.string(), z.string()).optional() })
    .optional(),
});
const Compose = z.strictObject({
  name: z.string().optional(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.unknown()).optional(),
  volumes: z.record(z.string(), z.unknown()).optional(),
});

/** The Compose Specification, as far as it is used here; no image without a version. */
export const compose: Checker = {
  name: "compose",
  shown: "Compose Specification",
  async check({ text }) {
    const document = parseDocument(text);
    const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
    if (document.errors.length > 0)
      return document.errors.map((error) => ({
        message: error.message.split("\n")[0] ?? "",
        line: lineAt(error.pos[0]),
      }));
    const result = Compose.safeParse(document.toJS());
    return (result.error?.issues ?? []).map((issue): Diagnostic => {
      const unknown = "keys" in issue ? [issue.keys[0] as string] : [];
      const node = document.getIn([...issue.path, ...unknown], true) as { range?: [number] } | undefined;
      const line = node?.range && lineAt(node.range[0]);
      return { message: `${issue.path.join(".")}: ${issue.message}`, ...(line !== undefined && { line }) };
    });
  },
};

/** Any JSON file. */
export const json: Checker = {
  name: "json",
  shown: "JSON parser",
  async check({ text }) {
    try {
      JSON.parse(text);
      return [];
    } catch (error) {
      return [{ message: error instanceof Error ? error.message : String(error) }];
    }
  },
};
