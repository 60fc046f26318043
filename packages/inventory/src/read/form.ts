import { type Problem, problem } from "@logstead/base";
import { type Document, isCollection, isScalar, visit, type YAMLParseError } from "yaml";
import { lineOf, placeAt } from "./place.ts";
import { short } from "./show.ts";
import { tooDeep } from "./size.ts";

/** One syntax error causes many reports: those after the first few lines are only its echo. */
const maxFormProblems = 10;

/** YAML syntax errors, at most one per line. */
export function formProblems(documents: Document.Parsed[], text: string, file: string): Problem[] {
  const out: Problem[] = [];
  const lines = new Set<number>();
  for (const document of documents) {
    for (const error of document.errors) {
      if (/call stack/.test(error.message)) return [tooDeep(text, error.pos[0], file)];
      const open = unclosed(document, error, text);
      const found = open ?? hinted(error, text);
      const place = placeAt(text, found.offset);
      if (!lines.has(place.line) && out.length < maxFormProblems)
        out.push(
          problem("not-yaml", found.message, {
            file,
            ...place,
            got: short(lineOf(text, place.line).trim()) || "an empty line",
            want: found.want ?? "YAML 1.2",
            fix: found.fix,
          }),
        );
      lines.add(place.line);
      // What follows an unclosed quote or bracket was read as part of it.
      if (open) return out;
    }
    for (const warning of document.warnings) out.push(tagProblem(warning, text, file));
  }
  return out;
}

interface Form {
  offset: number;
  message: string;
  want?: string;
  fix: string;
}

const closing: Record<string, string> = { "[": "]", "{": "}", '"': '"', "'": "'" };

/** Where an unclosed quote or bracket opens. */
function unclosed(document: Document.Parsed, error: YAMLParseError, text: string): Form | undefined {
  if (error.code !== "MISSING_CHAR" && error.code !== "BAD_INDENT") return undefined;
  let start: number | undefined;
  visit(document, (_, node) => {
    const [from, to] = (node as { range?: [number, number] } | null)?.range ?? [0, -1];
    if (from > error.pos[0] || to < error.pos[0]) return undefined;
    const flow = isCollection(node) && node.flow === true;
    const quoted = isScalar(node) && /^(["'])(?!.*\1$)/s.test(text.slice(from, to));
    if (!flow && !quoted) return undefined;
    start = quoted ? from : openBracket(text, from, error.pos[0]);
    return visit.BREAK;
  });
  const mark = start === undefined ? undefined : text[start];
  if (start === undefined || !mark || !closing[mark]) return undefined;
  const isBracket = mark === "[" || mark === "{";
  return {
    offset: start,
    message: `the ${isBracket ? "bracket" : "quote"} ${mark} that opens here is not closed`,
    want: `${closing[mark]} at its end`,
    fix: `Please add ${closing[mark]} where the ${mark === "[" ? "list" : isBracket ? "mapping" : "text"} ends`,
  };
}

/** The innermost bracket open at a place; quoted text and comments are skipped. */
function openBracket(text: string, from: number, to: number): number | undefined {
  const open: number[] = [];
  const token = /[[\]{}]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?<=\s)#.*/gs;
  token.lastIndex = from;
  for (let found = token.exec(text); found && found.index < to; found = token.exec(text)) {
    const [mark] = found;
    if (mark.startsWith("#")) token.lastIndex = found.index + (mark.split("\n")[0] as string).length;
    else if (mark === "[" || mark === "{") open.push(found.index);
    else if (mark === "]" || mark === "}") {
      const last = open.pop();
      if (last !== undefined && closing[text[last] as string] !== mark) return last;
    }
  }
  return open.at(-1);
}

const hints: Record<string, [message: string, fix: string]> = {
  TAB_AS_INDENT: [
    "a tab stands where YAML wants spaces",
    "Please replace the tab by two spaces per level (`expand -t 2 FILE`)",
  ],
  BAD_INDENT: [
    "this line is indented differently from its neighbours",
    "Please align it with the lines above: two spaces per level",
  ],
  MISSING_CHAR: [
    "a quote, bracket, colon or comma is missing here",
    "Please complete it: `key: value`, `[a, b]`, 'a text'",
  ],
  BAD_DQ_ESCAPE: [
    "a backslash in a double-quoted text starts an escape",
    "Please use single quotes: 'F:\\flatnet\\logs'",
  ],
  MULTILINE_IMPLICIT_KEY: [
    "a colon is missing, or a text with a colon needs quotes",
    "Please write `key: value`, with the value in single quotes if it holds a colon",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "there are two colons in one line",
    "Please begin a new line for the second key, or put the value in single quotes",
  ],
  BLOCK_IN_FLOW: [
    "lines with - or key: cannot stand between brackets",
    "Please use either brackets and commas, or lines with indentation",
  ],
  BAD_SCALAR_START: ["a text cannot begin with this character", "Please put the text in single quotes"],
  UNEXPECTED_TOKEN: [
    "this is not expected here",
    "Please check the quotes and brackets of this line and the one above",
  ],
  BAD_ALIAS: [
    "this alias is not complete",
    "Please write *name, with the name of an anchor, or put the text in quotes",
  ],
  MULTIPLE_ANCHORS: ["a value can have one anchor only", "Please remove one of the two &names"],
  KEY_OVER_1024_CHARS: ["this key is longer than 1024 characters", "Please check where its colon should be"],
};

function hinted(error: YAMLParseError, text: string): Form {
  const hint = hints[error.code];
  const cause = error.message.split("\n")[0] as string;
  // A line is shown from its first letter, and the end of the file as its last character.
  const indent = /[ \t]*/y;
  indent.lastIndex = error.code === "TAB_AS_INDENT" ? text.length : error.pos[0];
  const offset = Math.min(error.pos[0] + (indent.exec(text)?.[0].length ?? 0), Math.max(0, text.length - 1));
  return {
    offset,
    message: hint ? hint[0] : `this is not YAML: ${cause}`,
    fix: hint?.[1] ?? "Please check the indentation (two spaces), colons and quotes around this place",
  };
}

/** `!name` asks a program to make something of the value; nothing here does. */
function tagProblem(
  warning: { pos: [number, number]; message: string },
  text: string,
  file: string,
): Problem {
  const place = placeAt(text, warning.pos[0]);
  const tag = /^\S+/.exec(text.slice(warning.pos[0]))?.[0] ?? "!";
  return problem("unknown-tag", `the tag ${short(tag)} has no meaning here`, {
    file,
    ...place,
    got: short(lineOf(text, place.line).trim()),
    want: "plain values; secrets are written secret:NAME, other files are named by include:",
    fix: "Please remove the tag, or put the text in single quotes if the ! belongs to it",
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/;

/** Characters that YAML forbids; UTF-16 without a byte order mark shows as a zero beside each letter. */
export function characterProblem(text: string, file: string): Problem | undefined {
  const at = text.search(notText);
  if (at === -1) return undefined;
  const utf16 = text.slice(0, 200).split("\0").length > Math.min(text.length, 200) / 3;
  const code = (text.codePointAt(at) as number).toString(16).toUpperCase().padStart(4, "0");
  return problem("not-text", utf16 ? "this file is UTF-16, not UTF-8" : "there is a control character here", {
    file,
    ...placeAt(text, at),
    got: `U+${code}`,
    want: "text in UTF-8",
    fix: utf16
      ? `iconv -f ${text[0] === "\0" ? "UTF-16BE" : "UTF-16LE"} -t UTF-8 ${file} > fixed.yaml`
      : "Please delete this character (an editor may show it as ^@ or as nothing)",
  });
}
