import { dirname } from "node:path";
import { getTool } from "@logstead/tools";
import { describe, expect, it } from "vitest";
import {
  type Lab,
  labExec,
  labMust,
  labUp,
  ownersWorkflowAnswers,
  planWith,
  waitForOwnersN8n,
} from "../src/index.ts";
import { until } from "../src/run.ts";
import { noLab, ownState } from "./helper.ts";

const n8n = noLab ? "" : dirname(dirname((await getTool("n8n")).path));

describe.skipIf(noLab)("the n8n that was there before", () => {
  const name = "owner";
  ownState(name);
  let lab: Lab;

  it("[SYS-07] answers on port 5678 with its owner's workflow, also after a reboot", {
    timeout: 170_000,
  }, async () => {
    lab = await labUp(planWith(["ocean"]), { name, n8n });
    await waitForOwnersN8n(lab, "ocean");
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
