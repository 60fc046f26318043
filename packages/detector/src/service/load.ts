import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ServiceSettings } from "./settings.ts";

/** Settings out of a file's text; every problem at once, with its line. Throws a ProblemError. */
export function parseSettings(text: string, file: string): ServiceSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? {} : { line: lines.linePos(offset).line };
  const wrong = document.errors.map((error) =>
    problem("detector/settings-no-yaml", error.message.split("\n")[0] ?? "", {
      file,
      ...lineAt(error.pos[0]),
    }),
  );
  if (wrong.length > 0) throw new ProblemError(wrong, ExitCode.problems);
  const result = ServiceSettings.safeParse(document.toJS() ?? {});
  const placeOf = (path: readonly PropertyKey[]) => {
    for (let n = path.length; n > 0; n--) {
      const node = document.getIn(path.slice(0, n) as string[], true);
      if (isNode(node)) return lineAt(node.range?.[0]);
    }
    return {};
  };
  const problems = result.success
    ? contradictions(result.data).map((found) => ({
        ...found,
        file,
        ...placeOf(found.path?.split(".") ?? []),
      }))
    : result.error.issues.flatMap((issue) => problemsOf(issue, file, placeOf));
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (problems.length > 0) throw new ProblemError(problems, ExitCode.problems);
  return result.data as ServiceSettings;
}

export function readSettings(file: string): ServiceSettings {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ProblemError(
      problem("detector/settings-unreadable", `the settings cannot be read: ${(error as Error).message}`, {
        file,
        fix: "./logstead render   # writes vars_log_anomaly.yaml from the inventory",
      }),
    );
  }
  return parseSettings(text, file);
}

function problemsOf(
  issue: z.core.$ZodIssue,
  file: string,
  placeOf: (path: readonly PropertyKey[]) => object,
): Problem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      problem("detector/settings-unknown-key", `'${key}' is no setting`, {
        file,
        path: [...issue.path, key].join("."),
        ...placeOf([...issue.path, key]),
      }),
    );
  return [
    problem("detector/settings-wrong", issue.message, {
      file,
      path: issue.path.join("."),
      ...placeOf(issue.path),
    }),
  ];
}

/** What each key alone cannot tell. */
function contradictions(settings: ServiceSettings): Problem[] {
  const found: Problem[] = [];
  const { store } = settings;
  const kind = typeof store === "string" ? store : store.kind;
  const address = typeof store === "string" ? undefined : store.url;
  if (kind !== "pglite" && address === undefined)
    found.push(
      problem("detector/settings-store-without-url", `the store ${kind} needs a url`, {
        path: "store",
        fix: `store: {kind: ${kind}, url: ${kind}://host:port}`,
      }),
    );
  for (const [path, one] of [
    ["sources.loki", settings.sources.loki],
    ["alerts.loki", settings.alerts.loki],
  ] as const)
    if ((one?.certificate === undefined) !== (one?.key === undefined))
      found.push(
        problem("detector/settings-half-certificate", "a certificate and its key belong together", {
          path,
          want: "certificate and key, or neither",
        }),
      );
  try {
    new Intl.DateTimeFormat("en", { timeZone: settings.site.timezone });
  } catch {
    found.push(
      problem("detector/settings-no-timezone", `'${settings.site.timezone}' is no time zone`, {
        path: "site.timezone",
        want: "a name such as Europe/Berlin",
      }),
    );
  }
  const names = new Set<string>();
  for (const [i, { name }] of settings.http.tokens.entries()) {
    if (names.has(name))
      found.push(
        problem("detector/settings-token-twice", `two tokens are named '${name}'`, {
          path: `http.tokens.${i}`,
        }),
      );
    names.add(name);
  }
  return found;
}

/** The value of a reference to a secret: a variable or a file. Throws a ProblemError that names no value. */
export function secretValue(reference: string, settings: Pick<ServiceSettings, "secretsFolder">): string {
  if (reference.startsWith("env:")) {
    const value = process.env[reference.slice(4)];
    if (value) return value;
    throw new ProblemError(
      problem("detector/secret-absent", `the variable ${reference.slice(4)} is not set`, { got: reference }),
    );
  }
  const folders = [process.env.CREDENTIALS_DIRECTORY, settings.secretsFolder].filter(
    (folder): folder is string => Boolean(folder),
  );
  const files = reference.startsWith("file:")
    ? [reference.slice(5)]
    : folders.map((folder) => join(folder, reference.slice("secret:".length)));
  for (const file of files)
    try {
      const value = readFileSync(file, "utf8").trim();
      if (value !== "") return value;
    } catch {
      // the next place, or the problem below
    }
  throw new ProblemError(
    problem("detector/secret-absent", `no file with the secret ${reference}`, {
      got: reference,
      want: files.join(" or "),
    }),
  );
}
