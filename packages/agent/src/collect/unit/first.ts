import { legacyPositions } from "../alloy/source.ts";
import { identifier } from "../alloy/syntax.ts";
import type { CollectorModel } from "../model.ts";

/** What happens to positions before a collector starts. */
export interface FirstPositions {
  /** Where they are: Promtail's file, or the folder of Alloy's components. */
  path: string;
  /** A file in Promtail's format that Alloy starts from where a component has no positions. */
  legacy: string;
  /** What to do about a damaged file. */
  onError: "beginning" | "end";
  /** Files that already exist at the very first start and are not read from the beginning. */
  skipAtFirst: readonly string[];
  /** All files and journals, to resume at their ends after damage. */
  all: readonly string[];
  journals: readonly { key: string; path: string; component: string }[];
}

export function firstPositions(model: CollectorModel): FirstPositions {
  const globs = (all: boolean) =>
    model.sources.flatMap(({ read }) =>
      read.files && (all || !read.files.fromBeginning) ? read.files.groups.map(({ path }) => path) : [],
    );
  return {
    path: model.positions.path,
    legacy: legacyPositions(model),
    onError: model.positions.onError,
    skipAtFirst: globs(false),
    all: globs(true),
    journals: model.sources.flatMap(({ name, read }) =>
      read.journal
        ? [
            {
              key: `cursor-${name}`,
              path: read.journal.path,
              component: `loki.source.journal.${identifier(name)}`,
            },
          ]
        : [],
    ),
  };
}
