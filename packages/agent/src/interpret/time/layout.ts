/** One element of a Go layout. */
export type Element =
  | { kind: "text"; text: string }
  | {
      kind:
        | "year"
        | "year2"
        | "month"
        | "month0"
        | "monthName"
        | "monthFull"
        | "day"
        | "day_"
        | "day0"
        | "yearDay";
    }
  | { kind: "hour" | "hour12" | "hour120" | "minute" | "minute0" | "second" | "second0" | "PM" | "pm" }
  | { kind: "weekday" | "weekdayFull" | "zoneName" }
  | { kind: "offset"; z: boolean; colon: boolean; seconds: boolean; minutes: boolean }
  | { kind: "fraction"; digits: number; exact: boolean };

/* The order matters: longer elements first. Go reads `Jan` only where no lower-case letter follows. */
const elements: [RegExp, Element][] = [
  [/^January/, { kind: "monthFull" }],
  [/^Jan(?![a-z])/, { kind: "monthName" }],
  [/^Monday/, { kind: "weekdayFull" }],
  [/^Mon(?![a-z])/, { kind: "weekday" }],
  [/^MST/, { kind: "zoneName" }],
  [/^002/, { kind: "yearDay" }],
  [/^01/, { kind: "month0" }],
  [/^02/, { kind: "day0" }],
  [/^03/, { kind: "hour120" }],
  [/^04/, { kind: "minute0" }],
  [/^05/, { kind: "second0" }],
  [/^06/, { kind: "year2" }],
  [/^15/, { kind: "hour" }],
  [/^1/, { kind: "month" }],
  [/^2006/, { kind: "year" }],
  [/^2/, { kind: "day" }],
  [/^_2(?!006)/, { kind: "day_" }],
  [/^3/, { kind: "hour12" }],
  [/^4/, { kind: "minute" }],
  [/^5/, { kind: "second" }],
  [/^PM/, { kind: "PM" }],
  [/^pm/, { kind: "pm" }],
  [/^Z070000/, { kind: "offset", z: true, colon: false, minutes: true, seconds: true }],
  [/^Z07:00:00/, { kind: "offset", z: true, colon: true, minutes: true, seconds: true }],
  [/^Z0700/, { kind: "offset", z: true, colon: false, minutes: true, seconds: false }],
  [/^Z07:00/, { kind: "offset", z: true, colon: true, minutes: true, seconds: false }],
  [/^Z07/, { kind: "offset", z: true, colon: false, minutes: false, seconds: false }],
  [/^-070000/, { kind: "offset", z: false, colon: false, minutes: true, seconds: true }],
  [/^-07:00:00/, { kind: "offset", z: false, colon: true, minutes: true, seconds: true }],
  [/^-0700/, { kind: "offset", z: false, colon: false, minutes: true, seconds: false }],
  [/^-07:00/, { kind: "offset", z: false, colon: true, minutes: true, seconds: false }],
  [/^-07/, { kind: "offset", z: false, colon: false, minutes: false, seconds: false }],
];

/** Splits a layout into its elements. */
export function parseLayout(layout: string): Element[] {
  const found: Element[] = [];
  let text = "";
  for (let at = 0; at < layout.length; ) {
    const rest = layout.slice(at);
    const fraction = /^[.,](0+|9+)(?!\d)/.exec(rest);
    const [match, element] = fraction
      ? [
          fraction,
          { kind: "fraction", digits: fraction[0].length - 1, exact: fraction[0][1] === "0" } as const,
        ]
      : nextElement(rest);
    if (!match || !element) {
      text += layout[at++];
      continue;
    }
    if (text) found.push({ kind: "text", text });
    text = "";
    found.push(element);
    at += match[0].length;
  }
  if (text) found.push({ kind: "text", text });
  return found;
}

function nextElement(rest: string): [RegExpExecArray, Element] | [undefined, undefined] {
  for (const [pattern, element] of elements) {
    const match = pattern.exec(rest);
    if (match) return [match, element];
  }
  return [undefined, undefined];
}
