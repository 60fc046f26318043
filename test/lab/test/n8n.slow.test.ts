import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { type Lab, labExec, labMust, labUp, ownersWorkflowAnswers, planWith } from "../src/index.ts";
import { until } from "../src/run.ts";
import { noLab, ownState } from "./helper.ts";

/** n8n where it is installed already; this test gets none. */
function installed(): string | undefined {
  const dir = cacheDir("tools", "n8n");
  const entries = existsSync(dir) ? readdirSync(dir).map((entry) => join(dir, entry)) : [];
  return entries.find((entry) => existsSync(join(entry, "bin/n8n")) && existsSync(join(entry, "entry.json")));
}

const n8n = installed();

describe.skipIf(noLab || !n8n)("the n8n that was there before", () => {
  const name = "owner";
  ownState(name);
  let lab: Lab;

  it("[SYS-07] answers on port 5678 with its owner's workflow, also after a reboot", {
    timeout: 170_000,
  }, async () => {
    lab = await labUp(planWith(["ocean"]), { name, n8n: n8n as string });
    expect(await ownersWorkflowAnswers(lab, "ocean")).toBe(true);
    expect(await labMust(lab, "ocean", ["systemctl", "is-enabled", "n8n"])).toBe("enabled\n");
    await labExec(lab, "ocean", ["systemctl", "reboot"]);
    const back = until(
      () => ownersWorkflowAnswers(lab, "ocean").then((yes) => yes || undefined),
      90_000,
      1000,
    );
    expect(await back).toBe(true);
  });
});
