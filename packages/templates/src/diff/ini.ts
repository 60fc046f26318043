type Values = Record<string, string | string[]>;

/**
 * Sections of an INI file or a systemd unit. A key that stands twice keeps its values in order, since units
 * rely on it (`ExecStartPre=`), and so does a section; what stands before the first section is in "".
 */
export function parseIni(text: string): Record<string, Values | Values[]> {
  const sections = new Map<string, Map<string, string[]>[]>();
  let current = new Map<string, string[]>();
  const open = (name: string) => {
    current = new Map();
    sections.set(name, [...(sections.get(name) ?? []), current]);
  };
  for (const line of logicalLines(text)) {
    const section = /^\[(.*)\]$/.exec(line);
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
    if (section) {
      open(section[1] as string);
      continue;
    }
    if (sections.size === 0) open("");
    // A bare word is a setting without a value, such as a host of an Ansible inventory.
    const [key, value] = pair ? [pair[1] as string, pair[2] as string] : [line, ""];
    current.set(key, [...(current.get(key) ?? []), value]);
  }
  return object([...sections].map(([name, list]) => [name, single(list.map(valuesOf))]));
}

const valuesOf = (section: Map<string, string[]>): Values =>
  object([...section].map(([key, values]) => [key, single(values)]));

const single = <T>(list: T[]): T | T[] => (list.length === 1 ? (list[0] as T) : list);

const object = <T>(entries: [string, T][]): Record<string, T> => Object.fromEntries(entries);

/** Without comments and empty lines; a backslash at a line's end joins the next one, as systemd reads it. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = "";
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (/^[#;]/.test(line) || (line === "" && open === "")) continue;
    if (line.endsWith("\\")) open += `${line.slice(0, -1).trimEnd()} `;
    else {
      lines.push(open + line);
      open = "";
    }
  }
  if (open !== "") lines.push(open.trimEnd());
  return lines;
}
