import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { cacheDir, ProblemError, problem, withLock, writeFileAtomic } from "@logstead/base";
import { type AptSetup, aptSetup, suite } from "./debian.ts";
import { packageProxy, proxyHost } from "./package-proxy.ts";
import { must } from "./run.ts";
import { withoutLab } from "./without.ts";

/** Raised when what is done to the base changes in a way its inputs do not show. */
const version = 1;

const packages = [
  ...["systemd", "systemd-sysv", "dbus", "libpam-systemd", "openssh-server", "sudo", "rsyslog", "cron"],
  ...["python3", "python3-apt", "iproute2", "iputils-ping", "logrotate", "curl", "ca-certificates", "gnupg"],
  ...["procps", "tzdata", "locales", "kmod", "acl"],
];

/** What a host with a container engine has on top; `busybox-static` is the stuff of small images. */
const enginePackages = [
  ...["podman", "runc", "netavark", "aardvark-dns", "iptables", "podman-compose", "busybox-static"],
];

export interface BaseImage {
  key: string;
  /** The read-only root of every host. */
  root: string;
  /** What a container engine adds, as an overlay layer above `root`. */
  engine: string;
  sources: AptSetup["sources"];
}

export const packageCache = () => cacheDir("lab", "packages");

/** The base is keyed by all that goes into it: the same key is the same system. */
function keyOf(setup: AptSetup): string {
  const inputs = JSON.stringify([version, suite, packages, enginePackages, setup]);
  return createHash("sha256").update(inputs).digest("hex").slice(0, 16);
}

/** The key of the base that this machine would build or has built. */
export const baseKey = () => (ownKey ??= aptSetup().then(keyOf));

let ownKey: Promise<string> | undefined;

export async function ensureBase(
  onProgress: (text: string) => void = () => {},
  setup?: AptSetup,
): Promise<BaseImage> {
  const apt = setup ?? (await aptSetup());
  const key = keyOf(apt);
  const dir = cacheDir("lab", "base", key);
  const image = { key, root: join(dir, "root"), engine: join(dir, "engine/upper"), sources: apt.sources };
  if (existsSync(image.engine)) return image;
  await withLock(
    `lab-base-${dir}`,
    async () => {
      // whoever held the lock may have been killed: what it was building is of no use to anybody
      if (existsSync(dir))
        for (const name of readdirSync(dir)) {
          if (name.endsWith(".new")) rmSync(join(dir, name), { recursive: true, force: true });
        }
      mkdirSync(dir, { recursive: true });
      await throughProxy(apt, async (proxy) => {
        if (!existsSync(image.root)) {
          onProgress("building the Debian base (about 30 s, once)");
          await whole(image.root, (target) => buildRoot(target, apt, proxy));
        }
        if (!existsSync(image.engine)) {
          onProgress("building the container engine's layer (about 15 s, once)");
          await whole(join(dir, "engine"), (target) => buildEngine(target, image.root, proxy));
        }
      }).catch((error: Error) => {
        throw notBuilt(error, apt);
      });
      writeFileAtomic(join(dir, "base.json"), JSON.stringify({ ...apt, packages, enginePackages }, null, 2));
    },
    { onWait: (owner) => onProgress(`waiting for the base that ${owner} builds`) },
  );
  return image;
}

function notBuilt(error: Error, apt: AptSetup): ProblemError {
  return new ProblemError(
    problem("lab-base", "the hosts' base could not be built; nothing was kept of it", {
      path: apt.sources.map((s) => `${s.uri} ${s.suite}`).join(", "),
      got: error.message,
      want: "package sources that answer, and room in the cache",
      fix: `apt-get update   # does this machine reach its sources?\n${withoutLab}`,
    }),
  );
}

