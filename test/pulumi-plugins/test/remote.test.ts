import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { WireStruct } from "../src/kit/protocol.ts";
import { type Properties, secret, tagged } from "../src/kit/values.ts";
import { messageFor, type Request, type RunningPlugin, startProvider } from "./support/plugin.ts";
import { standIn } from "./support/recorded.ts";
import { type SshServer, startSshServer } from "./support/ssh-server.ts";

const ssh = hasSsh();
const type = "command:remote:Command";
const copyType = "command:remote:CopyToRemote";

describe.skipIf(!ssh)(`remote commands${ssh ? "" : " (skipped: ssh is not on PATH)"}`, () => {
  let server: SshServer;
  let plugin: RunningPlugin;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "logstead-remote-"));
    server = await startSshServer(/^(GIVEN|PULUMI_COMMAND_STDOUT)$/);
    plugin = await startProvider(standIn, { TMPDIR: folder, SSH_AUTH_SOCK: "" });
  });
  afterAll(async () => {
    await plugin?.stop();
    await server?.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    server.seen.connections = server.seen.logins = 0;
  });

  const connection = (more: Properties = {}) =>
    secret({
      host: "127.0.0.1",
      port: server.port,
      user: "someone",
      privateKey: server.privateKey,
      dialErrorLimit: 0,
      perDialTimeout: 10,
      ...more,
    });
  async function properties(request: Request): Promise<Properties> {
    const message = messageFor({ type, ...request });
    const answer = await plugin.call<{ getProperties(): WireStruct }>(request.call, message);
    return answer.getProperties().toJavaScript() as Properties;
  }
  const create = (inputs: Properties, more: Partial<Request> = {}) =>
    properties({ call: "create", inputs: { connection: connection(), ...inputs }, ...more });

  it("runs with stdin and environment, and keeps both outputs", async () => {
    const made = await create({
      create: "cat; echo $GIVEN; echo err >&2",
      stdin: "in\n",
      environment: { GIVEN: "a 'b' \"c\"" },
    });
    expect(made).toMatchObject({ stdout: `in\na 'b' "c"`, stderr: "err" });
  });

  it("logs in once for all that a command needs, and leaves no file behind", async () => {
    await create({ create: "true", environment: { GIVEN: "x" } });
    expect(server.seen).toEqual({ connections: 1, logins: 1 });
    expect(readdirSync(folder).filter((name) => name.startsWith("logstead-ssh"))).toEqual([]);
  });

  it("logs in with a password, and through a proxy", async () => {
    const endpoint = { host: "127.0.0.1", port: server.port, user: "bastion", privateKey: server.privateKey };
    const byPassword = {
      host: "127.0.0.1",
      port: server.port,
      user: "u",
      password: server.password,
      dialErrorLimit: 0,
    };
    const made = await create({ connection: secret(byPassword), create: "echo in" });
    expect(made.stdout).toBe("in");
    const proxied = await create({ connection: connection({ proxy: endpoint }), create: "echo through" });
    expect(proxied.stdout).toBe("through");
    expect(server.seen.logins).toBe(3);
  });

  it("enforces a host key that is given", async () => {
    expect(
      (await create({ connection: connection({ hostKey: server.hostKey }), create: "echo known" })).stdout,
    ).toBe("known");
    const other = await startSshServer(/^$/);
    await other.close();
    const wrong = create({ connection: connection({ hostKey: other.hostKey }), create: "echo x" });
    await expect(wrong).rejects.toThrow(/after 0 failed attempts: .*[Hh]ost key/);
  });

  it("dials again after a connection that failed, as often as it may", async () => {
    server.refuse(2);
    expect(
      (await create({ connection: connection({ dialErrorLimit: 2 }), create: "echo third" })).stdout,
    ).toBe("third");
    server.refuse(2);
    const tooFew = create({ connection: connection({ dialErrorLimit: 1 }), create: "echo never" });
    await expect(tooFew).rejects.toThrow("after 1 failed attempts");
    server.refuse(0);
  });

  it("does not run a command that failed a second time", async () => {
    const counted = join(folder, "runs");
    const failing = create({
      connection: connection({ dialErrorLimit: 5 }),
      create: `echo x >> ${counted}; exit 3`,
    });
    await expect(failing).rejects.toThrow("Process exited with status 3");
    expect(readFileSync(counted, "utf8")).toBe("x\n");
  });

  it("refuses to run without a variable that the server does not accept", async () => {
    const file = join(folder, "must-not-be-made");
    const refused = create({ create: `touch ${file}`, environment: { OTHER: "x" } });
    await expect(refused).rejects.toThrow('could not set environment variable "OTHER"');
    expect(existsSync(file)).toBe(false);
  });

  it("passes earlier outputs on as far as the server accepts them", async () => {
    const state = { connection: connection(), create: "a", stdout: "before", stderr: "not accepted" };
    const inputs = {
      connection: connection(),
      create: "echo [$PULUMI_COMMAND_STDOUT] [$PULUMI_COMMAND_STDERR]",
    };
    expect((await properties({ call: "update", state, inputs })).stdout).toBe("[before] []");
  });

  it("keeps the key and secret values out of errors, also when the command prints them", async () => {
    const error = await create({
      create: "echo token $GIVEN; cat; exit 1",
      environment: { GIVEN: secret("hunter2") },
      stdin: secret(server.privateKey),
    }).catch((failure: Error) => failure.message);
    expect(error).toContain("token [secret]");
    expect(error).not.toContain("hunter2");
    expect(error).not.toContain(server.privateKey.split("\n")[1]);
  });

  it("gives up and hangs up when the operation times out", async () => {
    const slow = create({ create: "sleep 600" }, { timeout: 1 });
    await expect(slow).rejects.toThrow("timed out");
    expect(readdirSync(folder).filter((name) => name.startsWith("logstead-ssh"))).toEqual([]);
  });

  describe("CopyToRemote", () => {
    const copy = (path: string, remotePath: string) =>
      create({ source: tagged("archive", { path, hash: "1" }), remotePath }, { type: copyType });
    const copyText = (text: string, remotePath: string) =>
      create({ source: tagged("asset", { path: "", text, hash: text }), remotePath }, { type: copyType });

    it("makes the folders above a file and writes it", async () => {
      await copyText("it's", join(folder, "new/deep/it's here"));
      expect(readFileSync(join(folder, "new/deep/it's here"), "utf8")).toBe("it's");
      await expect(copyText("x", join(folder, "new"))).rejects.toThrow("is a directory");
    });

    it("copies a folder under its name, its content after a slash, a file into a folder", async () => {
      const source = join(folder, "source");
      mkdirSync(join(source, "sub"), { recursive: true });
      writeFileSync(join(source, "sub/file"), Buffer.from([0, 255, 10]));
      await copy(source, join(folder, "to"));
      expect(readFileSync(join(folder, "to/source/sub/file"))).toEqual(Buffer.from([0, 255, 10]));
      await copy(`${source}/`, join(folder, "to"));
      expect(existsSync(join(folder, "to/sub/file"))).toBe(true);
      await copy(join(source, "sub/file"), join(folder, "to"));
      expect(existsSync(join(folder, "to/file"))).toBe(true);
    });

    it("copies again when content or place change, and only then", async () => {
      const target = join(folder, "again");
      const source = (hash: string) => tagged("asset", { path: "", text: "new", hash });
      const inputs = (hash: string) => ({
        connection: connection(),
        source: source(hash),
        remotePath: target,
      });
      writeFileSync(target, "old");
      await properties({ call: "update", type: copyType, state: inputs("1"), inputs: inputs("1") });
      expect(readFileSync(target, "utf8")).toBe("old");
      await properties({ call: "update", type: copyType, state: inputs("1"), inputs: inputs("2") });
      expect(readFileSync(target, "utf8")).toBe("new");
    });
  });
});

function hasSsh(): boolean {
  try {
    execFileSync("ssh", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
