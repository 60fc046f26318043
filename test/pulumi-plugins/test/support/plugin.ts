import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import {
  type Client,
  Empty,
  grpc,
  type Message,
  messageLimits,
  providerPb as pb,
  ResourceProviderClient,
  Struct,
  type Unary,
} from "../../src/kit/protocol.ts";
import type { Properties } from "../../src/kit/values.ts";

type Calls = Record<string, Unary<unknown, Message & Record<string, () => unknown>>>;
export type Answer = Message & Record<string, () => unknown>;

export interface RunningPlugin {
  process: ChildProcess;
  call<Response = Answer>(method: string, request: unknown): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a provider as the engine does and configures it; `engine` is the address it is told. */
export async function startProvider(
  program: string,
  env: NodeJS.ProcessEnv = {},
  engine?: string,
): Promise<RunningPlugin> {
  const child = spawn(program, engine ? [engine] : [], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const port = await new Promise<string>((done, fail) => {
    child.once("error", fail);
    child.once("close", () => fail(new Error(`${program} ended before it printed its port`)));
    createInterface({ input: child.stdout }).once("line", done);
  });
  const Provider = ResourceProviderClient as unknown as new (...args: unknown[]) => Client & Calls;
  const client = new Provider(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), messageLimits);
  const call = <Response = Answer>(method: string, request: unknown): Promise<Response> =>
    new Promise((done, fail) =>
      (client as Calls)[method]?.call(client, request, (error, answer) =>
        error ? fail(error) : done(answer as Response),
      ),
    );
  await call(
    "configure",
    new pb.ConfigureRequest()
      .setAcceptsecrets(true)
      .setSendsOldInputs(true)
      .setArgs(Struct.fromJavaScript({})),
  );
  return {
    process: child,
    call,
    async stop() {
      client.close();
      child.kill("SIGINT");
      await ended;
    },
  };
}

export interface Request {
  call: "check" | "diff" | "create" | "update" | "delete" | "read" | "invoke" | "cancel" | "getPluginInfo";
  type?: string;
  inputs?: Properties;
  state?: Properties;
  oldInputs?: Properties;
  preview?: boolean;
  ignoreChanges?: string[];
  timeout?: number;
}

/** The message for a call, as the engine fills it in for a resource called `name`. */
export function messageFor(request: Request): unknown {
  const {
    inputs = {},
    state = {},
    oldInputs = {},
    preview = false,
    ignoreChanges = [],
    timeout = 0,
  } = request;
  const type = request.type ?? "command:local:Command";
  const urn = `urn:pulumi:stack::project::${type}::name`;
  const wire = (properties: Properties) => Struct.fromJavaScript(properties);
  switch (request.call) {
    case "check":
      return new pb.CheckRequest().setUrn(urn).setNews(wire(inputs)).setName("name").setType(type);
    case "diff":
      return named(new pb.DiffRequest(), urn, type)
        .setOlds(wire(state))
        .setOldInputs(wire(oldInputs))
        .setNews(wire(inputs))
        .setIgnorechangesList(ignoreChanges);
    case "create":
      return new pb.CreateRequest()
        .setUrn(urn)
        .setName("name")
        .setType(type)
        .setProperties(wire(inputs))
        .setPreview(preview)
        .setTimeout(timeout);
    case "update":
      return named(new pb.UpdateRequest(), urn, type)
        .setOlds(wire(state))
        .setOldInputs(wire(oldInputs))
        .setNews(wire(inputs))
        .setPreview(preview)
        .setTimeout(timeout);
    case "delete":
      return named(new pb.DeleteRequest(), urn, type).setProperties(wire(state)).setTimeout(timeout);
    case "read":
      return named(new pb.ReadRequest(), urn, type).setProperties(wire(state)).setInputs(wire(inputs));
    case "invoke":
      return new pb.InvokeRequest().setTok(type).setArgs(wire(inputs));
    default:
      return new Empty();
  }
}

interface Named {
  setId(id: string): this;
  setUrn(urn: string): this;
  setName(name: string): this;
  setType(type: string): this;
}
function named<T>(message: T, urn: string, type: string): T {
  (message as unknown as Named).setId("id").setUrn(urn).setName("name").setType(type);
  return message;
}
