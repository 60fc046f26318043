import type { Millis, Mined, ParsedLine } from "../event.ts";
import type { StateClasses } from "../state/codec.ts";

/** What reads lines for the engine: header and pattern. Made of `core/parse` and `core/mine`. */
export interface LineReader {
  /** Finds the header of a line; learns the stream's format. */
  parse(stream: string, line: string, arrival: Millis): ParsedLine;
  /** Learns the message and says which pattern it has; `variables` may be left empty. */
  mine(stream: string, parsed: ParsedLine, time: Millis): Mined;
  /** The values at the variable places of the line last mined, in order; asked for only where they matter. */
  variables(): readonly string[];
  /** The pattern's template with `<*>` for its variables. */
  template(pattern: number): string;
  /** The pattern that took this one's lines after a merge; itself if there was none. */
  current(pattern: number): number;
  /** Everything learned; `load` takes it back. `classes` are those whose instances it holds. */
  classes: StateClasses;
  save(): unknown;
  load(state: unknown): void;
}
