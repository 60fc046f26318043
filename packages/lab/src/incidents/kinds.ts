import { join } from "node:path";
import { run } from "@logstead/base/process";
import type { Lab } from "../config.ts";
import { inNetwork } from "../network.ts";
import { hostOf } from "../plan.ts";
import { atConsole, type LabService, replaceScript } from "./services.ts";

export const incidentKinds = [
  "failing-logins",
  "crash-loop",
  "full-disk",
  "silent-service",
  "upgrade",
] as const;
export type LabIncidentKind = (typeof incidentKinds)[number];

/** A real incident on a real host, and the service it happens to. */
export interface LabIncident {
  kind: LabIncidentKind;
  /** What a person would say has happened. */
  what: string;
  host: string;
  /** What ran there in peace before; nothing for what sshd itself says. */
  services: LabService[];
  /** Whether an alert with these texts is about it. */
  isOf: RegExp;
  make(lab: Lab): Promise<unknown>;
  /** Takes back what `make` did, as far as the services' removal does not. */
  end(lab: Lab): Promise<unknown>;
}

/**
 * The incidents of a run. Its name, four letters, is part of units and accounts, so that what an earlier run taught
 * the detector or told people is of others.
 */
export function labIncidents(run: string): LabIncident[] {
  return [failingLogins(run), crashLoop(run), fullDisk(run), silentService(run), upgrade(run)];
}

const service = (host: string, name: string, description: string, script: string): LabService => ({
  host,
  unit: `${name}.service`,
  description,
  script: script.trimStart(),
});

const none = async () => {};

/** Where people log in, and where somebody guesses passwords. */
export const loginHost = "node005";

function failingLogins(run: string): LabIncident {
  const host = loginHost;
  return {
    ...{ kind: "failing-logins", what: "failing SSH logins", host, services: [], end: none },
    isOf: new RegExp(`invalid user \\w*${run}|failed password|authentication`, "i"),
    make: (lab) => guessPasswords(lab, host, `admin${run}`),
  };
}

/** Six wrong passwords in each of four connections, as MaxAuthTries lets through. */
async function guessPasswords(lab: Lab, host: string, user: string): Promise<void> {
  const { address } = hostOf(lab.started.plan, host);
  const [program = "", ...inside] = inNetwork(lab);
  const options = {
    ...{ UserKnownHostsFile: lab.knownHosts, GlobalKnownHostsFile: "/dev/null", LogLevel: "QUIET" },
    ...{ PreferredAuthentications: "password", PubkeyAuthentication: "no", NumberOfPasswordPrompts: "6" },
  };
  const args = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const env = {
    PATH: process.env.PATH,
    SSH_ASKPASS: join(import.meta.dirname, "wrong-password.sh"),
    SSH_ASKPASS_REQUIRE: "force",
  };
  const one = () =>
    run(program, [...inside, "ssh", "-F", "none", "-T", ...args, `${user}@${address}`, "true"], {
      env,
      timeoutMs: 90_000,
    });
  await Promise.all(Array.from({ length: 4 }, one));
}

function crashLoop(run: string): LabIncident {
  const host = "dns01";
  const file = `/run/logstead-lab/zones-${run}`;
  const zones = service(
    host,
    `lab-zones-${run}`,
    "Zone transfers of the lab",
    `
test -e ${file}.broken && exit 1
n=0
while sleep 3; do
  n=$((n + 1))
  case $((n % 4)) in
    0) echo "zone lab.internal is current, serial 2026112$((n % 7))" ;;
    *) echo "answered $((40 + n % 17)) queries in $((1 + n % 5)) ms" ;;
  esac
done
`,
  );
  return {
    ...{ kind: "crash-loop", what: "unit in a crash loop", host, services: [zones] },
    isOf: new RegExp(`zones-${run}`),
    make: (lab) => atConsole(lab, host, `touch ${file}.broken; systemctl restart --no-block ${zones.unit}`),
    end: (lab) => atConsole(lab, host, `rm -f ${file}.broken`),
  };
}

/** Another unit of the same host that cannot start: what a mark on the first one is about too. */
export function secondCrash(run: string): LabService {
  return service("dns01", `lab-mirror-${run}`, "Mirror of the lab", "exit 1\n");
}

function fullDisk(run: string): LabIncident {
  const host = "node006";
  const disk = `/run/logstead-lab/records-${run}`;
  const records = service(
    host,
    `lab-records-${run}`,
    "Records of the lab",
    `
mkdir -p ${disk}
mountpoint -q ${disk} || mount -t tmpfs -o size=4m tmpfs ${disk}
n=0
while sleep 3; do
  n=$((n + 1))
  if dd if=/dev/zero of=${disk}/batch bs=64k count=16 status=none; then
    echo "stored batch of $((60 + n % 9)) records in $((4 + n % 6)) ms"
  fi
  rm -f ${disk}/batch
done
`,
  );
  return {
    ...{ kind: "full-disk", what: "filling disk", host, services: [records] },
    isOf: new RegExp(`records-${run}|no space left`, "i"),
    make: (lab) =>
      atConsole(lab, host, `dd if=/dev/zero of=${disk}/grows bs=64k status=none 2>/dev/null || true`),
    end: (lab) => atConsole(lab, host, `umount -l ${disk} 2>/dev/null || true; rmdir ${disk} || true`),
  };
}

function silentService(run: string): LabIncident {
  const host = "gateway";
  const tunnel = service(
    host,
    `lab-tunnel-${run}`,
    "Tunnel of the lab",
    `
n=0
while :; do
  n=$((n + 1))
  echo "tunnel is alive, $((2 + n % 3)) peers"
  sleep 30
done
`,
  );
  return {
    ...{ kind: "silent-service", what: "service that stops logging", host, services: [tunnel] },
    isOf: new RegExp(`tunnel-${run}|tunnel is alive`),
    // It hangs: for systemd it runs as before.
    make: (lab) => atConsole(lab, host, `systemctl kill --signal=STOP ${tunnel.unit}`),
    end: none,
  };
}

function upgrade(run: string): LabIncident {
  const host = "ocean";
  const catalog = service(
    host,
    `lab-catalog-${run}`,
    "Catalogue of the lab",
    `
n=0
while sleep 3; do
  n=$((n + 1))
  case $((n % 5)) in
    0) echo "refreshed $((12 + n % 9)) prices" ;;
    1) echo "cache hit for item $((100 + n % 400))" ;;
    *) echo "GET /items/$((100 + n % 400)) 200 in $((3 + n % 20)) ms" ;;
  esac
done
`,
  );
  const next = `
echo "catalogue release candidate is starting with 4 workers"
echo "opening the product index at generation 12"
echo "upgraded index layout, 812 entries rewritten"
echo "worker pool ready after 41 ms"
echo "subscribed to supplier announcements"
echo "serving requests over the new router"
n=0
while sleep 3; do
  n=$((n + 1))
  echo "route=item-view outcome=ok item=$((100 + n % 400)) took=$((3 + n % 20))ms"
done
`;
  return {
    ...{ kind: "upgrade", what: "other lines after an upgrade", host, services: [catalog], end: none },
    isOf: new RegExp(`catalog-${run}`),
    make: (lab) => replaceScript(lab, catalog, next.trimStart()),
  };
}
