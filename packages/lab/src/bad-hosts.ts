import { readFileSync, writeFileSync } from "node:fs";
import { type Lab, openLab } from "./config.ts";
import { labDown } from "./down.ts";
import { until } from "./run.ts";
import { labExec, labMust } from "./ssh.ts";
import { labUp } from "./start.ts";

/**
 * Meanwhile dns01 lets no connection in, node005 has another host key than the known one, node006 lets nobody
 * become root and gateway has no room for logs; ocean is well. Afterwards all are as they were.
 */
export async function withBadHosts<T>(lab: Lab, work: () => Promise<T>): Promise<T> {
  const on = (host: string, script: string) => labMust(openLab(lab.name), host, ["sh", "-c", script]);
  // a connection that an earlier run has left open would not ask for the host's key again
  const ended = "/run/connections-ended";
  await on("node005", `systemd-run -q sh -c 'sleep 1; pkill -x sshd; systemctl restart ssh; touch ${ended}'`);
  const isEnded = async () => (await labExec(lab, "node005", ["rm", ended])).code === 0 || undefined;
  await until(isEnded, 20_000);
  const known = readFileSync(lab.knownHosts, "utf8");
  const another = /^dns01,\S+ (.*)$/m.exec(known)?.[1];
  // connections that are open end too, this one among them
  await on("dns01", "systemd-run -q sh -c 'sleep 1; systemctl stop ssh; pkill -x sshd'");
  await until(async () => (await labExec(lab, "dns01", ["true"])).code !== 0 || undefined, 20_000);
  // root is not to be had there afterwards: what gives it back waits for a file that anybody may make
  const back =
    "until [ -e /tmp/root-again ]; do sleep 0.2; done; mv /root/logstead /etc/sudoers.d; rm /tmp/root-again";
  await on("node006", `systemd-run -q sh -c '${back}'; mv /etc/sudoers.d/logstead /root`);
  await on("gateway", "mount -t tmpfs -o size=20m none /var/log");
  writeFileSync(lab.knownHosts, known.replace(/^(node005,\S+) .*$/m, `$1 ${another}`));
  try {
    return await work();
  } finally {
    writeFileSync(lab.knownHosts, known);
    await labMust(lab, "node006", ["touch", "/tmp/root-again"], { as: "login" });
    await until(async () => (await labExec(lab, "node006", ["true"])).code === 0 || undefined, 20_000);
    await on("gateway", "umount /var/log");
    await labDown({ name: lab.name, hosts: ["dns01"] });
    await labUp(lab.started.plan, { name: lab.name });
  }
}
