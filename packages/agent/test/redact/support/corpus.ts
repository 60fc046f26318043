import { readdirSync, readFileSync } from "node:fs";

/** One line of the corpus. */
export interface Case {
  file: string;
  line: string;
  /** What must come out. */
  wanted: string;
  /** What must not come out; none: the line has nothing to hide. */
  secrets: string[];
}

const folder = new URL("../corpus/", import.meta.url);
const hidden = /⟦([^⟧]*)⟧/g;

export const corpus: readonly Case[] = readdirSync(folder)
  .sort()
  .flatMap((file) =>
    readFileSync(new URL(file, folder), "utf8")
      .split("\n")
      .filter((text) => text !== "" && !text.startsWith("# "))
      .map((text) => caseOf(file, text.replaceAll("␤", "\n").replaceAll("␉", "\t"))),
  );

function caseOf(file: string, text: string): Case {
  return {
    file,
    line: text.replaceAll(/[⟦⟧]/g, ""),
    wanted: text.replaceAll(hidden, "***"),
    secrets: [...text.matchAll(hidden)].map((match) => match[1] as string),
  };
}

export const positives = corpus.filter(({ secrets }) => secrets.length > 0);
export const negatives = corpus.filter(({ secrets }) => secrets.length === 0);
