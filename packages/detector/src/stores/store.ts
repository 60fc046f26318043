/*
 * What the service needs of a store, small enough that three stores keep the same promises: documents in
 * collections, ordered by a number, changed all or nothing, and one large blob that changes with them.
 */
export const collections = [
  /** What an operator sees and is told of. */
  "anomalies",
  /** Steps of anomalies' lives, numbered without gaps: the event stream. */
  "events",
  /** Alerts on their way, one for each route. */
  "outbox",
  "marks",
  "silences",
  "audit",
  /** Lines of ten minutes by stream and by pattern. */
  "counts",
] as const;
export type Collection = (typeof collections)[number];

export interface Document {
  id: string;
  /** What a collection is ordered and cut by: mostly milliseconds since 1970. */
  at: number;
  /** What lists are narrowed by, such as `firing`. */
  state?: string;
  body: unknown;
}

export type Change =
  | { put: Collection; document: Document }
  | { remove: Collection; id: string }
  /** Replaces the checkpoint, which is kept packed and in parts. */
  | { checkpoint: Uint8Array };

export interface ListOptions {
  state?: string;
  /** At or after, and before. */
  from?: number;
  to?: number;
  /** The last document of the page before: continues behind it. */
  after?: { at: number; id: string };
  order?: "up" | "down";
  /** At most 1,000; default 100. */
  limit?: number;
}

export interface Store {
  /** For people: `PGlite in /var/lib/…`. */
  readonly name: string;
  /** Bytes of the disk of its folder that others have to leave to it; undefined: it is not on this disk. */
  readonly diskReserve?: number;
  /** All or nothing, also when the process is killed meanwhile; in the order they were asked for. */
  write(changes: readonly Change[]): Promise<void>;
  get(collection: Collection, id: string): Promise<Document | undefined>;
  /** Ordered by `at`, then by id; up unless told otherwise. */
  list(collection: Collection, options?: ListOptions): Promise<Document[]>;
  count(collection: Collection, state?: string): Promise<number>;
  /** Removes documents before `at`, of one state if one is given; returns how many. */
  prune(collection: Collection, at: number, state?: string): Promise<number>;
  checkpoint(): Promise<Uint8Array | undefined>;
  /** Throws if the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Checkpoints are kept in parts of this size: single large values are slow in every store. */
export const partBytes = 1_048_576;

export function partsOf(blob: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < blob.length; at += partBytes) parts.push(blob.subarray(at, at + partBytes));
  return parts;
}

const everything = 1000;

/** All documents of a collection, page by page. */
export async function allOf(
  store: Pick<Store, "list">,
  collection: Collection,
  options: Pick<ListOptions, "state" | "from" | "to"> = {},
): Promise<Document[]> {
  const documents: Document[] = [];
  for (let after: { at: number; id: string } | undefined; ; ) {
    const page = await store.list(collection, { ...options, limit: everything, ...(after ? { after } : {}) });
    documents.push(...page);
    const last = page.at(-1);
    if (!last || page.length < everything) return documents;
    after = { at: last.at, id: last.id };
  }
}
