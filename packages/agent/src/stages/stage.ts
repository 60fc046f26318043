/*
 * What happens to a line between its source and Loki. One list of stages is rendered for Promtail and for
 * Alloy and is run by the interpreter; a stage exists only where all three can do exactly the same.
 */

/** A line on its way: what a source hands over and what a collector would push. */
export interface Entry {
  /** Nanoseconds since 1970. */
  timestamp: bigint;
  line: string;
  /** Stream labels. */
  labels: Record<string, string>;
  /** Structured metadata. */
  metadata: Record<string, string>;
}

/** Where a stage reads from: an extracted field, or the line itself when it is left out. */
type From = { source?: string };

export type Stage =
  /** Field by path (`a`, `a.b`, `"a-b"[0]`; a part of JMESPath). */
  | ({ type: "json"; fields: Record<string, string> } & From)
  /** Field by key. */
  | ({ type: "logfmt"; fields: Record<string, string> } & From)
  /** Each named group becomes a field. */
  | ({ type: "regex"; expression: string } & From)
  /** Docker's json-file: `{"log": …, "stream": …, "time": …}`. */
  | { type: "docker" }
  /** Kubernetes' and Podman's k8s-file: `TIME stdout F text`; parts (`P`) are joined. */
  | { type: "cri" }
  /** Lines up to the next one that matches `first` are one; only before `metadata`, which it would lose. */
  | { type: "multiline"; first: string; maxWait: string; maxLines: number }
  | { type: "decolorize" }
  | {
      type: "timestamp";
      source: string;
      /** Go layouts, or Unix, UnixMs, UnixUs, UnixNs; the first that fits is taken. */
      formats: string[];
      timezone?: string;
      /**
       * A time further than this (`10m`) ahead of the clock is not believed: the line keeps its arrival time,
       * and the field `timestamp_ignored` holds what was written.
       */
      maxFuture?: string;
    }
  /** Writes the field in the site's spelling of levels; a text that is no level is removed from the field. */
  | { type: "level"; source: string; case: "upper" | "lower"; aliases: Record<string, string> }
  | ({
      type: "replace";
      /** Each capture group is replaced, as Promtail does it; without one the whole match. */
      expression: string;
      replacement: string;
      /** A keyed hash stands where `replacement` would. */
      hash?: boolean;
      /** `replacement` is put behind the group, which stays. */
      append?: boolean;
      /** A group that this matches stays. */
      keep?: string;
      /** A group whose check digits are wrong stays: Luhn's sum of payment cards, modulo 97 of IBANs. */
      check?: "luhn" | "mod97";
    } & From)
  | { type: "set"; field: string; value: string }
  /** Gives a field's text a second name; a label of the first name is then not touched by `metadata`. */
  | { type: "copy"; from: string; to: string }
  /** The line becomes the field's text. */
  | { type: "output"; source: string }
  /** Label by field; a field that is missing or not valid UTF-8 gives no label. */
  | { type: "labels"; labels: Record<string, string> }
  | { type: "static-labels"; labels: Record<string, string> }
  /** Structured metadata by field; the field's own label, if there is one, goes. */
  | { type: "metadata"; fields: Record<string, string> }
  | { type: "label-drop"; labels: string[] }
  | { type: "label-keep"; labels: string[] }
  /** Conditions are joined by "and". */
  | { type: "drop"; reason: string; expression?: string; olderThan?: string; longerThan?: string }
  /** Keeps this share of the lines (0 to 1), drawn by lot; the others are counted under the reason. */
  | { type: "sample"; rate: number; reason: string }
  /**
   * Cuts a line longer than `bytes` at a character, ends it with `… [cut, N bytes]`, and sets the field
   * `truncated` to N, the bytes it had.
   */
  | { type: "truncate"; bytes: number }
  /** Counts lines that have the field, or all that come here, as the collector's metric `logstead_NAME`. */
  | { type: "count"; name: string; description: string; source?: string }
  /** Runs `stages` only on lines that contain one of the texts or match one of the expressions (RE2). */
  | { type: "when"; contains?: string[]; matches?: string[]; stages: Stage[] }
  /** Stages that many sources have; a configuration writes them once under this name. They read the line only. */
  | { type: "shared"; name: string; stages: readonly Stage[] };
