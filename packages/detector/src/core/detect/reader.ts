import type { Millis, Mined, ParsedLine } from "../event.ts";
import type { StateClasses } from "../state/codec.ts";

/** What reads lines for the engine: header and pattern. Made of `core/parse` and `core/mine`. */
export interface LineReader {
  /** Finds the header of a line; learns the stream's format. What it gives holds until the next line. */
  parse(stream: string, line: string, arrival: Millis): ParsedLine;
  /** Learns the message and says which pattern it has, until the next line; `variables` may be left empty. */
  mine(stream: string, parsed: ParsedLine, time: Millis): Mined;
  /** How many variable places the line last mined has. */
  variables(): number;
  /** The value at one of them; asked for only where the text matters. */
  variable(i: number): string;
  /** How many bytes it has, and the number it starts with, as `numberOf` says. */
  variableBytes(i: number): number;
  number(i: number): number | undefined;
  /** The pattern's template with `<*>` for its variables. */
  template(pattern: number): string;
  /** The pattern that took this one's lines after a merge; itself if there was none. */
  current(pattern: number): number;
  /** Everything learned; `load` takes it back. `classes` are those whose instances it holds. */
  classes: StateClasses;
  save(): unknown;
  load(state: unknown): void;
}
