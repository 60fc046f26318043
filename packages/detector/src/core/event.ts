/*
 * What the miner says of a line and what the detectors of deviations take: the border between
 * `core/mine` and `core/detect`. Everything is data; times come from the line or from the caller's clock.
 */

/** Milliseconds since 1970. */
export type Millis = number;

export interface ParsedLine {
  /** The line's own time, if its header has one that can be read. */
  time: Millis | undefined;
  level: "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL" | undefined;
  component: string | undefined;
  message: string;
  /** Where the message starts in the line; absent or -1 if it is not the line's end. */
  at?: number;
  /** 32 bits that tell the whole line's text from others, if the reader has them. */
  hash?: number;
}

export interface Mined {
  event: "created" | "changed" | "matched" | "skipped";
  /** Why the line was not learned; counted by the miner. */
  reason?: string;
  /** Stable across restarts; 0 for a skipped line. */
  pattern: number;
  /** The values at the pattern's variable places, in order. */
  variables: readonly string[];
}

/** One line as the detectors see it. */
export interface LineEvent extends Mined {
  /** The stream the line belongs to, such as `{host="dns01",unit="named.service"}`. */
  stream: string;
  /** When it happened: the line's own time, or the clock's when it has none. */
  time: Millis;
  parsed: ParsedLine;
}
