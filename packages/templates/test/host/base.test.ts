import { describe, expect, it } from "vitest";
import { siteTree } from "../../src/index.ts";
import { siteWith } from "../site/sites.ts";

function filesOf(host: string) {
  const result = siteTree(
    siteWith(
      `hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}\n  dns01: ${host}\nloki: {transport: plain}\n`,
    ),
  );
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return (path: string) => result.tree.files.get(`hosts/dns01${path}`)?.content;
}
const host = (more: string) => filesOf(`{address: 192.168.1.10, ${more}}`);

describe("[RET-16] APT's cache", () => {
  const path = "/etc/apt/apt.conf.d/52logstead";

  it("is emptied unless the inventory says otherwise", () => {
    expect(host("platform: linux")(path)).toContain('APT::Periodic::CleanInterval "7";');
    expect(host("baseLogging: {aptCacheCleanup: false}")(path)).toBeUndefined();
  });
});

describe("[BLG-05] Podman's log driver", () => {
  const path = "/etc/containers/containers.conf.d/50-logstead.conf";

  it.each([
    ["journald", "journald"],
    ["podmanFiles", "k8s-file"],
  ])("for containerLogs %s is %s", (containerLogs, driver) => {
    const file = host(`containerEngine: podman, containerLogs: ${containerLogs}`)(path);
    expect(file).toContain(`[containers]\nlog_driver = "${driver}"\n`);
  });

  it("is left alone where no container is read, and where there is no Podman", () => {
    expect(host("containerEngine: podman")(path)).toBeUndefined();
    expect(host("containerEngine: docker, containerLogs: journald")(path)).toBeUndefined();
  });
});

describe("[BLG-04] kernel settings and devices", () => {
  it("are the inventory's beside those that collectors need", () => {
    const file = host("system: {sysctl: {vm.swappiness: 10, fs.inotify.max_user_watches: 1000000}}");
    expect(file("/etc/sysctl.d/60-logstead.conf")?.split("\n").slice(1)).toEqual([
      "fs.inotify.max_user_instances = 1024",
      "fs.inotify.max_user_watches = 1000000",
      "vm.swappiness = 10",
      "",
    ]);
  });

  it("give a receiver of UDP room for bursts", () => {
    const file = host("roles: [agent, syslog]")("/etc/sysctl.d/60-logstead.conf");
    expect(file).toContain("net.core.rmem_max = 8388608");
  });

  it("write rules of udev only where there are some", () => {
    const rule = 'SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", SYMLINK+="meter"';
    expect(host(`system: {udev: ['${rule}']}`)("/etc/udev/rules.d/60-logstead.rules")).toContain(
      `\n${rule}\n`,
    );
    expect(host("platform: linux")("/etc/udev/rules.d/60-logstead.rules")).toBeUndefined();
  });
});
