import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, repoRoot, stateDir } from "@logstead/base";
import { load, type Site } from "@logstead/inventory";
import { labChecks } from "@logstead/lab";
import { type Document, parseDocument } from "yaml";

/** A copy of the lab's inventory that tests may edit; its rendered tree lies beside it. */
export interface TestSite {
  file: string;
  /** Edits the inventory, keeping what it says otherwise. */
  edit(change: (inventory: Document) => void): void;
  /** The file of a pipeline that one source of one host uses. */
  pipeline: string;
}

/** The bridge of the lab, on this computer's side. */
export const sinkAddress = { host: "192.168.1.254", port: 8025 } as const;

/** The lab's inventory with a pipeline of its own on dns01, and with alerts that go to a sink instead of n8n. */
export function testSite(fresh = false): TestSite {
  const folder = stateDir("e2e-site");
  const file = join(folder, "lab.yaml");
  const pipeline = join(folder, "pipelines/own/pipeline.yaml");
  const edit: TestSite["edit"] = (change) => {
    const inventory = parseDocument(readFileSync(file, "utf8"));
    change(inventory);
    writeFileSync(file, inventory.toString());
  };
  if (fresh) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(join(repoRoot, "infra/environments/lab.yaml"), file);
    cpSync(join(repoRoot, "examples/pipelines/billing"), join(folder, "pipelines/own"), { recursive: true });
    edit((inventory) => {
      inventory.setIn(["pipelines", "own", "folder"], "pipelines/own");
      inventory.setIn(["hosts", "dns01", "sources", "dns", "pipeline"], "own");
      const roles = ["agent", "syslog", "loki", "nginx", "detector", "grafana"];
      inventory.setIn(["hosts", "ocean", "roles"], inventory.createNode(roles));
      inventory.setIn(["n8n", "url"], `http://${sinkAddress.host}:${sinkAddress.port}`);
    });
  }
  return { file, edit, pipeline };
}

/** Whether there can be no lab on this machine. */
export const noLab = async (): Promise<boolean> =>
  (await labChecks()).some((check) => !check.ok && !check.installs);

export function loadSite({ file }: TestSite): Site {
  const loaded = load(file);
  if (!loaded.ok) throw new ProblemError(loaded.problems);
  return loaded.site;
}
