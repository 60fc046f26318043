import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  countSequences,
  type Lab,
  labExec,
  labMust,
  labPlan,
  labTraffic,
  labUp,
  windowsFiles,
  windowsSide,
} from "../src/index.ts";
import { until } from "../src/run.ts";
import { readReceipt } from "../src/traffic/replay.ts";
import { noLab, ownState } from "./helper.ts";

const name = "tide";
ownState(name);
let lab: Lab;

// a syslog server as a homelab has one: what it takes in, as it came
const rsyslog = `module(load="imudp")
module(load="imtcp")
template(name="asis" type="string" string="%rawmsg%\\n")
ruleset(name="lab") { action(type="omfile" file="/var/log/devices.log" template="asis") }
input(type="imudp" port="1514" ruleset="lab")
input(type="imtcp" port="1514" ruleset="lab")
`;

describe.skipIf(noLab)("traffic", () => {
  beforeAll(async () => {
    lab = await labUp(labPlan(), { name });
    const conf = "cat >/etc/rsyslog.d/lab.conf && systemctl restart rsyslog";
    await labMust(lab, "ocean", ["sh", "-ec", conf], { input: rsyslog });
  });

  it("[TST-10] reaches journals, files, syslog over UDP and TCP, a container and the shared folder, each line once", async () => {
    const receipt = await labTraffic(lab, { profile: "homelab", rate: 200, seconds: 2 });
    expect(receipt.streams.filter((s) => s.error)).toEqual([]);
    expect(receipt).toMatchObject({ sent: 400, skipped: [] });
    expect(receipt.took).toBeGreaterThanOrEqual(1.9);
    const counts = await until(async () => {
      const found = countSequences(await everything(), receipt);
      return found.every((c) => c.lost === 0) ? found : undefined;
    }, 60_000);
    expect(counts?.filter((c) => c.duplicates > 0)).toEqual([]);
    expect(readReceipt(lab, receipt.run)).toEqual(receipt);
  });

  it("keeps its numbers through rotation of files that are held open", async () => {
    const receipt = await labTraffic(lab, { profile: "rotation", rate: 2000, seconds: 1 });
    expect(windowsFiles(lab).filter((f) => f.startsWith("access-"))).toHaveLength(4);
    const counts = countSequences(await sharedFolder(), receipt);
    expect(counts.map((c) => [c.lost, c.duplicates])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it("counts what is lost when nobody listens", async () => {
    await labMust(lab, "ocean", ["sh", "-c", "systemctl stop rsyslog.service syslog.socket"]);
    const receipt = await labTraffic(lab, { profile: "syslog", rate: 40, seconds: 1 });
    const errors = receipt.streams.map((s) => s.error !== undefined);
    expect(errors).toEqual(receipt.streams.map((s) => s.to.startsWith("tcp")));
    const counts = countSequences(await everything(), receipt);
    expect(counts.map((c) => c.lost)).toEqual(receipt.streams.map((s) => s.sent));
  });
});

async function everything(): Promise<string[]> {
  const text = await Promise.all([
    ...["ocean", "dns01"].map((host) =>
      labMust(lab, host, [
        "journalctl",
        "-q",
        "-o",
        "cat",
        "SYSLOG_IDENTIFIER=lab-system",
        "+",
        "SYSLOG_IDENTIFIER=dnsmasq",
        "+",
        "CONTAINER_NAME=traffic-scoring",
      ]),
    ),
    ...["node005", "node006"].map((host) => labMust(lab, host, ["sh", "-c", "cat /var/log/app/*.log"])),
    labExec(lab, "ocean", ["cat", "/var/log/devices.log"]).then((ran) => ran.stdout),
  ]);
  return [...text.flatMap((t) => t.split("\n")), ...(await sharedFolder())];
}

async function sharedFolder(): Promise<string[]> {
  const dir = windowsSide(lab);
  return windowsFiles(lab).flatMap((file) => readFileSync(join(dir, file), "utf8").split("\n"));
}
