/** Entries of each kind; when there are more, all are forgotten, which costs memory only. */
const maxEntries = 100_000;

/** Keeps one copy of words and short lists that many signatures have. */
export class Shared {
  private readonly texts: Map<string, string> = new Map();
  private readonly lists: Map<string, unknown[]> = new Map();

  text(text: string): string {
    return once(this.texts, text, text);
  }

  /** The list must not be changed afterwards. */
  list<T extends string | number | boolean>(list: T[]): T[] {
    return once(this.lists, `${typeof list[0]} ${list.join("\u0001")}`, list as unknown[]) as T[];
  }
}

function once<T>(known: Map<string, T>, key: string, value: T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= maxEntries) known.clear();
  known.set(key, value);
  return value;
}
