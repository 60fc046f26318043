import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export const ansible = join(import.meta.dirname, "..");

/** Roles that a playbook names; the others are used by them. */
export const roles = [
  ...[
    "base_logging",
    "loki",
    "promtail",
    "alloy",
    "nginx_proxy",
    "grafana",
    "n8n",
    "logrotate",
    "heartbeat",
    "detector",
  ],
].sort();
export const helpers = ["artifact", "certificates", "collector", "service", "takeover"];
export const steps = ["preflight", "install", "configure", "validate", "run"] as const;

type Data = Record<string, unknown>;

export const read = (role: string, path: string): unknown => {
  const file = join(ansible, "roles", role, path);
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
};

export const defaultsOf = (role: string) => (read(role, "defaults/main.yml") ?? {}) as Data;

export const optionsOf = (role: string) => {
  const specs = read(role, "meta/argument_specs.yml") as { argument_specs: { main: { options?: Data } } };
  return (specs.argument_specs.main.options ?? {}) as Record<string, Data>;
};

export const roleNames = () => readdirSync(join(ansible, "roles")).sort();

export interface Task extends Data {
  name: string;
  /** Where it stands, below ansible/. */
  file: string;
}

/** Every task of every role, those in blocks too. */
export function tasks(): Task[] {
  const files = globSync("roles/*/tasks/*.yml", { cwd: ansible }).sort();
  return files.flatMap((file) =>
    flat((parse(readFileSync(join(ansible, file), "utf8")) ?? []) as Task[], file),
  );
}

const flat = (list: Task[], file: string): Task[] =>
  list.flatMap((task) => {
    const inner = ["block", "rescue", "always"].flatMap((key) => flat((task[key] ?? []) as Task[], file));
    return [{ ...task, file }, ...inner];
  });
