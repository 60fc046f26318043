import type { ParsedLine } from "../event.ts";

/** A parsed line, and whether the header was the one expected. */
export interface HeadedLine extends ParsedLine {
  fits: boolean;
  /** Whether every column of the header was there. */
  whole?: boolean;
  /** Where the message starts in the text; -1 if it is not the text's end. */
  at: number;
}
