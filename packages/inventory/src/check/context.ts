import { type Problem, problem } from "@logstead/base";
import { pathText, valueAt } from "../load/issues.ts";
import type { Merged } from "../load/merge.ts";
import type { Path } from "../load/place.ts";
import type { Sections, SiteHost } from "../site/types.ts";

/** What the cross-checks see: everything that could be read, even when other parts are wrong. */
export interface Draft extends Sections {
  merged: Merged;
  hosts: ReadonlyMap<string, SiteHost>;
  /** Names as written, also of entries that are wrong, so that one mistake is not reported twice. */
  names(section: keyof Sections | "hosts" | "groups"): string[];
}

export type Details = Pick<Partial<Problem>, "got" | "want" | "fix" | "severity">;

/** Collects problems of the cross-checks and knows where each setting was written. */
export class Report {
  readonly problems: Problem[] = [];
  readonly #seen = new Set<string>();
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  add(
    code: string,
    path: Path,
    message: string,
    details: Details = {},
    what: "key" | "value" = "value",
  ): void {
    const place = this.#draft.merged.placeOf(path, what);
    const key = `${code} ${place.file}:${place.line}:${place.column} ${pathText(path)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.problems.push(problem(code, message, { ...place, path: pathText(path), ...details }));
  }

  warn(code: string, path: Path, message: string, details: Details = {}): void {
    this.add(code, path, message, { ...details, severity: "warning" });
  }

  /** "hosts.dns01.address (line 12)": how another owner is named in a message. */
  where(path: Path): string {
    const { line } = this.#draft.merged.placeOf(path, "value");
    return `${pathText(path)} (line ${line})`;
  }

  /** Where a host's setting was written: at the host, in one of its groups, or in the defaults. */
  at(host: SiteHost, path: Path): Path {
    const layers: Path[] = [
      ["hosts", host.name],
      ...[...host.settings.groups].reverse().map((g) => ["groups", g]),
      ["defaults"],
    ];
    return (
      layers.map((layer) => [...layer, ...path]).find((full) => this.written(full)) ?? [
        "hosts",
        host.name,
        ...path,
      ]
    );
  }

  written(path: Path): boolean {
    return valueAt(this.#draft.merged.data, path) !== undefined;
  }
}

export type Check = (draft: Draft, report: Report) => void;
