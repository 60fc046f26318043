import { type Problem, problem } from "@logstead/base";

import type { Merged } from "../read/merge.ts";
import type { Path } from "../read/place.ts";
import { pathText, valueAt } from "../read/show.ts";
import type { Sections, SiteHost } from "../site/types.ts";

/** Stands for an address that is missing or wrong (RFC 5737), so that the host's other settings are checked. */
export const noAddress = "192.0.2.0";

/** What the cross-checks see: everything readable, even when other parts are wrong. */
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
    details: Details | (() => Details) = {},
    what: "key" | "value" = "value",
  ): void {
    const entry = valueAt(this.#draft.merged.data, path);
    // Mappings and lists are shown at their key, plain values at the value.
    const where = typeof entry === "object" ? "key" : what;
    const place = this.#draft.merged.placeOf(path, where);
    const id = `${code} ${place.file}:${place.line}:${place.column}`;
    const keys = [`${id} ${pathText(path)}`, `${id} ${message}`];
    if (keys.some((key) => this.#seen.has(key))) return;
    for (const key of keys) this.#seen.add(key);
    this.problems.push(
      problem(code, message, {
        ...place,
        path: pathText(path),
        ...(typeof details === "function" ? details() : details),
      }),
    );
  }

  warn(code: string, path: Path, message: string, details: Details = {}): void {
    this.add(code, path, message, { ...details, severity: "warning" });
  }

  /** "hosts.dns01.address (line 12)": how another owner is named in a message. */
  where(path: Path): string {
    const { merged } = this.#draft;
    if (!this.written(path)) return `${pathText(path)} (its default)`;
    const { file, line } = merged.placeOf(path, "value");
    return `${pathText(path)} (${merged.several ? `${file}:` : "line "}${line})`;
  }

  /** Where a host's setting was written: at the host, in one of its groups, or in the defaults. */
  at(host: SiteHost, path: Path): Path {
    return this.nearest(host, path).path;
  }

  /**
   * Of several settings of a host that do not go together, the one in the nearest layer: the outer one
   * may be right for other hosts. Also gives that layer, where a fix for this host belongs.
   */
  nearest(host: SiteHost, ...paths: Path[]): { path: Path; layer: Path } {
    for (const layer of layersOf(host)) {
      const path = paths.find((below) => this.written([...layer, ...below]));
      if (path) return { path: [...layer, ...path], layer };
      const short = paths.find(([first, second]) => first === "collector" && second === "agent");
      if (short && typeof valueAt(this.#draft.merged.data, [...layer, "collector"]) === "string")
        return { path: [...layer, "collector"], layer };
    }
    return { path: ["hosts", host.name, ...(paths[0] as Path)], layer: ["hosts", host.name] };
  }

  written(path: Path): boolean {
    return valueAt(this.#draft.merged.data, path) !== undefined;
  }
}

/** The layers a host's settings come from, the nearest first. */
function layersOf(host: SiteHost): Path[] {
  const groups = [...host.settings.groups].reverse().map((group) => ["groups", group]);
  return [["hosts", host.name], ...groups, ["defaults"]];
}

export type Check = (draft: Draft, report: Report) => void;
