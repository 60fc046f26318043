import { basename } from "node:path";
import type { Site } from "@logstead/inventory";
import { type OnUp, step } from "@logstead/operate";

/** Starts the lab when the environment is the lab's and it does not run whole; its hosts exist nowhere else. */
export async function ensureLab(site: Site, on: OnUp): Promise<void> {
  if (site.environment !== "lab")
    return on({ kind: "step", step: "lab", status: "skipped", detail: "not the lab" });
  await step(
    "lab",
    on,
    async () => {
      const { demandLab, labStatus, labUp, planOf } = await import("@logstead/lab");
      const plan = planOf(site);
      const before = await labStatus().catch(() => undefined);
      const missing = plan.hosts.filter(
        ({ name }) => before?.hosts.find((host) => host.name === name)?.state !== "running",
      );
      if (missing.length === 0) return "running";
      await demandLab(plan);
      const n8n = plan.hosts.some(({ roles }) => roles.includes("n8n")) ? await n8nFolder() : undefined;
      const onProgress = (text: string) => on({ kind: "progress", step: "lab", detail: text });
      await labUp(plan, { ...(n8n && { n8n }), onProgress });
      return `started ${missing.map(({ name }) => name).join(", ")}`;
    },
    (detail) => detail,
  );
}

/** The n8n that is on ocean before Logstead comes. */
async function n8nFolder(): Promise<string> {
  const { dirname } = await import("node:path");
  const { getTool, progressTo } = await import("@logstead/tools");
  const { path } = await getTool("n8n", { onProgress: progressTo(process.stderr) });
  return dirname(dirname(path));
}

/** In the lab the folder that is shared with Windows has another side, which is written to without the host's knowledge. */
export async function behindMount(site: Site) {
  if (site.environment !== "lab") return {};
  const { openLab, windowsWrite } = await import("@logstead/lab");
  const lab = openLab();
  return {
    behindMount: (host: string, file: string, line: string) =>
      windowsWrite(lab, basename(file), [line], host),
  };
}
