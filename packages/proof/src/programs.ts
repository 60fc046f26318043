import { findTool, getTool, type OnProgress } from "@logstead/tools";

/** Programs that tests run. They are fetched first, so that no test's time limit has to cover a build. */
const quick = ["sops", "age", "ansible"];
const slow = ["pulumi", "loki", "n8n"];

export interface ProgramOptions {
  fast: boolean;
  signal?: AbortSignal;
  onTool?: OnProgress;
  /** A program that cannot be had; the tests that need it say what that means for them. */
  onMissing?: (name: string, error: Error) => void;
}

export async function preparePrograms({ fast, signal, onTool, onMissing }: ProgramOptions): Promise<void> {
  const one = async (name: string) => {
    try {
      if (!(await findTool(name)))
        await getTool(name, { ...(signal && { signal }), ...(onTool && { onProgress: onTool }) });
    } catch (error) {
      if (signal?.aborted) throw error;
      onMissing?.(name, error as Error);
    }
  };
  await Promise.all((fast ? quick : [...quick, ...slow]).map(one));
}
