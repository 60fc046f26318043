import { ports } from "@logstead/base";
import { devicesOf, kindOf, type SourceKind, sourceKinds } from "@logstead/sources";
import { setAt, setHere } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import { type Role, roles } from "../schema/host.ts";
import type { SiteHost } from "../site/types.ts";
import type { Check, Draft, Report } from "./context.ts";

type Having = (role: Role) => SiteHost[];

/** Roles: each service runs on one host, and what others rely on exists. */
export const checkRoles: Check = (draft, report) => {
  const having: Having = (role) =>
    [...draft.hosts.values()].filter((host) => host.settings.roles.includes(role));
  // The roles of an unreadable host are unknown: "nobody has the role" would be a guess.
  const complete = draft.names("hosts").length === draft.hosts.size;
  const readable =
    typeof (draft.merged.data.hosts ?? {}) === "object" && !Array.isArray(draft.merged.data.hosts);
  if (readable && draft.names("hosts").length === 0 && !draft.k8s.enabled)
    report.add("no-hosts", ["hosts"], "the inventory has no host", {
      want: "at least one host",
      fix: setAt(["hosts", "ocean"], { address: "192.168.1.143", roles: ["agent", "loki"] }),
    });
  if (complete && draft.hosts.size > 0) {
    checkLoki(draft, report, having("loki"));
    checkRoutes(draft, report, having);
    checkDevices(draft, report);
  }
  checkUnique(draft, report, having);
  for (const host of having("gateway")) {
    if (host.settings.platform !== "linux") continue;
    const { path, layer } = report.nearest(host, ["platform"], ["roles"]);
    report.add("gateway-platform", path, `${host.name} has the role gateway but is plain Linux`, {
      got: "platform: linux",
      want: "platform wsl2 (or windows)",
      fix: setAt([...layer, "platform"], "wsl2"),
    });
  }
};

/** The fix that adds a role to a host's roles. */
const addRole = (host: SiteHost, role: Role) =>
  setAt(["hosts", host.name, "roles"], [...host.settings.roles, role]);
const firstOf = (draft: Draft) => [...draft.hosts.values()][0] as SiteHost;

function checkLoki(draft: Draft, report: Report, hosts: SiteHost[]): void {
  for (const host of hosts) checkParts(draft, report, host);
  if (hosts.length > 0 || draft.loki.url || draft.k8s.enabled) return;
  report.add("no-loki", ["hosts"], "no host has the role loki, and loki.url names none", {
    want: "one host with role loki, a loki.url, or a cluster",
    fix: addRole(firstOf(draft), "loki"),
  });
}

/** Loki's scalable mode needs nginx to distribute requests, and a ring. */
function checkParts({ loki }: Draft, report: Report, host: SiteHost): void {
  if (loki.mode === "single") return;
  if (!host.settings.roles.includes("nginx"))
    report.add(
      "scalable-needs-nginx",
      ["loki", "mode"],
      `the parts of Loki on ${host.name} need nginx in front, which gives each request to the right one`,
      { got: "mode: scalable", want: `role nginx on ${host.name}`, fix: addRole(host, "nginx") },
    );
  if (loki.ring.store === "inmemory" && loki.replicationFactor === 1)
    report.add(
      "scalable-needs-ring",
      ["loki", "mode"],
      `the parts of Loki must find each other, and the ring is in the memory of one process: ${report.where(["loki", "ring", "store"])}`,
      {
        got: "mode: scalable, ring.store: inmemory",
        want: "ring.store memberlist, etcd or consul",
        fix: setAt(["loki", "ring", "store"], "memberlist"),
      },
    );
  if (loki.replicationFactor > 1 && loki.ring.members.length === 0)
    report.add(
      "replication-needs-members",
      ["loki", "replicationFactor"],
      `${host.name} writes one copy; the others need further machines, and no ring.members are named`,
      {
        got: `replicationFactor: ${loki.replicationFactor}`,
        want: "replicationFactor 1, or ring.members",
        fix: setAt(["loki", "replicationFactor"], 1),
      },
    );
}

