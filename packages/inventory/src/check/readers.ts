import { wslPath } from "../fields/paths.ts";
import type { Path } from "../load/place.ts";
import type { NamedSource, SiteHost } from "../site/types.ts";
import type { Check, Report } from "./context.ts";

interface Reader {
  what: string;
  path: Path;
  globs: string[];
  exclude: string[];
}

/** What rsyslog copies out of the journal in Debian's and Ubuntu's rsyslog.conf. */
const journalCopies = [
  "/var/log/syslog",
  "/var/log/auth.log",
  "/var/log/kern.log",
  "/var/log/messages",
  "/var/log/user.log",
];

/** C-14, H-33: a line that two sources read is stored twice. */
export const checkReaders: Check = (draft, report) => {
  const windows = new Map<string, { host: SiteHost; path: Path }>();
  for (const host of draft.hosts.values()) {
    const readers = host.derived.sources.flatMap((source) => readersOf(report, host, source));
    for (let i = 1; i < readers.length; i++)
      for (let j = 0; j < i; j++) compare(report, host, readers[j] as Reader, readers[i] as Reader);
    checkContainers(report, host);
    checkJournalCopies(report, host, readers);
    for (const { name, source, implied } of host.derived.sources) {
      if (source.type !== "mount" && source.type !== "windows") continue;
      const path = implied ? ["hosts", host.name] : report.at(host, ["sources", name, "windowsPath"]);
      const other = windows.get(source.windowsPath);
      if (!other) windows.set(source.windowsPath, { host, path });
      else if (other.host !== host)
        twice(
          report,
          path,
          `${source.windowsPath} is read on ${host.name} and by ${report.where(other.path)}`,
        );
    }
  }
};

function readersOf(report: Report, host: SiteHost, { name, source, implied }: NamedSource): Reader[] {
  const path = implied ? ["hosts", host.name, "containerLogs"] : report.at(host, ["sources", name]);
  const what = `source '${name}'`;
  switch (source.type) {
    case "files":
      return [{ what, path, globs: source.paths, exclude: source.exclude }];
    case "docker-files":
    case "podman-files":
      return [{ what, path, globs: source.paths, exclude: [] }];
    case "mount":
      return [
        {
          what,
          path,
          globs: source.include.map((pattern) => `${wslPath(source.windowsPath)}/${pattern}`),
          exclude: [],
        },
      ];
    default:
      return [];
  }
}

function compare(report: Report, host: SiteHost, a: Reader, b: Reader): void {
  const pairs = a.globs.flatMap((one) => b.globs.map((two) => ({ one, two })));
  const both = pairs.find(({ one, two }) => overlap(one, two) && !excluded(b, one) && !excluded(a, two));
  if (!both) return;
  const first = `${a.what} (${both.one}, ${report.where(a.path)})`;
  twice(report, b.path, `on ${host.name}, ${b.what} (${both.two}) reads the same files as ${first}`);
}

const excluded = (reader: Reader, glob: string) => reader.exclude.some((pattern) => covers(pattern, glob));

function twice(report: Report, path: Path, message: string): void {
  report.add("two-readers", path, message, {
    want: "one source for each file, since every line would be stored twice",
    fix: "Please remove one of the two, or leave the files out there with exclude: [path]",
  });
}

/** The engine's own log files beside another way of reading containers. */
function checkContainers(report: Report, host: SiteHost): void {
  const ways = host.derived.sources.filter(({ source }) => ["docker", "docker-files"].includes(source.type));
  const [first, second] = ways;
  const name = (way: NamedSource) => report.at(host, way.implied ? ["containerLogs"] : ["sources", way.name]);
  if (first && second && first.source.type !== second.source.type)
    twice(
      report,
      name(second),
      `on ${host.name}, Docker's containers are read by ${first.source.type} (${report.where(name(first))}) and by ${second.source.type}`,
    );
  else if (host.settings.containerLogs === "journald" && first)
    twice(
      report,
      name(first),
      `on ${host.name}, container logs come by the journal (${report.where(report.at(host, ["containerLogs"]))}) and by ${first.source.type}`,
    );
}

function checkJournalCopies(report: Report, host: SiteHost, readers: Reader[]): void {
  if (!host.settings.baseLogging.rsyslogFiles) return;
  if (!host.derived.sources.some(({ source }) => source.type === "journal")) return;
  for (const reader of readers) {
    const copy = journalCopies.find(
      (file) =>
        reader.globs.some((glob) => covers(glob, file)) && !reader.exclude.some((glob) => covers(glob, file)),
    );
    if (!copy) continue;
    report.add(
      "two-readers",
      reader.path,
      `on ${host.name}, ${reader.what} reads ${copy}, which rsyslog copies out of the journal that is read too (${report.where(report.at(host, ["baseLogging", "rsyslogFiles"]))})`,
      {
        want: "each line from the journal or from the file, not both",
        fix: `Please set: baseLogging: {rsyslogFiles: false}, or exclude: [${copy}]`,
      },
    );
  }
}

/** Whether a pattern matches everything another one stands for (a plain path or a pattern of equal shape). */
export function covers(pattern: string, other: string): boolean {
  return toRegExp(pattern).test(other);
}

/** Whether two patterns can match one file; exact for `*` and `?`, cautious (no) for the rest. */
export function overlap(a: string, b: string): boolean {
  return a === b || covers(a, b.replaceAll("*", "x")) || covers(b, a.replaceAll("*", "x"));
}

const compiled = new Map<string, RegExp>();
function toRegExp(glob: string): RegExp {
  let regex = compiled.get(glob);
  if (!regex) {
    const text = glob
      .replace(/[.+^${}()|\\]/g, "\\$&")
      .replace(/\*\*\/?|\*|\?/g, (w) => (w.startsWith("**") ? ".*" : w === "*" ? "[^/]*" : "[^/]"));
    regex = new RegExp(`^${text}$`);
    compiled.set(glob, regex);
  }
  return regex;
}
