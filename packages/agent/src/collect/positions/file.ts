import { type Problem, ProblemError, problem } from "@logstead/base";
import { isMap, isScalar, type Node, parseDocument, type Scalar, type YAMLMap } from "yaml";

/** The position of one file or journal, with its target's labels (Alloy only). */
export interface Position {
  path: string;
  labels: string;
  /** An offset in bytes, a journal cursor or a time. */
  value: string;
}

/**
 * The positions in a file of Promtail (`path: "offset"`) or of a component of Alloy (path and labels are the
 * key). An empty file is one without positions, as both programs read it.
 * @throws ProblemError `positions-damaged` where it is not such a file.
 */
export function readPositions(text: string, file?: string): Position[] {
  const document = parseDocument(text, { uniqueKeys: false });
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return [];
  if (document.errors.length > 0 || !isMap(root)) throw damaged(file, document.errors[0]?.message);
  const positions = root.get("positions", true);
  if (positions === undefined || (isScalar(positions) && positions.value === null)) return [];
  if (!isMap(positions)) throw damaged(file, "positions is no map");
  return positions.items.map(({ key, value }) => {
    if (!isScalar(value)) throw damaged(file, "a position is no text");
    return { ...keyOf(key as Node, file), value: textOf(value) };
  });
}

function keyOf(key: Node, file: string | undefined): Omit<Position, "value"> {
  if (isScalar(key)) return { path: textOf(key), labels: "" };
  const map = key as YAMLMap;
  const path = isMap(map) ? map.get("path") : undefined;
  if (typeof path !== "string") throw damaged(file, "a key is neither a path nor a map with one");
  return { path, labels: String(map.get("labels") ?? "") };
}

/** Numbers beyond 2^53 keep their digits. */
const textOf = (scalar: Scalar) => String(scalar.source ?? scalar.value);

const damaged = (file: string | undefined, reason = "it is not YAML") =>
  new ProblemError(positionsDamaged(file, reason));

const positionsDamaged = (file: string | undefined, reason: string): Problem =>
  problem("positions-damaged", "this is not a positions file of Promtail or Alloy", {
    ...(file !== undefined && { file }),
    got: reason,
    want: "positions: with a path and an offset or cursor each",
    fix: "promtail-restore or alloy-restore on the host brings back the last copy; collector.onPositionsError says what happens without one",
  });

/** A positions file of Promtail. */
export const writePromtail = (positions: readonly Position[]): string =>
  `positions:${positions.length === 0 ? " {}" : ""}\n${positions
    .map(({ path, value }) => `  ${JSON.stringify(path)}: ${JSON.stringify(value)}\n`)
    .join("")}`;

/** A positions file of a component of Alloy. */
export const writeAlloy = (positions: readonly Position[]): string =>
  `positions:${positions.length === 0 ? " {}" : ""}\n${positions
    .map(
      ({ path, labels, value }) =>
        `  ? path: ${JSON.stringify(path)}\n    labels: ${JSON.stringify(labels)}\n  : ${JSON.stringify(value)}\n`,
    )
    .join("")}`;
