import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pluginEnv } from "@logstead/pulumi-plugins";
import { getTool } from "@logstead/tools";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type HomelabSettings, homelab } from "../../src/homelab/homelab.ts";

export interface Inline {
  stack: Stack;
  /** What the next run is made of. */
  settings: HomelabSettings;
  /** What the commands did since this was asked last, as `apply UNIT` and `decommission HOST FILES`. */
  did(): string[];
  stateText(): string;
  /** The next runs of this unit fail. */
  fail(unit: string | undefined): void;
  remove(): void;
}

/**
 * The homelab program in a stack of its own. `ansible/play` and `ansible/decommission` are stand-ins that write
 * down what they were told, so that what is tested is when Pulumi calls them.
 */
export async function inlineStack(
  settings: HomelabSettings,
  replace: "create-first" | "delete-first",
): Promise<Inline> {
  const root = mkdtempSync(join(tmpdir(), "logstead-stacks-"));
  const [done, failing] = [join(root, "done"), join(root, "failing")];
  script(
    join(root, "ansible/play"),
    `echo "apply $LOGSTEAD_UNIT \${LOGSTEAD_SECRET_TOKEN:+with a token}" >>${done}
if [ "$LOGSTEAD_UNIT" = "$(cat ${failing} 2>/dev/null)" ]; then echo "task X failed on $LOGSTEAD_HOSTS" >&2; exit 2; fi
echo "applied $LOGSTEAD_SECRET_TOKEN"`,
  );
  script(join(root, "ansible/decommission"), `echo "decommission $LOGSTEAD_HOSTS $(cat)" >>${done}`);
  script(join(root, "infra/homelab/applied"), `echo "applied $1" >>${done}`);
  mkdirSync(join(root, "state"));
  const tool = (await getTool("pulumi")).path;
  const inline = { settings } as Inline;
  inline.stack = await LocalWorkspace.createStack(
    {
      projectName: "homelab",
      stackName: "test",
      program: async () => {
        if (replace === "delete-first")
          pulumi.runtime.registerStackTransformation(({ props, opts }) => ({
            props,
            opts: { ...opts, deleteBeforeReplace: true },
          }));
        homelab(inline.settings);
      },
    },
    {
      pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(tool)), skipVersionCheck: true }),
      pulumiHome: join(root, "home"),
      envVars: {
        ...pluginEnv({ use: "tests", programs: { pulumi: tool } }).env,
        LOGSTEAD_ROOT: root,
        PULUMI_BACKEND_URL: `file://${join(root, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "for tests only",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  return Object.assign(inline, {
    did() {
      const lines = existsSync(done) ? readFileSync(done, "utf8").trimEnd().split("\n") : [];
      rmSync(done, { force: true });
      return lines.map((line) => line.trim()).sort();
    },
    stateText: () => readFileSync(join(root, "state/.pulumi/stacks/homelab/test.json"), "utf8"),
    fail: (unit: string | undefined) => writeFileSync(failing, unit ?? ""),
    remove: () => rmSync(root, { recursive: true, force: true }),
  });
}

function script(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