async function whole(target: string, build: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${target}.${process.pid}.new`;
  try {
    await build(temporary);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function throughProxy(apt: AptSetup, work: (url: string) => Promise<void>): Promise<void> {
  const { server } = packageProxy(apt.sources, packageCache());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

// mounts and processes of the build live in namespaces of its own, which end with it, and it ends with us
const contained = [
  "--pdeathsig=KILL",
  "unshare",
  "--mount",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
];

async function buildRoot(target: string, apt: AptSetup, proxy: string): Promise<void> {
  const lines = apt.sources.map(
    (s, i) => `deb http://${proxyHost}/${i} ${s.suite} ${s.components.join(" ")}`,
  );
  const options = Object.entries(apt.options).map(([name, value]) => `${name} "${value}";`);
  await must("setpriv", [
    ...[...contained, "mmdebstrap", "--quiet", "--mode=root", "--variant=minbase"],
    `--include=${packages.join(",")}`,
    `--aptopt=Acquire::http::Proxy "${proxy}";`,
    ...options.map((option) => `--aptopt=${option}`),
    ...[suite, target, ...lines],
  ]);
  const file = (path: string, text: string) => writeFileSync(join(target, path), text);
  rmSync(join(target, "etc/apt/apt.conf.d/99mmdebstrap"), { force: true });
  file("etc/apt/apt.conf.d/00lab", `${options.join("\n")}\n`);
  // an identity belongs to one host; systemd makes a machine id where the file is empty
  for (const name of readdirSync(join(target, "etc/ssh")))
    if (name.startsWith("ssh_host_")) rmSync(join(target, "etc/ssh", name));
  file("etc/machine-id", "");
  rmSync(join(target, "var/lib/dbus/machine-id"), { force: true });
  file("etc/resolv.conf", "");
  await must("sh", ["-ec", rootFinish, "sh", target]);
}

const rootFinish = `
chroot "$1" systemctl -q enable systemd-networkd ssh rsyslog
chroot "$1" systemctl -q mask systemd-networkd-wait-online.service getty.target console-getty.service \\
  apt-daily.timer apt-daily-upgrade.timer
mkdir -p "$1/var/lib/apt/lists/partial"
# else Ansible's cache_valid_time takes the emptied lists for fresh ones
touch -d @0 "$1/var/lib/apt/lists"`;

/** Installs into an overlay above the root; only what that adds is kept. */
async function buildEngine(target: string, root: string, proxy: string): Promise<void> {
  for (const part of ["upper", "work", "merged"]) mkdirSync(join(target, part), { recursive: true });
  await must("setpriv", [
    ...[...contained, "sh", "-ec", engineInstall, "sh", target, root, proxy, ...enginePackages],
  ]);
  // runc because crun's setrlimit needs a capability that a lab host lacks; there is no pids controller
  mkdirSync(join(target, "upper/etc/containers"), { recursive: true });
  writeFileSync(
    join(target, "upper/etc/containers/containers.conf"),
    '[containers]\npids_limit = 0\n[engine]\nruntime = "runc"\n',
  );
  for (const part of ["work", "merged"]) rmSync(join(target, part), { recursive: true, force: true });
}

const engineInstall = `
new=$1 root=$2 proxy=$3; shift 3
mount -t overlay lab-build -o "lowerdir=$root,upperdir=$new/upper,workdir=$new/work" "$new/merged"
mount -t proc proc "$new/merged/proc"
mount --rbind /dev "$new/merged/dev"
printf '#!/bin/sh\\nexit 101\\n' >"$new/merged/usr/sbin/policy-rc.d"
chmod +x "$new/merged/usr/sbin/policy-rc.d"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
apt() { chroot "$new/merged" apt-get -qq -o "Acquire::http::Proxy=$proxy" "$@" </dev/null; }
apt update
apt install -y --no-install-recommends "$@"
apt clean
rm -rf "$new/merged/usr/sbin/policy-rc.d" "$new/merged"/var/lib/apt/lists/*
mkdir -p "$new/merged/var/lib/apt/lists/partial"
touch -d @0 "$new/merged/var/lib/apt/lists"`;

/** Whether some base is built: enough to know how much room is needed, and asks apt nothing. */
export function baseIsBuilt(): boolean {
  const dir = cacheDir("lab", "base");
  return existsSync(dir) && readdirSync(dir).some((key) => existsSync(join(dir, key, "engine")));
}
