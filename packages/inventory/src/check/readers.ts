import { kindOf } from "@logstead/sources";
import { setAt } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import { journalOf } from "../site/journal.ts";
import type { NamedSource, SiteHost } from "../site/types.ts";
import { originOf } from "./collectors.ts";
import type { Check, Report } from "./context.ts";
import { covers, overlap } from "./globs.ts";

interface Reader {
  what: string;
  /** Where it was written; looked up only when something is wrong. */
  readonly path: Path;
  globs: readonly string[];
  exclude: readonly string[];
  /** Whether it is the container engine's own way, which `checkContainers` compares. */
  container: boolean;
  /** Whether it has a setting that leaves files out. */
  leavesOut: boolean;
}

/** What rsyslog copies out of the journal in Debian's and Ubuntu's rsyslog.conf. */
const journalCopies = [
  "/var/log/syslog",
  "/var/log/auth.log",
  "/var/log/kern.log",
  "/var/log/messages",
  "/var/log/user.log",
];

/** A line read by two sources is stored twice. */
export const checkReaders: Check = (draft, report) => {
  const folders = new Map<string, { host: SiteHost; path: Path }>();
  for (const host of draft.hosts.values()) {
    const readers = host.derived.sources.flatMap((source) => readersOf(report, host, source));
    for (let i = 1; i < readers.length; i++)
      for (let j = 0; j < i; j++) compare(report, host, readers[j] as Reader, readers[i] as Reader);
    checkContainers(report, host);
    checkJournalCopies(report, host, readers);
    for (const source of host.derived.sources) checkFolder(report, host, source, folders);
  }
};

function readersOf(report: Report, host: SiteHost, named: NamedSource): Reader[] {
  const { name, source } = named;
  const kind = kindOf(source);
  const files = kind.files?.(source);
  if (!files) return [];
  return [
    {
      what: `source '${name}'`,
      get path() {
        return report.at(host, originOf(named));
      },
      globs: files.globs,
      exclude: files.exclude ?? [],
      container: kind.containers !== undefined,
      leavesOut: files.exclude !== undefined,
    },
  ];
}

function compare(report: Report, host: SiteHost, a: Reader, b: Reader): void {
  if (a.container && b.container) return;
  const pairs = a.globs.flatMap((ofA) => b.globs.map((ofB) => ({ ofA, ofB })));
  const both = pairs.find(({ ofA, ofB }) => overlap(ofA, ofB) && !excluded(b, ofA) && !excluded(a, ofB));
  if (!both) return;
  // The fix excludes the files from a source that can exclude, so it is reported there.
  const [here, there, glob, other] =
    b.leavesOut || !a.leavesOut ? [b, a, both.ofB, both.ofA] : [a, b, both.ofA, both.ofB];
  twice(
    report,
    here.path,
    `on ${host.name}, ${here.what} (${glob}) reads the same files as ${there.what} (${other}): ${report.where(there.path)}`,
    here.leavesOut ? setAt([...here.path, "exclude"], [...here.exclude, other]) : undefined,
  );
}

const excluded = (reader: Reader, glob: string) => reader.exclude.some((pattern) => covers(pattern, glob));

function twice(report: Report, path: Path, message: string, fix = "Please remove one of the two"): void {
  report.add("two-readers", path, message, {
    want: "one source for each file, since every line would be stored twice",
    fix,
  });
}

/** The engine's own log files beside another way of reading containers. */
function checkContainers(report: Report, host: SiteHost): void {
  const ways = host.derived.sources.filter(({ source }) => kindOf(source).containers);
  const [first, second] = ways.filter(({ source }) => kindOf(source).containers === "docker");
  const [beside] = ways;
  if (!beside) return;
  const at = (way: NamedSource) => report.at(host, originOf(way));
  const logs = report.at(host, ["containerLogs"]);
  if (first && second && first.source.type !== second.source.type)
    twice(
      report,
      at(second),
      `on ${host.name}, Docker's containers are read by ${second.source.type} and by ${first.source.type}: ${report.where(at(first))}`,
      second.implied ? setAt(at(second), "none") : setAt(at(second), false, "removes it"),
    );
  else if (host.settings.containerLogs === "journald")
    twice(
      report,
      at(beside),
      `on ${host.name}, container logs come by ${beside.source.type} and by the journal: ${report.where(logs)}`,
      setAt(at(beside), false, "removes it"),
    );
}

function checkJournalCopies(report: Report, host: SiteHost, readers: Reader[]): void {
  if (!host.settings.baseLogging.rsyslogFiles) return;
  if (!journalOf(host)) return;
  const cause = report.at(host, ["baseLogging", "rsyslogFiles"]);
  for (const reader of readers) {
    const copy = journalCopies.find(
      (file) =>
        reader.globs.some((glob) => covers(glob, file)) && !reader.exclude.some((glob) => covers(glob, file)),
    );
    if (!copy) continue;
    report.add(
      "two-readers",
      reader.path,
      `on ${host.name}, ${reader.what} reads ${copy}, which rsyslog copies out of the journal that is read too: ${report.where(cause)}`,
      {
        want: "each line from the journal or from the file, not both",
        fix: setAt(cause, false, `or leave ${copy} out of the source with exclude:`),
      },
    );
  }
}

/** A Windows folder is read from one side only. */
function checkFolder(
  report: Report,
  host: SiteHost,
  named: NamedSource,
  folders: Map<string, { host: SiteHost; path: Path }>,
): void {
  const { source, implied } = named;
  const folder = kindOf(source).windowsFolder?.(source);
  if (!folder) return;
  const path = report.at(host, implied ? originOf(named) : [...originOf(named), "windowsPath"]);
  const other = folders.get(folder.toLowerCase());
  if (!other) folders.set(folder.toLowerCase(), { host, path });
  else if (other.host !== host)
    twice(
      report,
      path,
      `${folder} is read on ${host.name} and on ${other.host.name}: ${report.where(other.path)}`,
    );
}
