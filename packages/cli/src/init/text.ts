import { stringify } from "yaml";
import type { Answers, HostAnswer } from "./answers.ts";

/** A value as YAML needs it written: quoted where it would be read as something else. */
const scalar = (value: string) => stringify(value, { lineWidth: 0 }).trimEnd();

/** The new inventory as a person would have written it: small, commented, nothing that is a default. */
export function inventoryText(answers: Answers, schema: string, recipients: string[]): string {
  const { name, timezone, collector, hosts, devices, gateway } = answers;
  const parts = [
    `# yaml-language-server: $schema=${schema}
# The site ${name}. Every setting there is: docs/inventory.md; what follows from these: ./logstead inventory show
site:
  name: ${scalar(name)}
  timezone: ${scalar(timezone)} # of lines that name none`,
    secrets(answers, recipients),
    `defaults:
  collector: ${collector} # ${collector === "promtail" ? "or alloy, its successor: same labels, same counts" : "or promtail"}`,
    `hosts:\n${[...hosts.map(hostText), ...(gateway ? [gatewayText(gateway)] : [])].join("\n")}`,
  ];
  if (devices.length > 0)
    parts.push(
      `devices: # what cannot run a collector and sends syslog\n${devices
        .map((d) => `  ${scalar(d.name)}: { address: ${scalar(d.address)}, protocol: ${scalar(d.protocol)} }`)
        .join("\n")}`,
    );
  return `${parts.join("\n\n")}\n`;
}

function secrets({ name, store }: Answers, recipients: string[]): string {
  if (store === "state") return "secrets:\n  store: state # made at first use, outside the clone";
  const keys = recipients.map((key) => `\n    - ${key}`).join("");
  const list = keys === "" ? "" : `\n  recipients: # the age public keys of all who may read them${keys}`;
  return `secrets:
  store: sops # ${name}.secrets.yaml beside this file; \`./logstead secrets set NAME --env ${name}\` adds one${list}`;
}

function hostText({ name, address, roles }: HostAnswer): string {
  const plain = roles.length === 1 && roles[0] === "agent";
  return [
    `  ${scalar(name)}:`,
    `    address: ${scalar(address)}`,
    ...(plain ? [] : [`    roles: [${roles.map(scalar).join(", ")}]`]),
  ].join("\n");
}

const gatewayText = ({ name, address }: { name: string; address: string }) =>
  `  ${scalar(name)}: # WSL2 on the Windows machine that runs the proxy
    address: ${scalar(address)}
    roles: [agent, gateway]
    platform: wsl2`;
