import { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import { type Problem, ProblemError } from "@logstead/base";
import { roles as allRoles, loadText } from "@logstead/inventory";
import { type Answers, type DeviceAnswer, type HostAnswer, localZone } from "./answers.ts";

/** Thrown when a question is answered with Ctrl-C or Escape. */
export class GivenUp extends Error {}

const output = process.stderr;
// A serial console or a fresh pseudo-terminal says 0 by 0, and every letter would get a line of its own.
output.columns ||= 80;
output.rows ||= 24;

async function answered<T>(question: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await question;
  if (isCancel(answer)) throw new GivenUp();
  return answer as Exclude<T, symbol>;
}

/** Asks what the flags left open. */
export async function ask(given: Partial<Answers>): Promise<Partial<Answers>> {
  const name = given.name ?? (await askText("Name of the site", "home", nameProblem));
  const hosts = given.hosts ?? (given.gateway ? [] : await askHosts());
  const devices = given.devices ?? (given.hosts ? [] : await askDevices());
  const collector =
    given.collector ??
    (await answered(
      select({
        message: "What shall read the logs?",
        options: [
          { value: "promtail" as const, label: "Promtail", hint: "small; past its end of life" },
          { value: "alloy" as const, label: "Grafana Alloy", hint: "its successor" },
        ],
        output,
      }),
    ));
  const timezone = given.timezone ?? (await askText("Time zone of lines that name none", localZone()));
  return { ...given, name, hosts, devices, collector, timezone };
}

export const askOverwrite = (file: string) =>
  answered(
    confirm({ message: `${file} exists. Replace it? Its secrets are kept.`, initialValue: false, output }),
  );

type Check = (value: string) => string | undefined;

const askText = (message: string, initialValue: string, validate?: Check): Promise<string> =>
  answered(
    text({
      message,
      placeholder: initialValue,
      defaultValue: initialValue,
      output,
      validate: (value) => (value && validate ? validate(value) : undefined),
    }),
  );

async function askHosts(): Promise<HostAnswer[]> {
  const hosts: HostAnswer[] = [];
  do {
    const first = hosts.length === 0;
    const name = await askText(
      first ? "Name of the first host" : "Name of the host",
      first ? "ocean" : `host${hosts.length + 1}`,
      nameProblem,
    );
    const address = await askText(`Address of ${name}`, "192.168.1.143", addressProblem);
    const roles = await answered(
      multiselect({
        message: `Roles of ${name}`,
        options: allRoles.map((value) => ({ value, label: value })),
        initialValues: first ? (["agent", "loki", "detector"] as const).slice() : ["agent" as const],
        output,
      }),
    );
    hosts.push({ name, address, roles });
  } while (await answered(confirm({ message: "Another host?", initialValue: false, output })));
  return hosts;
}

async function askDevices(): Promise<DeviceAnswer[]> {
  const devices: DeviceAnswer[] = [];
  const more = (message: string) => answered(confirm({ message, initialValue: false, output }));
  while (
    await more(devices.length === 0 ? "Does a device send syslog (a switch, a printer)?" : "Another device?")
  ) {
    const name = await askText("Name of the device", "switch", nameProblem);
    devices.push({
      name,
      address: await askText(`Address of ${name}`, "192.168.1.2", addressProblem),
      protocol: "udp",
    });
  }
  return devices;
}

const nameProblem: Check = (value) =>
  problemAt(
    "hosts",
    `site: {name: x}\nhosts: {${JSON.stringify(value)}: {address: 192.0.2.1, roles: [agent, loki]}}`,
  );
const addressProblem: Check = (value) =>
  problemAt(
    "hosts",
    `site: {name: x}\nhosts: {x: {address: ${JSON.stringify(value)}, roles: [agent, loki]}}`,
  );

/** The inventory's own rules judge an answer, so that nothing is accepted here and refused at the end. */
function problemAt(section: string, yaml: string): string | undefined {
  const loaded = loadText(yaml);
  const found = loaded.ok ? undefined : loaded.problems.find((p: Problem) => p.path?.startsWith(section));
  return found && new ProblemError(found).problems.map((p) => `${p.message}: ${p.want ?? ""}`).join("; ");
}
