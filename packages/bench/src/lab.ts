import { type OutputOptions, print, table } from "@logstead/base/output";
import { labDestroy, labPlan, labUp } from "@logstead/lab";
import { benchLab } from "./lab-times/lab.ts";
import { benchMolecule } from "./lab-times/molecule.ts";
import { type Section, writeSection } from "./record.ts";

const say = (text: string) => void process.stderr.write(`bench: ${text}\n`);
const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** The lab's times and memory, and what Ansible and Molecule take on it. */
export async function runLabBench(options: OutputOptions & { write?: boolean }): Promise<void> {
  say("base build, up, down, destroy (about two minutes)");
  const lab = await benchLab({ base: true });
  say("Ansible and Molecule on five hosts (about two minutes)");
  const name = "bench";
  let molecule: Awaited<ReturnType<typeof benchMolecule>>;
  try {
    await labUp(labPlan(), { name });
    molecule = await benchMolecule(name);
  } finally {
    await labDestroy({ name });
  }
  const memory = Object.values(lab.memoryPerHost).map((bytes) => bytes / 2 ** 20);
  const average = memory.reduce((sum, mib) => sum + mib, 0) / Math.max(1, memory.length);
  const rows = [
    ["base image, packages cached", seconds(lab.baseBuild ?? 0)],
    ["up, five hosts without disks", seconds(lab.coldUp)],
    ["up, five stopped hosts", seconds(lab.warmUp)],
    ["up with nothing to do", seconds(lab.upAgain)],
    ["one command on a host", seconds(lab.exec)],
    ["down", seconds(lab.down)],
    ["destroy", seconds(lab.destroy)],
    ["ansible ping to four hosts, no connection open", seconds(molecule.roundTrip)],
    ["molecule scenario greeting/default, end to end", seconds(molecule.scenario)],
  ];
  const header = ["what", "seconds"];
  const section: Section = {
    name: "lab",
    title: "Lab: hosts, Ansible, Molecule",
    command: "./logstead bench lab --write",
    header,
    rows,
    targets: { "memory of a host after its start": { value: `${average.toFixed(0)} MiB`, met: true } },
  };
  if (options.write) writeSection(section);
  print(
    options,
    { lab, molecule },
    () => `${table(header, rows)}\n\nmemory of a host after its start: ${average.toFixed(0)} MiB`,
  );
}
