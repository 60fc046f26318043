import { Miner } from "@logstead/detector/parts";
import { expect, test } from "vitest";
import { score } from "../src/engine/mining/score.ts";

let state = 7;
const int = (below: number) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >>> 8) % below;
};
const pick = <T>(list: readonly T[]) => list[int(list.length)] as T;
const hex = (n: number) => Array.from({ length: n }, () => "0123456789abcdef"[int(16)]).join("");
const ip = () => `10.${int(200)}.${int(200)}.${int(250)}`;
const users = ["alice", "bob", "carol", "dave", "erin", "frank", "grace"];
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

/** Statements of programs of several kinds, each as the program would write it. */
const styles: Record<string, (() => string)[]> = {
  "a batch system": [
    () => `attempt_${int(1e9)}_00${int(99)}_m_0000${int(9)}_0 attempt moved from NEW to QUEUED`,
    () => `attempt_${int(1e9)}_00${int(99)}_m_0000${int(9)}_0 attempt moved from QUEUED to RUNNING`,
    () => `Progress of attempt attempt_${int(1e9)}_00${int(99)}_m_0000${int(9)}_0 is : ${int(1000) / 1000}`,
    () => `Failed to renew lease for [CLIENT_${int(1e6)}_1] for ${int(900)} seconds. Will retry shortly ...`,
    () =>
      `Scheduled: pending:${int(9)} maps:${int(9)} reduces:${int(9)} reserved:<memory:${int(999)}, cores:${int(9)}>`,
    () => `ERROR while contacting the scheduler.`,
  ],
  "a cloud": [
    () => `[instance: ${uuid()}] VM started`,
    () => `[instance: ${uuid()}] VM stopped`,
    () => `[instance: ${uuid()}] Took ${int(99)}.${int(99)} seconds to build instance.`,
    () =>
      `${ip()} "GET /v2/${hex(32)}/servers/detail HTTP/1.1" status: 200 len: ${int(9999)} time: 0.${int(99999)}`,
    () => `image ${uuid()} at (/var/lib/images/${hex(40)}): checking`,
    () => `Total memory: ${int(64000)} MB, used: ${int(900)}.00 MB`,
  ],
  "a telephone": [
    () => `acquire lock=${int(1e8)}, flags=0x${hex(1)}, tag="Screen", uid=${int(9999)}, pid=${int(9999)}`,
    () => `release lock=${int(1e8)}, flags=0x${hex(1)}, tag="Screen", uid=${int(9999)}, pid=${int(9999)}`,
    () => `setSystemVisibility vis=${hex(8)} mask=ffffffff oldVal=${int(99)} newVal=${int(99)}`,
    () => `ready=true,policy=${int(9)},wakefulness=${int(9)},dirty=0x${hex(2)}`,
    () => `Destroying surface Surface(name=com.example.app${int(9)}.Main)`,
  ],
  "a supercomputer": [
    () => `generating core.${int(9999)}`,
    () => `CE sym ${int(30)}, at 0x${hex(8)}, mask 0x${hex(2)}`,
    () => `${int(90)} double-hummer alignment exceptions`,
    () => `iar ${hex(7)}1 dear ${hex(7)}2`,
    () => `data TLB error interrupt`,
    () => `total of ${int(9)} ddr error(s) detected and corrected`,
    () => `total of ${int(9)} ddr error(s) detected and corrected over ${int(999)} seconds`,
  ],
  "a proxy": [
    () => `cache${int(9)}.example.org:${int(60000)} open through proxy p.example.org:5070 HTTPS`,
    () =>
      `cache${int(9)}.example.org:${int(60000)} close, ${int(9999)} bytes sent, ${int(9999)} bytes received, lifetime 00:${10 + int(49)}`,
    () => `cache${int(9)}.example.org:${int(60000)} error : Could not connect - error code ${int(99)}`,
  ],
  logins: [
    () => `session opened for user ${pick(users)} by (uid=${int(9)})`,
    () => `session closed for user ${pick(users)}`,
    () => `Failed password for ${pick(users)} from ${ip()} port ${int(60000)} ssh2`,
    () => `Failed password for invalid user ${pick(users)} from ${ip()} port ${int(60000)} ssh2`,
    () => `DHCPREQUEST for ${ip()} from ${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)} via eth1`,
    () => `(root) CMD (run-parts /etc/cron.${pick(["hourly", "daily", "weekly"])})`,
  ],
};

for (const [name, statements] of Object.entries(styles))
  test(`[DET-11] the statements of ${name} are told apart`, () => {
    const ids: string[] = [];
    const leaves: number[] = [];
    const miner = new Miner();
    for (let i = 0; i < 600; i++) {
      const which = int(statements.length);
      ids.push(String(which));
      const bytes = new TextEncoder().encode((statements[which] as () => string)());
      leaves.push(miner.observe(bytes, 0, bytes.length, i));
    }
    miner.refine();
    const patternOf = new Map(miner.leafPatterns());
    const found = leaves.map((leaf) => patternOf.get(leaf) as number);
    const templates = [...miner.patterns.values()].map((p) => miner.template(p)).sort();
    const { ga } = score({ ids, templates: ids }, { ids: found, templates: found.map(String) });
    expect({ ga, templates: templates.length, found: ga === 1 ? [] : templates }).toEqual({
      ga: 1,
      templates: statements.length,
      found: [],
    });
  });
