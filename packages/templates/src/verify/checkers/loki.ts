import type { Checker, Diagnostic } from "../checker.ts";

/** `loki -verify-config`: the whole configuration, with every limit and schema rule. */
export const loki: Checker = {
  name: "loki",
  shown: "loki -verify-config",
  program: "loki",
  async check(job) {
    const file = job.write("config.yaml", job.text);
    const args = [`-config.file=${file}`, "-config.expand-env=true", "-verify-config"];
    const { code, out } = await job.run(args, { cwd: job.folder, env: standIns(job.text) });
    return code === 0 ? [] : goDiagnostics(out, file);
  },
};

/** `promtail -check-syntax`, with environment variables expanded if the file uses them, as its unit does. */
export const promtail: Checker = {
  name: "promtail",
  shown: "promtail -check-syntax",
  program: "promtail",
  async check(job) {
    const file = job.write("config.yaml", job.text);
    const env = standIns(job.text);
    const expand = Object.keys(env).length > 0 ? ["-config.expand-env=true"] : [];
    const { code, out } = await job.run([`-config.file=${file}`, ...expand, "-check-syntax"], {
      cwd: job.folder,
      env,
    });
    return code === 0 ? [] : goDiagnostics(out, file);
  },
};

/** `alloy validate`: syntax, names and arguments of every component. */
export const alloy: Checker = {
  name: "alloy",
  shown: "alloy validate",
  program: "alloy",
  async check(job) {
    const file = job.write("config.alloy", job.text);
    const { code, out } = await job.run(["validate", file], { cwd: job.folder, env: standIns(job.text) });
    if (code === 0) return [];
    const plain = out.replaceAll(file, "config.alloy");
    const pattern = /^Error: config\.alloy:(?<line>\d+):\d+: (?<message>.*)$/gm;
    return pattern.test(plain)
      ? [...plain.matchAll(pattern)].map(({ groups }) => ({
          line: Number(groups?.line),
          message: groups?.message ?? "",
        }))
      : goDiagnostics(plain, file);
  },
};

/** `lokitool rules check`: names, expressions and times of ruler rules. */
export const lokiRules: Checker = {
  name: "loki-rules",
  shown: "lokitool rules check",
  program: "lokitool",
  async check(job) {
    const file = job.write("rules.yaml", job.text);
    const { code, out } = await job.run(["rules", "check", file], { cwd: job.folder });
    if (code === 0) return [];
    const said = [...out.matchAll(/ error="((?:[^"\\]|\\.)*)"/g)].map(([, text]) => ({
      message: (text as string).replace(/\\(.)/g, "$1"),
    }));
    return said.length > 0 ? said : goDiagnostics(out, file);
  },
};

/** Values for the variables a file takes from its environment: a check must not need secrets. */
export const standIns = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)[}:]/g)].map(([, name]) => [name as string, "stand-in"]),
  );

/** What the Go programs say: one sentence, or several lines of a YAML decoder with line numbers. */
function goDiagnostics(out: string, file: string): Diagnostic[] {
  const text = out.replaceAll(file, "config").trim();
  const lines = [...text.matchAll(/^\s+line (\d+): (.*)$/gm)];
  if (lines.length > 0)
    return lines.map(([, line, message]) => ({ line: Number(line), message: message as string }));
  const panic = /^panic: (.*)$/m.exec(text)?.[1];
  if (panic) return [{ message: `it crashes: ${panic}` }];
  const logged = [...text.matchAll(/^level=error .*?\berr(?:or)?="((?:[^"\\]|\\.)*)"/gm)].map(([, one]) =>
    (one as string).replace(/\\(.)/g, "$1"),
  );
  const said = logged.length > 0 ? logged : [text.split("\n")[0] ?? ""];
  return said.map((text) => {
    const message = text
      .replace(/^(failed parsing config|Unable to parse config): config: /, "")
      .replace(/\. Use `-config\.expand-env=true` flag.*$/, "")
      .slice(0, 500);
    const line = /\byaml: line (\d+):/.exec(message)?.[1];
    return {
      message: message || "it failed and said nothing",
      ...(line !== undefined && { line: Number(line) }),
    };
  });
}
