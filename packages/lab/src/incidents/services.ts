import { ProblemError, problem } from "@logstead/base";
import type { Lab } from "../config.ts";
import { labConsole } from "../enter.ts";

/** A small service of the lab: a shell script that writes lines into the journal. */
export interface LabService {
  host: string;
  unit: string;
  description: string;
  script: string;
}

const folder = "/run/logstead-lab";
const scriptOf = (unit: string) => `${folder}/${unit.replace(/\.service$/, "")}`;

/** Runs a script as root at a host's console: without SSH, whose lines would be part of what is measured. */
export async function atConsole(lab: Lab, host: string, script: string): Promise<string> {
  const ran = await labConsole(lab, host, ["sh", "-es"], { input: script, timeoutMs: 60_000 });
  if (ran.code === 0) return ran.stdout;
  throw new ProblemError(
    problem("lab-incident", `an incident could not be made on ${host}`, {
      path: script.trim().split("\n")[0] ?? "",
      got: `exit ${ran.code}: ${ran.stderr.trim().slice(-400)}`,
    }),
  );
}

/** Installs and starts services of one host; nothing of them outlives a reboot. */
export async function startServices(lab: Lab, host: string, services: readonly LabService[]): Promise<void> {
  const own = services.filter((service) => service.host === host);
  const files = own.flatMap(({ unit, description, script }) => [
    ...writing(scriptOf(unit), `#!/bin/sh\n${script}`),
    ...writing(`/run/systemd/system/${unit}`, unitFile(unit, description)),
    `chmod 755 ${scriptOf(unit)}`,
  ]);
  if (own.length === 0) return;
  const units = own.map(({ unit }) => unit).join(" ");
  await atConsole(
    lab,
    host,
    [`mkdir -p ${folder}`, ...files, ...reload, `systemctl start ${units}`].join("\n"),
  );
}

/** Takes them away again, whatever state they are in. */
export async function removeServices(lab: Lab, host: string, services: readonly LabService[]): Promise<void> {
  const units = services.filter((service) => service.host === host).map(({ unit }) => unit);
  if (units.length === 0) return;
  const files = units.flatMap((unit) => [`/run/systemd/system/${unit}`, scriptOf(unit)]);
  await atConsole(
    lab,
    host,
    [
      `systemctl kill --signal=KILL ${units.join(" ")} 2>/dev/null || true`,
      `systemctl stop ${units.join(" ")} 2>/dev/null || true`,
      `rm -f ${files.join(" ")}`,
      ...reload,
      `systemctl reset-failed ${units.join(" ")} 2>/dev/null || true`,
    ].join("\n"),
  );
}

/** Puts another program in a service's place, as an upgrade does, and starts it anew. */
export const replaceScript = (lab: Lab, { host, unit }: LabService, script: string): Promise<string> =>
  atConsole(
    lab,
    host,
    [...writing(scriptOf(unit), `#!/bin/sh\n${script}`), `systemctl restart --no-block ${unit}`].join("\n"),
  );

const reload = ["systemctl daemon-reload"];

const writing = (file: string, text: string) => [`cat >${file} <<'LOGSTEAD-END'`, text, "LOGSTEAD-END"];

const unitFile = (unit: string, description: string) =>
  [
    ...["[Unit]", `Description=${description}`, "StartLimitBurst=4", "StartLimitIntervalSec=60", "[Service]"],
    ...[`ExecStart=${scriptOf(unit)}`, "Restart=always", "RestartSec=2"],
  ].join("\n");
