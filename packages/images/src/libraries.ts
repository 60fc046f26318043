import { run } from "@logstead/base/process";

/** The shared libraries and the loader of a program, by the paths it looks for them; none of a static one. */
export async function libraries(program: string): Promise<string[]> {
  const { code, stdout } = await run("ldd", [program]);
  return code === 0
    ? [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path]) => path as string)
    : [];
}