/** The receivers of alerts must exist, for the routes that were asked for. */
function checkRoutes(draft: Draft, report: Report, having: Having): void {
  const { alertmanagerUrl } = draft.alerting;
  const routes: readonly string[] = draft.alerting.routes ?? [];
  const services = [
    ["n8n", draft.n8n.url, ["n8n", "url"], ports.n8n],
    ["grafana", draft.grafana.url, ["grafana", "url"], 3000],
    ["alertmanager", alertmanagerUrl, ["alerting", "alertmanagerUrl"], ports.alertmanager],
  ] as const;
  for (const [role, url, setting, port] of services) {
    const at = routes.indexOf(role);
    if (at === -1 || url || having(role).length > 0) continue;
    report.add(
      "no-such-service",
      ["alerting", "routes", at],
      `no host has the role ${role}, and ${setting.join(".")} names no address`,
      {
        got: role,
        want: `a host with role ${role}, or ${setting.join(".")}`,
        fix: setAt(
          setting,
          `http://192.168.1.143:${port}`,
          `where it runs; or add ${role} to the roles of a host`,
        ),
      },
    );
  }
}

function checkDevices(draft: Draft, report: Report): void {
  const received = [...draft.hosts.values()].flatMap((host) =>
    host.derived.sources.flatMap(({ source }) => kindOf(source).devices?.formats ?? []),
  );
  const having = [...draft.hosts.values()].find((host) => host.settings.roles.includes("loki"));
  const host = having ?? firstOf(draft);
  for (const kind of sourceKinds) {
    const sending = devicesOf(kind, draft.devices);
    for (const [name, { protocol }] of sending) checkProtocol(report, kind, name, protocol);
    const [device] = sending.find(([, { format }]) => !received.includes(format)) ?? [];
    if (!device) continue;
    const { type } = kind;
    const role = roles.find((one) => one === type);
    if (role)
      report.add("no-syslog-receiver", ["devices", device], `devices send ${type}, but no host receives it`, {
        want: `one host with role ${role}`,
        fix: addRole(host, role),
      });
    else
      report.add("no-receiver", ["devices", device], `${device} sends ${type}, but no host receives it`, {
        want: `a host with a source of type ${type}`,
        fix: setAt(["hosts", host?.name ?? "ocean", "sources", type], { type }),
      });
  }
}

function checkProtocol(report: Report, kind: SourceKind, device: string, protocol: "udp" | "tcp"): void {
  const { protocols = [], formats = [] } = kind.devices ?? {};
  const [only] = protocols;
  if (protocols.includes(protocol) || !only) return;
  const at = ["devices", device, "protocol"];
  report.add("protocol-not-received", at, `${formats.join(", ")} is not received over ${protocol}`, {
    got: protocol,
    want: protocols.join(" or "),
    fix: setHere(at, only),
  });
}

function checkUnique(draft: Draft, report: Report, having: Having): void {
  for (const role of ["loki", "detector", "grafana", "n8n", "alertmanager", "syslog"] as const) {
    if (role === "loki" && draft.loki.mode === "scalable") continue;
    const [first, ...others] = having(role) as [SiteHost, ...SiteHost[]];
    for (const host of others) {
      const [path, there] = [report.at(host, ["roles"]), report.at(first, ["roles"])];
      const shared = String(path) === String(there);
      report.add(
        "role-twice",
        path,
        shared
          ? `the role '${role}' goes to ${first.name} and to ${host.name} by ${path.slice(0, 2).join(".")}`
          : `the role '${role}' is also that of ${report.where(there)}`,
        {
          got: `${first.name} and ${host.name}`,
          want: `one host with role ${role}`,
          fix: shared ? `Please move ${role} to the roles of one of them` : keepRoles(path, host, role),
        },
      );
    }
  }
}

const keepRoles = (path: Path, host: SiteHost, role: Role) =>
  setAt(
    path,
    host.settings.roles.filter((other) => other !== role),
  );
