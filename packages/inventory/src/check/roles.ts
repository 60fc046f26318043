import type { Role } from "../schema/host.ts";
import type { SiteHost } from "../site/types.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Who does what: each service has one place, and what others rely on exists. */
export const checkRoles: Check = (draft, report) => {
  const having = (role: Role) =>
    [...draft.hosts.values()].filter((host) => host.settings.roles.includes(role));
  // While a host is unreadable, its roles are unknown: "nobody has the role" would be a guess.
  const complete = draft.names("hosts").length === draft.hosts.size;
  if (draft.names("hosts").length === 0 && !draft.k8s.enabled)
    report.add("no-hosts", ["hosts"], "the inventory has no host", {
      want: "at least one host",
      fix: "Please set:\nhosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki]}",
    });
  const loki = having("loki");
  if (complete && draft.hosts.size > 0) {
    checkLoki(draft, report, loki);
    checkServices(draft, report, having);
  }
  for (const role of ["loki", "detector", "grafana", "n8n", "alertmanager", "syslog"] as const)
    for (const host of having(role).slice(1)) {
      if (role === "loki" && draft.loki.mode === "scalable") continue;
      const first = having(role)[0] as SiteHost;
      report.add(
        "role-twice",
        report.at(host, ["roles"]),
        `the role '${role}' is also that of ${report.where(report.at(first, ["roles"]))}`,
        {
          got: `${first.name} and ${host.name}`,
          want: `one host with role ${role}`,
          fix: `Please remove ${role} from the roles of one of them`,
        },
      );
    }
  for (const host of having("gateway"))
    if (host.settings.platform === "linux")
      report.add(
        "gateway-platform",
        report.at(host, ["roles"]),
        `${host.name} has the role gateway but is plain Linux`,
        {
          got: "platform: linux",
          want: "platform wsl2 (or windows)",
          fix: `Please set: platform: wsl2`,
        },
      );
};

function checkLoki(draft: Draft, report: Report, hosts: SiteHost[]): void {
  if (hosts.length > 0 || draft.loki.url || draft.k8s.enabled) return;
  report.add("no-loki", ["hosts"], "no host has the role loki, and loki.url names none", {
    want: "one host with role loki, a loki.url, or a cluster",
    fix: `Please set:\nhosts:\n  ${[...draft.hosts.keys()][0] ?? "ocean"}: {roles: [agent, loki]}`,
  });
}

function checkServices(draft: Draft, report: Report, having: (role: Role) => SiteHost[]): void {
  const { routes = [], alertmanagerUrl } = draft.alerting;
  const missing = (role: Role, path: (string | number)[], url: string) =>
    report.add("no-such-service", path, `nobody has the role ${role}, and ${url} names no address`, {
      want: `a host with role ${role}, or ${url}`,
      fix: `Please set: ${url}: http://192.168.1.143, or add ${role} to a host's roles`,
    });
  const at = (route: (typeof routes)[number]) => ["alerting", "routes", routes.indexOf(route)];
  if (routes.includes("n8n") && having("n8n").length === 0 && !draft.n8n.url)
    missing("n8n", at("n8n"), "n8n.url");
  if (routes.includes("grafana") && having("grafana").length === 0 && !draft.grafana.url)
    missing("grafana", at("grafana"), "grafana.url");
  if (routes.includes("alertmanager") && having("alertmanager").length === 0 && !alertmanagerUrl)
    missing("alertmanager", at("alertmanager"), "alerting.alertmanagerUrl");
  const [device] = Object.keys(draft.devices);
  const receives = [...draft.hosts.values()].some((host) =>
    host.derived.sources.some(({ source }) => source.type === "syslog"),
  );
  if (device && !receives)
    report.add("no-syslog-receiver", ["devices", device], "devices send syslog, but no host receives it", {
      want: "one host with role syslog",
      fix: `Please set:\nhosts:\n  ${[...draft.hosts.keys()][0]}: {roles: [agent, loki, syslog]}`,
    });
}
