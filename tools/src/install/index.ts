import { installDebian } from "./debian.ts";
import { installGo } from "./go.ts";
import type { Job } from "./job.ts";
import { installPnpm } from "./pnpm.ts";
import { installPython, installWheel } from "./python.ts";

export async function install(job: Job): Promise<void> {
  const { source } = job;
  switch (source.kind) {
    case "go":
      return await installGo({ ...job, source });
    case "wheel":
      return await installWheel({ ...job, source });
    case "python":
      return await installPython({ ...job, source });
    case "pnpm":
      return await installPnpm({ ...job, source });
    case "debian":
      return await installDebian({ ...job, source });
    case "path":
      return;
  }
}
