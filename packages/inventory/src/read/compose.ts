import { type Problem, problem } from "@logstead/base";
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, Scalar } from "yaml";
import { type Place, placeAt, setTarget } from "./place.ts";
import { short } from "./show.ts";

/** How many values a document may have once its aliases are followed ("billion laughs"). */
export const maxValues = 2_000_000;
const maxDepth = 100;

interface Anchored {
  value: unknown;
  size: number;
  node?: Node;
}

/**
 * Turns one parsed document into plain data. The yaml package can do it too, but compares each key with
 * all before it (quadratic in hosts) and limits aliases by count; here duplicates are found through a
 * set and aliases limited by what they expand to. Aliased data is shared, not copied.
 */
export function compose(document: Document.Parsed, file: string, text: string, problems: Problem[]): unknown {
  const anchors = new Map<string, Anchored>();
  /** Anchors whose value is being read: an alias of one of them would contain itself. */
  const open = new Set<string>();
  let tooLarge = false;
  let tooDeep = false;

  const report = (
    node: { range?: readonly number[] | null } | null | undefined,
    code: string,
    message: string,
    more: Partial<Problem>,
  ) => {
    const place: Place = placeAt(text, node?.range?.[0] ?? 0);
    problems.push(problem(code, message, { file, ...place, ...more }));
  };

  /** The data of a node and how many values it stands for. */
  function walk(node: Node | null, path: string, depth: number): Anchored {
    if (depth > maxDepth) {
      if (!tooDeep)
        report(node, "too-deep", "this is nested too deeply", {
          path: `${path.slice(0, 40)}...`,
          want: `at most ${maxDepth} levels`,
          fix: "Please check its brackets: an inventory needs no more than ten levels",
        });
      tooDeep = true;
      return { value: null, size: 1 };
    }
    if (isAlias(node)) return alias(node.source, node, path);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor) open.add(anchor);
    const result = isMap(node)
      ? mapping(node, path, depth)
      : isSeq(node)
        ? sequence(node, path, depth)
        : scalar(node, path);
    if (anchor) {
      open.delete(anchor);
      anchors.set(anchor, { ...result, node: node as Node });
    }
    return result;
  }

  function scalar(node: Node | null, path: string): Anchored {
    const value = isScalar(node) ? node.value : null;
    const source = isScalar(node) ? node.source : undefined;
    if (typeof value === "number" && source && /^[-+]?0\d/.test(source))
      report(
        node,
        "ambiguous-number",
        "a number that begins with 0 is octal to some programs and decimal to others",
        {
          path,
          got: source,
          want: "a number without leading zeros, or a text in quotes",
          fix: `Please set: ${keyOf(path)}${value}`,
        },
      );
    if (typeof value === "object" && value !== null)
      report(node, "unknown-tag", "a tag makes something else than text or a number of this value", {
        path,
        want: "plain values",
        fix: "Please remove the tag (the word with the !)",
      });
    return { value, size: 1 };
  }

  function alias(name: string, node: Alias, path: string): Anchored {
    const target = anchors.get(name);
    if (target?.node) setTarget(node, target.node);
    if (target && target.size <= maxValues) return target;
    if (target) tooMany(node, path);
    else if (open.has(name))
      report(
        node,
        "alias-of-itself",
        `*${name} stands inside of &${name}: it would contain itself without end`,
        {
          path,
          got: `*${name}`,
          want: "an alias outside of what it repeats",
          fix: `Please remove *${name} here, or write the value out`,
        },
      );
    else
      report(node, "unknown-anchor", `there is no anchor &${name} before this place`, {
        path,
        got: `*${name}`,
        want: "the name of an anchor that stands earlier in this file",
        fix:
          anchors.size > 0
            ? `Please write one of: ${[...anchors.keys()]
                .slice(0, 20)
                .map((a) => `*${short(a)}`)
                .join(", ")}`
            : `Please write &${name} where the value is defined first`,
      });
    return { value: null, size: 1 };
  }

  function tooMany(node: Node | null, path: string) {
    if (tooLarge) return;
    tooLarge = true;
    report(node, "too-many-values", "the aliases of this file expand to far too much data", {
      path,
      want: `at most ${maxValues.toLocaleString("en")} values in all`,
      fix: "Please use `groups:` for what hosts have in common instead of aliases of aliases",
    });
  }

  function sequence(node: { items: unknown[] } & Node, path: string, depth: number): Anchored {
    const value: unknown[] = [];
    let size = 1;
    for (const [i, item] of (node.items as (Node | null)[]).entries()) {
      const walked = walk(item, `${path}[${i}]`, depth + 1);
      value.push(walked.value);
      size += walked.size;
    }
    if (size > maxValues) tooMany(node, path);
    return { value, size };
  }

  function mapping(
    node: { items: { key: unknown; value: unknown }[] } & Node,
    path: string,
    depth: number,
  ): Anchored {
    const written: Record<string, unknown> = {};
    const merged: Record<string, unknown>[] = [];
    let size = 1;
    const seen = new Map<string, Node>();
    for (const pair of node.items) {
      const keyNode = pair.key as Node;
      const name = isScalar(keyNode) ? String(keyNode.value) : undefined;
      if (name === undefined || name === "__proto__") {
        report(keyNode, "bad-key", "this cannot be a key", {
          path,
          got: name ?? (isMap(keyNode) ? "a mapping" : isSeq(keyNode) ? "a list" : "an alias"),
          want: "a plain word as key",
          fix: "Please write a name before the colon",
        });
        continue;
      }
      const where = path ? `${path}.${short(name)}` : short(name);
      const walked = walk(pair.value as Node | null, where, depth + 1);
      size += walked.size;
      if (name === "<<" && (keyNode as Scalar).type === Scalar.PLAIN && !seen.has("<<")) {
        seen.set("<<", keyNode);
        for (const source of Array.isArray(walked.value) ? walked.value : [walked.value]) {
          if (source !== null && typeof source === "object" && !Array.isArray(source))
            merged.push(source as Record<string, unknown>);
          else
            report(pair.value as Node, "bad-merge", "`<<:` needs the alias of a mapping", {
              path: where,
              want: "<<: *name, where &name stands before a mapping",
              fix: "Please write an alias after `<<:`, or remove the line",
            });
        }
        continue;
      }
      const first = seen.get(name);
      if (first) {
        const line = placeAt(text, first.range?.[0] ?? 0).line;
        report(
          keyNode,
          "duplicate-key",
          `the key '${name}' is here a second time; the first is in line ${line}`,
          {
            path: where,
            want: "each key once",
            fix: `Please remove one of the two (line ${line} or this one), or join what is below them`,
          },
        );
        continue;
      }
      seen.set(name, keyNode);
      written[name] = walked.value;
    }
    if (size > maxValues) tooMany(node, path);
    return { value: merged.length > 0 ? Object.assign({}, ...merged.reverse(), written) : written, size };
  }

  const { value } = walk(document.contents, "", 0);
  // Reading stopped at the limit, so there is nothing to check.
  return tooLarge || tooDeep ? null : value;
}

/** `port: ` of `hosts.ocean.ssh.port`; nothing of a list's entry. */
const keyOf = (path: string) => (path.endsWith("]") || path === "" ? "" : `${path.split(".").at(-1)}: `);
