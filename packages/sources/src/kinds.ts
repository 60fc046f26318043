import { z } from "zod";
import { docker } from "./docker/index.ts";
import { dockerFiles } from "./docker-files/index.ts";
import { files } from "./files/index.ts";
import { gelf } from "./gelf/index.ts";
import { journal } from "./journal/index.ts";
import { kafka } from "./kafka/index.ts";
import type { DeviceFacts } from "./kind/context.ts";
import type { SourceKind } from "./kind/source-kind.ts";
import { kubernetesPods } from "./kubernetes-pods/index.ts";
import { mount } from "./mount/index.ts";
import { podmanFiles } from "./podman-files/index.ts";
import { push } from "./push/index.ts";
import { syslog } from "./syslog/index.ts";
import { windows } from "./windows/index.ts";

/** Every kind of source. */
const registry = [
  journal,
  files,
  docker,
  dockerFiles,
  podmanFiles,
  syslog,
  gelf,
  push,
  mount,
  windows,
  kubernetesPods,
  kafka,
] as const;
type Registry = typeof registry;

type SchemasOf<Kinds extends readonly { schema: z.ZodObject }[]> = {
  [I in keyof Kinds]: Kinds[I]["schema"];
};

/** Where a host's lines come from. */
export const Source = z.discriminatedUnion(
  "type",
  registry.map(({ schema }) => schema) as unknown as SchemasOf<Registry>,
);
export type Source = z.output<typeof Source>;

export const sourceKinds: readonly SourceKind[] = registry;
const byType = new Map(sourceKinds.map((kind) => [kind.type, kind]));

/** What is known of a source's kind; its functions may be given this source and what they have made of it. */
export function kindOf({ type }: { type: string }): SourceKind {
  const kind = byType.get(type);
  if (!kind) throw new Error(`there is no kind of source '${type}'`);
  return kind;
}

/** A format in which devices send. */
export type DeviceFormat = NonNullable<Registry[number]["devices"]>["formats"][number];
export const deviceFormats = sourceKinds.flatMap(({ devices }) => devices?.formats ?? []) as [
  DeviceFormat,
  ...DeviceFormat[],
];

/** The devices, by name, that send to a kind. */
export const devicesOf = <D extends Pick<DeviceFacts, "format">>(
  { devices }: Pick<SourceKind, "devices">,
  all: Readonly<Record<string, D>>,
): [name: string, device: D][] =>
  Object.entries(all).filter(([, { format }]) => devices?.formats.includes(format));
