import { labMust, leaseHosts, openLab, withBadHosts } from "@logstead/lab";
import { suiteLabName, whyNoLab } from "@logstead/molecule-runner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { siteIn } from "./site.ts";

const why = await whyNoLab();
const lab = suiteLabName();
const all = ["ocean", "dns01", "node005", "node006", "gateway"];
const nothing = Object.fromEntries(all.map((host) => [host, 0]));

// All of the lab's hosts at once; scenarios of roles that run beside wait for them, and these for those.
describe.skipIf(why)(
  "the whole site, by hand (skipped: where there can be no lab)",
  { timeout: 900_000 },
  () => {
    let site: Awaited<ReturnType<typeof siteIn>>;
    let release = async () => {};
    const on = (host: string, script: string) => labMust(openLab(lab), host, ["sh", "-c", script]);

    beforeAll(async () => {
      const lease = await leaseHosts(openLab(lab), all.length, { among: all, fresh: true });
      release = lease.release;
      site = await siteIn(lab);
    }, 1_800_000);

    afterAll(async () => {
      await release();
      site?.remove();
    });

    it("[BLG-03] passes a dry run on new hosts", async () => {
      // every role is on one of the two, and both platforms
      const { code, failed } = await site.play("site.yaml", "--check", "--diff", "--limit", "ocean,gateway");
      expect(failed).toEqual({});
      expect(code).toBe(0);
    });

    it("names each bad host with the task and what it means, and finishes the others", async () => {
      const { code, failed, out } = await withBadHosts(openLab(lab), () =>
        site.play("playbooks/individual/base/logging.yaml"),
      );
      expect(Object.keys(failed).sort(), out.slice(-3000)).toEqual([
        "dns01",
        "gateway",
        "node005",
        "node006",
      ]);
      expect(failed.dns01).toMatch(/No route to host|timed out|refused|Connection closed/);
      expect(failed.node005).toMatch(/Host key verification failed|IDENTIFICATION HAS CHANGED/);
      expect(failed.node006).toMatch(/Missing sudo password/);
      expect(failed.gateway).toMatch(
        /Check what stands in the way: \d+ MiB are free for \/var\/log, 100 are needed/,
      );
      expect(failed.gateway).toContain("fix: make room on the file system of /var/log");
      expect(out).toMatch(/ocean\s+: .*unreachable=0\s+failed=0/);
      expect(code).not.toBe(0);
    });

    it("tells who holds a port and whose data is there in one go, before anything is changed", async () => {
      const hold = "import socket, time; s = socket.create_server(('127.0.0.1', 3100)); time.sleep(999)";
      await on(
        "ocean",
        `systemd-run --unit=squatter python3 -c "${hold}"; mkdir -p /var/lib/loki/boltdb-shipper-active`,
      );
      const { failed, changed } = await site.play("playbook_ocean_loki.yaml");
      await on("ocean", "systemctl stop squatter; rmdir /var/lib/loki/boltdb-shipper-active");
      expect(failed.ocean).toMatch(
        /Check what stands in the way: port 3100\/tcp on 127\.0\.0\.1 is held by python3 \(pid \d+\)\n {2}fix: stop it there, or give another port in `loki\.port`/,
      );
      expect(failed.ocean).toContain(
        "boltdb-shipper-active is there: an older Loki has written its index here",
      );
      expect(changed).toEqual({ ocean: 0 });
    });

    it("continues a run that was killed", async () => {
      const { child, results } = site.start("site.yaml");
      const begun = () =>
        results().some(({ task, status }) => status === "changed" && task.startsWith("loki"));
      await expect.poll(begun, { timeout: 600_000, interval: 200 }).toBe(true);
      process.kill(-(child.pid as number), "SIGKILL");
      await child;
      const { code, failed, changed } = await site.play("site.yaml");
      expect(failed).toEqual({});
      expect(code).toBe(0);
      expect(Object.keys(changed).sort()).toEqual([...all].sort());
      expect(changed.ocean).toBeGreaterThan(0);
    });

    it("[BLG-01] [OCN-01] [PAG-01] [PAG-02] changes nothing the second time", async () => {
      const { code, failed, changed } = await site.play("site.yaml");
      expect(failed).toEqual({});
      expect(code).toBe(0);
      expect(changed).toEqual(nothing);
    });
  },
);
