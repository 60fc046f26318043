import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";

export interface HostAnswer {
  name: string;
  address: string;
  roles: string[];
}

export interface DeviceAnswer {
  name: string;
  address: string;
  protocol: string;
}

/** Everything that a new inventory is made from. */
export interface Answers {
  name: string;
  hosts: HostAnswer[];
  devices: DeviceAnswer[];
  gateway?: { name: string; address: string };
  collector: "promtail" | "alloy";
  timezone: string;
  store: "sops" | "state";
}

/** The flags as commander gives them. */
export interface InitFlags {
  name?: string;
  host?: string[];
  device?: string[];
  gateway?: string;
  collector?: Answers["collector"];
  timezone?: string;
  store?: Answers["store"];
  out?: string;
  force?: boolean;
  yes?: boolean;
}

export const localZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Flags as answers; every flag that cannot be read is named at once. */
export function fromFlags(flags: InitFlags): Partial<Answers> {
  const problems: Problem[] = [];
  const read = (flag: string, form: string, text: string) => {
    const parts = split(text);
    if (!parts)
      problems.push(
        problem("bad-flag", `--${flag} cannot be read`, { got: text, want: `--${flag} ${form}` }),
      );
    return parts ?? { name: "", address: "", rest: undefined };
  };
  const hosts = flags.host?.map((text) => {
    const { name, address, rest } = read("host", "ocean=192.168.1.143:agent,loki", text);
    return { name, address, roles: rest?.split(",").map((role) => role.trim()) ?? ["agent"] };
  });
  const devices = flags.device?.map((text) => {
    const { name, address, rest } = read("device", "switch=192.168.1.2:udp", text);
    return { name, address, protocol: rest ?? "udp" };
  });
  const gateway =
    flags.gateway === undefined ? undefined : read("gateway", "gateway=192.168.1.20", flags.gateway);
  const names = [...(hosts ?? []), ...(gateway ? [gateway] : [])].map((host) => host.name);
  for (const twice of new Set(names.filter((name, i) => name !== "" && names.indexOf(name) !== i)))
    problems.push(
      problem("bad-flag", "two hosts have one name", { got: twice, want: "a name of its own for each" }),
    );
  if (problems.length > 0) throw new ProblemError(problems, ExitCode.usage);
  return {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(hosts ? { hosts } : {}),
    ...(devices ? { devices } : {}),
    ...(gateway ? { gateway: { name: gateway.name, address: gateway.address } } : {}),
    ...(flags.collector ? { collector: flags.collector } : {}),
    ...(flags.timezone ? { timezone: flags.timezone } : {}),
    ...(flags.store ? { store: flags.store } : {}),
  };
}

/** `name=address:rest`; an IPv6 address before a rest stands in brackets. */
function split(text: string): { name: string; address: string; rest: string | undefined } | undefined {
  const bracketed = /^([^=]+)=\[([^\]]+)\](\/\d+)?(?::(.+))?$/.exec(text);
  if (bracketed) {
    const [, name = "", address = "", prefix = "", rest] = bracketed;
    return { name, address: address + prefix, rest };
  }
  const plain = /^([^=]+)=([0-9a-fA-F:]*::?[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:\/\d+)?|[^:]+)(?::(.+))?$/.exec(
    text,
  );
  if (!plain) return;
  const [, name = "", address = "", rest] = plain;
  return { name, address, rest };
}

/** What the flags of a run without a terminal must say. */
export function missing(answers: Partial<Answers>): string[] {
  return [
    ...(answers.name === undefined ? ["--name home"] : []),
    ...(answers.hosts === undefined && answers.gateway === undefined
      ? ["--host ocean=192.168.1.143:agent,loki"]
      : []),
  ];
}

export function complete(partial: Partial<Answers>): Answers {
  const { name = "", hosts = [], devices = [], gateway, ...rest } = partial;
  return {
    name,
    hosts: withServices(hosts, devices.length > 0),
    devices,
    ...(gateway ? { gateway } : {}),
    collector: rest.collector ?? "promtail",
    timezone: rest.timezone ?? localZone(),
    store: rest.store ?? "sops",
  };
}

/** One host must keep the logs, and one must receive syslog if anything sends it. */
function withServices(hosts: HostAnswer[], syslog: boolean): HostAnswer[] {
  const given = hosts.map((host) => ({ ...host, roles: [...host.roles] }));
  const having = (role: string) => given.find((host) => host.roles.includes(role));
  const main = having("loki") ?? given[0];
  if (!main) return given;
  const add = (role: string) => {
    if (!having(role)) main.roles.push(role);
  };
  if (!having("loki")) for (const role of ["loki", "detector"]) add(role);
  if (syslog) add("syslog");
  return given;
}
