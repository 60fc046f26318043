import { answerDiff } from "./answers.ts";
import { changesBetween, rootOf } from "./diff.ts";
import type { EngineConnection } from "./engine.ts";
import { previewOfCreate, previewOfUpdate } from "./preview.ts";
import {
  Empty,
  providerPb as pb,
  pluginPb,
  ResourceProviderService,
  Struct,
  type WireStruct,
} from "./protocol.ts";
import type { Operation, Provider, Resource } from "./resource.ts";
import { type Plugin, RpcError, servePlugin, unary } from "./serve.ts";
import type { Properties } from "./values.ts";

export function serveProvider(provider: Provider): Promise<void> {
  return servePlugin((engine) => providerPlugin(provider, engine));
}

const read = (wire: WireStruct | undefined): Properties => (wire?.toJavaScript() ?? {}) as Properties;
const write = (properties: Properties) => Struct.fromJavaScript(withoutUndefined(properties));
const withoutUndefined = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

interface ResourceRequest {
  getUrn(): string;
  getId?(): string;
  getTimeout?(): number;
  getPreview?(): boolean;
}

function providerPlugin(provider: Provider, engine: EngineConnection): Plugin {
  const cancelled = new AbortController();

  function resource(urn: string): Resource {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const found = provider.resources[type];
    if (!found)
      throw new RpcError("NOT_FOUND", `Resource '${type.replace(`${provider.name}:`, "")}' not found`);
    return found;
  }

  function operation(request: ResourceRequest, inputs: Properties, state: Properties): Operation {
    const urn = request.getUrn();
    const seconds = request.getTimeout?.() ?? 0;
    const signals = [cancelled.signal, ...(seconds > 0 ? [AbortSignal.timeout(seconds * 1000)] : [])];
    return {
      id: request.getId?.() ?? "",
      name: urn.split("::").slice(3).join("::"),
      urn,
      inputs,
      state,
      preview: request.getPreview?.() ?? false,
      signal: AbortSignal.any(signals),
      log: (severity, message, options) => engine.log(severity, message, urn, options?.status),
    };
  }

  const methods = {
    handshake: unary((request: pb.ProviderHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      return new pb.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request: pluginPb.PluginAttach) => {
      engine.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(provider.version);
      return info;
    }),
    getSchema: unary(() => {
      const schema = { name: provider.name, version: provider.version };
      return new pb.GetSchemaResponse().setSchema(JSON.stringify(schema));
    }),
    checkConfig: unary((request: pb.CheckRequest) => new pb.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary((request: pb.DiffRequest) =>
      answerDiff(changesBetween(read(request.getOldInputs()), read(request.getNews())), () => false),
    ),
    configure: unary((request: pb.ConfigureRequest) => {
      provider.configure?.(read(request.getArgs()));
      return new pb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: unary((request: pb.CheckRequest) => {
      const news = read(request.getNews());
      const checked = resource(request.getUrn()).check?.(news) ?? { inputs: news, failures: [] };
      return new pb.CheckResponse()
        .setInputs(write(checked.inputs))
        .setFailuresList(checked.failures.map(failure));
    }),
    diff: unary((request: pb.DiffRequest) => {
      const kind = resource(request.getUrn());
      const ignored = new Set(request.getIgnorechangesList());
      const changes = changesBetween(read(request.getOldInputs()), read(request.getNews())).filter(
        ({ path }) => !ignored.has(rootOf(path)),
      );
      return answerDiff(changes, kind.update ? (path) => kind.replaces?.(path) ?? false : () => true);
    }),
    create: unary(async (request: pb.CreateRequest) => {
      const inputs = read(request.getProperties());
      const made = await resource(request.getUrn()).create(operation(request, inputs, {}));
      const state = request.getPreview() ? previewOfCreate(inputs, made.state) : made.state;
      return new pb.CreateResponse().setId(made.id).setProperties(write(state));
    }),
    update: unary(async (request: pb.UpdateRequest) => {
      const kind = resource(request.getUrn());
      if (!kind.update)
        throw new RpcError("UNIMPLEMENTED", `Update is not implemented for ${request.getUrn()}`);
      const before = read(request.getOlds());
      const ignored = request.getIgnorechangesList().filter((key) => before[key] !== undefined);
      const inputs = { ...read(request.getNews()) };
      for (const key of ignored) inputs[key] = before[key] ?? null;
      const after = await kind.update(operation(request, inputs, before));
      const state = request.getPreview() ? previewOfUpdate(before, inputs, after) : after;
      return new pb.UpdateResponse().setProperties(write(state));
    }),
    delete: unary(async (request: pb.DeleteRequest) => {
      const state = read(request.getProperties());
      await resource(request.getUrn()).delete?.(operation(request, read(request.getOldInputs()), state));
      return new Empty();
    }),
    read: unary(async (request: pb.ReadRequest) => {
      const answer = new pb.ReadResponse().setId(request.getId());
      const kind = resource(request.getUrn());
      if (!kind.read) return answer.setProperties(request.getProperties()).setInputs(request.getInputs());
      const now = operation(request, read(request.getInputs()), read(request.getProperties()));
      const found = await kind.read(now);
      if (!found) return new pb.ReadResponse();
      return answer.setProperties(write(found.state)).setInputs(write(found.inputs));
    }),
    invoke: unary(async (request: pb.InvokeRequest) => {
      const token = request.getTok();
      const found = provider.invokes?.[token];
      if (!found)
        throw new RpcError("NOT_FOUND", `Invoke '${token.replace(`${provider.name}:`, "")}' not found`);
      const args = read(request.getArgs());
      const failures = found.check?.(args) ?? [];
      if (failures.length > 0) return new pb.InvokeResponse().setFailuresList(failures.map(failure));
      const result = await found.run(operation({ getUrn: () => "" }, args, {}));
      return new pb.InvokeResponse().setReturn(write(result));
    }),
    cancel: unary(() => {
      cancelled.abort(new Error("the operation was cancelled"));
      return new Empty();
    }),
    getMapping: unary(() => new pb.GetMappingResponse()),
    getMappings: unary(() => new pb.GetMappingsResponse()),
  };
  return { service: ResourceProviderService as object, methods, stop: () => provider.stop?.() };
}

function failure({ property, reason }: { property: string; reason: string }) {
  return new pb.CheckFailure().setProperty(property).setReason(reason);
}
