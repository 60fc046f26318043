/** A line of a template. */
export interface Origin {
  file: string;
  line: number;
}

/*
 * Marks stand in rendered text only while somebody looks for the line of a template that made a line of a
 * file. They are of Unicode's private use area, which no format gives a meaning.
 */
export const mark = (file: string, line: number) => `\uE000${file}\uE001${line}\uE002`;

/** Takes the marks out of a text and says for each of its lines which line of which template began it. */
export function originsOf(marked: string): { text: string; origins: (Origin | undefined)[] } {
  let current: Origin | undefined;
  const origins: (Origin | undefined)[] = [];
  const lines = marked.split("\n").map((line) => {
    const parts = line.split(/\uE000([^\uE001]*)\uE001(\d+)\uE002/);
    let plain = "";
    let begun: Origin | undefined;
    for (let i = 0; i < parts.length; i += 3) {
      if (i > 0) current = { file: parts[i - 2] as string, line: Number(parts[i - 1]) };
      const part = parts[i] as string;
      if (part !== "") begun ??= current;
      plain += part;
    }
    origins.push(begun ?? current);
    return plain;
  });
  return { text: lines.join("\n"), origins };
}
