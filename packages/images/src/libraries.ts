import { execFile } from "node:child_process";

/** The shared libraries and the loader of a program, by the paths it looks for them; none of a static one. */
export function libraries(program: string): Promise<string[]> {
  return new Promise((done) => {
    execFile("ldd", [program], (error, stdout) =>
      done(error ? [] : [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path]) => path as string)),
    );
  });
}
