import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { labDown, labMust, labReset, labUp, leaseHosts, openLab } from "@logstead/lab";
import { suiteLabName, whyNoLab } from "@logstead/molecule-runner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownHosts, labSite } from "./site.ts";

const why = await whyNoLab();
const lab = suiteLabName();
const all = ["ocean", "dns01", "node005", "node006", "gateway"];
const logging = "playbooks/individual/base/logging.yaml";

// All of the lab's hosts at once; scenarios of roles that run beside wait for them, and these for those.
describe.skipIf(why)("the whole site", { timeout: 1_800_000 }, () => {
  let site: Awaited<ReturnType<typeof labSite>>;
  let release = async () => {};

  beforeAll(async () => {
    const lease = await leaseHosts(openLab(lab), all.length, { among: all, fresh: true });
    release = lease.release;
    site = await labSite(lab);
  }, 1_800_000);

  afterAll(async () => {
    await release();
    if (site) rmSync(site.folder, { recursive: true });
  });

  it("bad hosts are named with the task and what it means, and the others are finished", async () => {
    const known = readFileSync(knownHosts(lab), "utf8");
    const another = /^dns01,\S+ (.*)$/m.exec(known)?.[1];
    const keys = known.replace(/^(node005,\S+) .*$/m, `$1 ${another}`);
    expect(keys).not.toBe(known);
    writeFileSync(knownHosts(lab), keys);
    await labDown({ name: lab, hosts: ["dns01"] });
    await labMust(openLab(lab), "node006", ["rm", "/etc/sudoers.d/logstead"]);
    await labMust(openLab(lab), "gateway", ["mount", "-t", "tmpfs", "-o", "size=20m", "none", "/var/log"]);
    const { code, failed, out } = await site
      .play(logging)
      .finally(() => writeFileSync(knownHosts(lab), known));
    const said = Object.fromEntries(failed.map(({ host, task, msg }) => [host, `${task}: ${msg}`]));
    if (!said.dns01) throw new Error(out.slice(-3000));
    expect(said.dns01).toMatch(/No route to host|timed out|refused/);
    expect(said.node005).toMatch(/Host key verification failed|IDENTIFICATION HAS CHANGED/);
    expect(said.node006).toMatch(/sudo|assword/);
    expect(said.gateway).toMatch(
      /Check what stands in the way: \d+ MiB are free for \/var\/log, 100 are needed/,
    );
    expect(said.gateway).toContain("fix: make room on the file system of /var/log");
    expect(Object.keys(said).sort()).toEqual(["dns01", "gateway", "node005", "node006"]);
    expect(out).toMatch(/ocean\s+: .*unreachable=0\s+failed=0/);
    expect(code).not.toBe(0);
  });

  it("a port that another program holds is told with its holder, before anything is changed", async () => {
    await labReset({ name: lab, hosts: ["ocean"] });
    await labMust(openLab(lab), "ocean", [
      ...["systemd-run", "--unit=squatter", "python3", "-c"],
      "import socket, time; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 1514)); time.sleep(999)",
    ]);
    const { failed, changed } = await site.play(logging, "--limit", "ocean");
    expect(failed.map(({ host, msg }) => `${host}: ${msg}`).join()).toMatch(
      /ocean: port 1514\/udp on 0\.0\.0\.0 is held by python3 \(pid \d+\)\n {2}fix: stop it there, or give another port in `sources\.syslog\.port`/,
    );
    expect(changed).toEqual({ ocean: 0 });
  });

  it("[BLG-01] [BLG-03] [OCN-01] [PAG-01] [PAG-02] comes to new hosts in one run, and the second one changes nothing", async () => {
    await labReset({ name: lab, hosts: all });
    await labUp(undefined, { name: lab });
    await standInForN8n();
    const dry = await site.play("site.yaml", "--check", "--diff");
    expect(dry.failed).toEqual([]);
    expect(dry.code).toBe(0);
    const first = await site.play("site.yaml");
    expect(first.failed).toEqual([]);
    expect(first.code).toBe(0);
    expect(Object.keys(first.changed).sort()).toEqual([...all].sort());
    const second = await site.play("site.yaml");
    expect(second.changed).toEqual(Object.fromEntries(all.map((host) => [host, 0])));
    const after = await site.play("site.yaml", "--check", "--diff");
    expect(after.changed).toEqual(Object.fromEntries(all.map((host) => [host, 0])));
    expect(after.code).toBe(0);
  });
});

/** This lab is up without n8n, which takes half a minute to start; the playbook asks for its health only. */
async function standInForN8n(): Promise<void> {
  const answer = 'mkdir -p /srv/n8n && echo \'{"status":"ok"}\' >/srv/n8n/healthz';
  await labMust(openLab(lab), "ocean", ["sh", "-c", answer]);
  const serve = ["python3", "-m", "http.server", "5678", "--directory", "/srv/n8n"];
  await labMust(openLab(lab), "ocean", ["systemd-run", "--unit=stand-in", ...serve]);
}
