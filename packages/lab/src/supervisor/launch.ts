import type { LabConfig } from "../config.ts";
import { n8nBinds } from "../n8n.ts";
import { bridge } from "../network.ts";
import { hostPaths, type LabPaths } from "../paths.ts";
import type { LabHost } from "../plan.ts";

/**
 * One boot of one host, in mount and network namespaces: the overlay is mounted where only this host
 * sees it and goes with it. `/run` is hidden because nspawn keeps locks and sockets there.
 */
const script = `
echo 0 >"$CGROUP/cgroup.procs"
mount -t tmpfs -o mode=0755 lab /run
mount -t overlay lab -o "lowerdir=$LOWER,upperdir=$UPPER,workdir=$WORK" "$ROOT"
exec "$@"`;

interface Launch {
  program: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

export function launch(lab: LabPaths, config: LabConfig, host: LabHost, cgroup: string): Launch {
  const paths = hostPaths(lab, host.name);
  const { base } = config;
  const containers = host.roles.includes("containers");
  const nspawn = [
    ...["systemd-nspawn", "--quiet", "--boot", `--directory=${paths.root}`, `--machine=${host.name}`],
    ...["--register=no", "--keep-unit", `--network-bridge=${bridge}`, "--console=read-only"],
    ...["--resolv-conf=off", "--timezone=off"],
    // for runc, and for the device filter and IPAddressDeny= of systemd units
    ...["--system-call-filter=@keyring", "--system-call-filter=bpf"],
  ];
  if (containers)
    for (const store of ["containers", "docker"])
      nspawn.push(`--bind=${paths.stores}/${store}:/var/lib/${store}`);
  if (host.roles.includes("windows-folder")) nspawn.push(`--bind=${paths.windows.view}:${windowsFolder}`);
  const n8n = config.n8n && host.roles.includes("n8n") ? n8nBinds(config.n8n) : [];
  for (const { from, to, readOnly } of [...n8n, ...(config.binds[host.name] ?? [])])
    nspawn.push(`--bind${readOnly ? "-ro" : ""}=${from}:${to}`);
  return {
    program: "nsenter",
    args: [`--net=${lab.net}`, "unshare", "--mount", "sh", "-ec", script, "sh", ...nspawn],
    env: {
      PATH: process.env.PATH,
      // the host manages a cgroup of its own, in the unified hierarchy also where the old ones are there
      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1",
      CGROUP: cgroup,
      LOWER: [...(containers ? [base.engine] : []), base.root].join(":"),
      UPPER: paths.upper,
      WORK: paths.work,
      ROOT: paths.root,
    },
  };
}

export const windowsFolder = "/mnt/f/flatnet/logs";
