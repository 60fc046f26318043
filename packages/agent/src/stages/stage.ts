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
  | ({ type: "json"; fields: Record<string, string> } & From)
  | ({ type: "logfmt"; fields: Record<string, string> } & From)
  | ({ type: "regex"; expression: string } & From)
  | { type: "docker" }
  | { type: "cri" }
  | { type: "multiline"; first: string; maxWait: string; maxLines: number }
  | { type: "decolorize" }
  | {
      type: "timestamp";
      source: string;
      /** Go layouts, or Unix, UnixMs, UnixUs, UnixNs; the first that fits is taken. */
      formats: string[];
      timezone?: string;
      /** A time further than this ahead of the clock is not believed: the line keeps its arrival time. */
      maxFuture?: string;
    }
  /** Writes the field in the site's spelling of levels. */
  | { type: "level"; source: string; case: "upper" | "lower"; aliases: Record<string, string> }
  | ({
      type: "replace";
      /** Each capture group is replaced, as Promtail does it (H-12); without one nothing is. */
      expression: string;
      replacement: string;
      /** A keyed hash stands where `replacement` would. */
      hash?: boolean;
      /** A group that this matches stays. */
      keep?: string;
      /** A group whose check digits are wrong stays: Luhn's sum of payment cards, modulo 97 of IBANs. */
      check?: "luhn" | "mod97";
    } & From)
  | { type: "set"; field: string; value: string }
  | { type: "output"; source: string }
  | { type: "labels"; labels: Record<string, string> }
  | { type: "static-labels"; labels: Record<string, string> }
  | { type: "metadata"; fields: Record<string, string> }
  | { type: "label-drop"; labels: string[] }
  | { type: "label-keep"; labels: string[] }
  | { type: "drop"; reason: string; expression?: string; olderThan?: string; longerThan?: string }
  /** Runs `stages` only on lines that contain one of the texts or match the expression (RE2). */
  | { type: "when"; contains?: string[]; matches?: string; stages: Stage[] };
