import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";
import { rolldown } from "rolldown";

export interface Bundle {
  /** Modules by name; `main.js` is the program. */
  files: { name: string; text: string }[];
  /** Files of the clone that it was made from, relative to it. */
  sources: string[];
}

/** Stays a package of its own: it finds its WebAssembly beside itself. */
export const pglite = "@electric-sql/pglite";

/** The detector's program, with everything it imports but PGlite, as plain JavaScript; the same sources give the same text. */
export async function bundleDetector(): Promise<Bundle> {
  const build = await rolldown({
    input: { main: join(repoRoot, "packages/cli/src/detector/main.ts") },
    cwd: repoRoot,
    platform: "node",
    // pg asks for it in a try block: nothing is lost without it
    external: [pglite, "pg-native"],
    logLevel: "silent",
  });
  try {
    const { output } = await build.generate({
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name]-[hash].js",
      minify: false,
      comments: false,
    });
    const chunks = output.filter((one) => one.type === "chunk");
    return {
      files: chunks.map(({ fileName, code }) => ({ name: fileName, text: code })),
      sources: chunks
        .flatMap(({ moduleIds }) => moduleIds)
        .filter((id) => id.startsWith(repoRoot))
        .map((id) => relative(repoRoot, id))
        .sort(),
    };
  } catch (error) {
    throw new ProblemError(
      problem("image-bundle", "The detector's program could not be put together.", {
        got: (error as Error).message.split("\n")[0] ?? "",
      }),
      ExitCode.internal,
    );
  } finally {
    await build.close();
  }
}

/** PGlite's folder: its package.json and `dist`. */
export function pgliteFolder(): string {
  const require = createRequire(join(repoRoot, "packages/detector/package.json"));
  return dirname(dirname(require.resolve(pglite)));
}
