import type { Finding } from "../core/detect/finding.ts";
import type { Member } from "../model/anomaly.ts";
import { familyOf, isDrop } from "./families.ts";
import { likeness } from "./likeness.ts";
import type { Tracked } from "./tracked.ts";

/*
 * Which anomaly a finding belongs to: the one that has it already, else one of the same cause. In this order:
 * the same kind and pattern, the same episode of its stream, the silence of its host, a silence of many
 * streams, something else on the same host at the same time, the same pattern on another host. A test stands alone.
 */
const sameTime = 120_000;
const fleetTime = 15 * 60_000;
const elsewhereTime = 10 * 60_000;
const sameTemplate = 0.9;

export function groupOf(open: readonly Tracked[], member: Member, finding: Finding): Tracked | undefined {
  if (member.kind === "test")
    return open.find(({ members }) => members[0]?.kind === "test" && members[0].template === member.template);
  // What goes on is no part of a test.
  const going = open.filter(({ members }) => members[0]?.kind !== "test");
  const latest = going.toSorted((a, b) => b.lastFinding - a.lastFinding);
  for (const rule of rules) {
    const found = latest.find((anomaly) => rule(anomaly, member, finding));
    if (found) return found;
  }
  return undefined;
}

type Rule = (anomaly: Tracked, member: Member, finding: Finding) => boolean;

const rules: Rule[] = [
  ({ members }, { kind, stream, pattern, template }) =>
    members.some(
      (m) => m.kind === kind && m.stream === stream && (m.pattern === pattern || m.template === template),
    ),

  ({ episodes }, _, { stream, episode }) => episodes.includes(`${stream}#${episode}`),

  // Dependency: a host that has fallen silent explains whatever else of it stays away.
  ({ members }, member) =>
    member.host !== undefined &&
    isDrop(member) &&
    members.some((m) => m.host === member.host && isDrop(m) && familyOf(m.kind) === "absence"),

  ({ members, lastFinding }, member, { time }) =>
    familyOf(member.kind) === "absence" &&
    Math.abs(time - lastFinding) <= fleetTime &&
    (member.kind === "silent-fleet" || members.some((m) => m.kind === "silent-fleet")) &&
    members.some((m) => familyOf(m.kind) === "absence"),

  // From when both began: one that lasts would take in, unheard, whatever happens on its host for as long. What is
  // missed was last there when a crash, say, ended it.
  ({ members, opened }, member, { time, since }) =>
    member.host !== undefined &&
    Math.abs((familyOf(member.kind) === "absence" ? since : time) - opened) <= sameTime &&
    members.some((m) => m.host === member.host),

  ({ members, lastFinding }, member, { time }) =>
    member.template !== undefined &&
    Math.abs(time - lastFinding) <= elsewhereTime &&
    members.some(
      (m) =>
        m.template !== undefined &&
        familyOf(m.kind) === familyOf(member.kind) &&
        likeness(m.template, member.template as string) >= sameTemplate,
    ),
];
