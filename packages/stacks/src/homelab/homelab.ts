import { local } from "@pulumi/command";
import type { Input, Resource } from "@pulumi/pulumi";
import type { Leaving, Unit } from "../units/unit.ts";

/** Everything the stack is made of, as plain data; the values of secrets are Pulumi's secret inputs. */
export interface HomelabSettings {
  /** The hash of the whole rendered tree. */
  tree: string;
  units: readonly Unit[];
  leaving: readonly Leaving[];
  secrets: Readonly<Record<string, Input<string>>>;
}

/*
 * Commands name no folder of this machine: LOGSTEAD_ROOT comes from the environment that `pulumi` itself has
 * (`./logstead env`), so a clone elsewhere is the same stack.
 */
const inClone = (program: string) =>
  `exec "\${LOGSTEAD_ROOT:?is not set. Fix: eval \\"\\$(./logstead env --env NAME)\\"}/${program}`;
const apply = inClone('ansible/play"');
const decommission = inClone('ansible/decommission"');
const keepApplied = inClone('infra/homelab/applied" keep');
const forgetApplied = inClone('infra/homelab/applied" forget');

/** One playbook on one host. It has triggers, so a replaced one is deleted after the new one was created: no `delete`. */
function applied(unit: Unit, secrets: HomelabSettings["secrets"], dependsOn: Resource[]): Resource {
  const given = unit.secrets.flatMap((name) => {
    const value = secrets[name];
    return value === undefined ? [] : [[secretVariable(name), value] as const];
  });
  return new local.Command(
    unit.name,
    {
      create: apply,
      environment: {
        LOGSTEAD_UNIT: unit.name,
        LOGSTEAD_PLAYBOOK: unit.playbook,
        LOGSTEAD_HOSTS: unit.host,
        ...Object.fromEntries(given),
      },
      triggers: [unit.hash],
      // Output is shown while a command runs; what is secret in it only Pulumi knows, not the provider.
      logging: local.Logging.None,
    },
    { additionalSecretOutputs: ["stdout", "stderr"], dependsOn },
  );
}

/**
 * Takes a component off its host when it leaves the inventory. A resource of its own, without triggers: no new
 * content replaces it, so its `delete` runs only when it is really gone. Its `create` does nothing, because
 * any change of `delete` runs it again.
 */
function removable(leaving: Leaving, dependsOn: Resource[]): Resource {
  const { name, host, connection, services, readers } = leaving;
  const files = [...leaving.files, ...leaving.owned];
  return new local.Command(
    `${name}-leaves`,
    {
      create: "true",
      delete: decommission,
      environment: { LOGSTEAD_HOSTS: host },
      stdin: JSON.stringify({ connection, services, files, readers }),
    },
    { dependsOn },
  );
}

/** `loki-push-token` → `LOGSTEAD_SECRET_LOKI_PUSH_TOKEN`, as the playbooks read it. */
export const secretVariable = (name: string) => `LOGSTEAD_SECRET_${name.toUpperCase().replaceAll("-", "_")}`;

/** The stack: what leaves first, so that at the end it is deleted last. */
export function homelab({ tree, units, leaving, secrets }: HomelabSettings): void {
  const leaves = new Map(leaving.map((unit) => [unit.name, unit]));
  const ends = new Map<string, Resource>();
  const made = new Map<string, Resource>();
  for (const unit of units) {
    const before = [...unit.after, unit.name].flatMap((name) => made.get(name) ?? []);
    const leavingUnit = leaves.get(unit.name);
    // a collector leaves before the Loki that it sends its last lines to
    const later = unit.after.flatMap((name) => ends.get(name) ?? []);
    const end = leavingUnit && removable(leavingUnit, later);
    if (end) ends.set(unit.name, end);
    made.set(unit.name, applied(unit, secrets, end ? [...before, end] : before));
  }
  record(tree, [...made.values()]);
}

/** Keeps what was applied, once all of it was: what `./logstead preview` compares with. */
function record(tree: string, units: Resource[]): void {
  const end = new local.Command("applied-leaves", { create: "true", delete: forgetApplied });
  new local.Command("applied", { create: keepApplied, triggers: [tree] }, { dependsOn: [...units, end] });
}
