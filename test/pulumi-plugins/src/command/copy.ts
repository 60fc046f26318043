import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isUnknown, kindOf, type Operation, type Properties, type Resource, unwrap } from "../kit/index.ts";
import { checkInputs, replacesOnTriggers, uniqueId } from "./lifecycle.ts";
import { readInputs } from "./redact.ts";
import { copyToRemote as shape } from "./shapes.ts";
import { type Session, withSsh } from "./ssh.ts";
import type { Connection } from "./ssh-config.ts";

interface CopyInputs {
  connection: Connection;
  source: { path?: string; text?: string; hash?: string };
  remotePath: string;
}

/** Copies one asset or archive. A delete leaves the copy where it is, as the official provider does. */
export const copyToRemote: Resource = {
  check(inputs) {
    const checked = checkInputs(shape)(inputs);
    const source = unwrap(inputs.source);
    const { path, text, uri } = (source ?? {}) as Properties;
    if (kindOf(source) === "archive" && !path)
      checked.failures.push({ property: "archive", reason: "archive must be a path to a file or directory" });
    if (kindOf(source) === "asset" && !path && (uri || typeof text !== "string"))
      checked.failures.push({
        property: "asset",
        reason: "asset must be a path-based file asset or a text asset",
      });
    return checked;
  },
  replaces: replacesOnTriggers,
  async create(operation) {
    if (operation.preview) return { id: "", state: operation.inputs };
    await copy(operation);
    return { id: uniqueId(""), state: operation.inputs };
  },
  async update(operation) {
    const { inputs, state, preview } = operation;
    const moved = unwrap(inputs.remotePath) !== unwrap(state.remotePath);
    if (!preview && (moved || sourceHash(inputs) !== sourceHash(state))) await copy(operation);
    return inputs;
  },
};

function sourceHash(properties: Properties): unknown {
  return (unwrap(properties.source) as Properties | undefined)?.hash;
}

async function copy(operation: Operation): Promise<void> {
  const { values, redact } = readInputs<CopyInputs>(operation, operation.inputs);
  const { connection, remotePath, source } = values;
  if (isUnknown(source as never)) throw new Error("the source is not known yet");
  await withSsh(connection, operation, redact, async (session) => {
    const remote = remoteFiles(session, redact);
    if (source.path) return copyPath(remote, source.path, remotePath);
    if ((await remote.kind(remotePath)) === "directory")
      throw new Error(`remote path ${remotePath} is a directory; a text asset needs the path of a file`);
    await remote.makeDirectory(dirname(remotePath));
    await remote.write(remotePath, Buffer.from(source.text ?? ""));
  });
}

/** Into a directory that exists; else a file gets the very path, and a directory is put under it. */
async function copyPath(remote: RemoteFiles, source: string, target: string): Promise<void> {
  const targetKind = await remote.kind(target);
  if (!statSync(source).isDirectory()) {
    if (targetKind === "none") await remote.makeDirectory(dirname(target));
    const file = targetKind === "directory" ? join(target, basename(source)) : target;
    return remote.write(file, readFileSync(source));
  }
  const top = source.endsWith("/") ? target : join(target, basename(source));
  await remote.makeDirectory(top);
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(top, relative(source, from));
    if (entry.isDirectory()) await remote.makeDirectory(to);
    else await remote.write(to, readFileSync(from));
  }
}

interface RemoteFiles {
  kind(path: string): Promise<"directory" | "file" | "none">;
  makeDirectory(path: string): Promise<void>;
  write(path: string, content: Buffer): Promise<void>;
}

function remoteFiles(session: Session, redact: (text: string) => string): RemoteFiles {
  const must = async (what: string, command: string, stdin?: Buffer): Promise<string> => {
    const finished = await session.run(command, { stdin });
    if (finished.failure) throw new Error(`failed to ${what}: ${redact(finished.stderr.trim())}`);
    return finished.stdout.trim();
  };
  return {
    async kind(path) {
      const at = quoted(path);
      const test = `if test -d ${at}; then echo directory; elif test -e ${at}; then echo file; else echo none; fi`;
      return (await must(`stat remote path ${path}`, test)) as "directory" | "file" | "none";
    },
    async makeDirectory(path) {
      await must(`create remote directory ${path}`, `mkdir -p -- ${quoted(path)}`);
    },
    async write(path, content) {
      await must(`create remote file ${path}`, `cat > ${quoted(path)}`, content);
    },
  };
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
