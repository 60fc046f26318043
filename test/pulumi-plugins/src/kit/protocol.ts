import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";

/*
 * Messages are checked with `instanceof`, so grpc and protobuf must be the very copies the SDK uses.
 * The SDK's typings of them are not reachable from here; what is used is typed below.
 */
const sdkRequire = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));

export interface Message {
  toObject(): Record<string, unknown>;
}

export interface UnaryCall<Request> extends EventEmitter {
  request: Request;
}

export interface StreamCall<Request, Response> extends UnaryCall<Request> {
  write(response: Response): boolean;
  end(): void;
}

export interface ServiceError {
  code: number;
  message: string;
}

interface Channel {
  getConnectivityState(connect: boolean): number;
  watchConnectivityState(state: number, deadline: number, callback: (error?: Error) => void): void;
}

export interface Client {
  close(): void;
  getChannel(): Channel;
}

interface Server {
  addService(service: object, implementation: object): void;
  bindAsync(
    address: string,
    credentials: object,
    callback: (error: Error | null, port: number) => void,
  ): void;
  forceShutdown(): void;
}

export type Unary<Request, Response> = (
  request: Request,
  callback: (error: ServiceError | null, response: Response) => void,
) => { cancel(): void };

interface Grpc {
  Server: new (options: Record<string, number>) => Server;
  ServerCredentials: { createInsecure(): object };
  credentials: { createInsecure(): object };
  connectivityState: { READY: number; SHUTDOWN: number; TRANSIENT_FAILURE: number };
  status: Record<"NOT_FOUND" | "UNIMPLEMENTED" | "UNKNOWN", number>;
}

type ClientClass = new (address: string, credentials: object, options: Record<string, number>) => Client;

export const grpc: Grpc = sdkRequire("@grpc/grpc-js");
export const { EngineClient }: { EngineClient: ClientClass } = sdkRequire(
  "@pulumi/pulumi/proto/engine_grpc_pb.js",
);
export const { LanguageRuntimeService }: Record<string, object & ClientClass> = sdkRequire(
  "@pulumi/pulumi/proto/language_grpc_pb.js",
);
export const { ResourceProviderService, ResourceProviderClient }: Record<string, object & ClientClass> =
  sdkRequire("@pulumi/pulumi/proto/provider_grpc_pb.js");

/** A `google.protobuf.Struct`: what properties travel in. */
export interface WireStruct {
  toJavaScript(): Record<string, unknown>;
}
export const { Struct }: { Struct: { fromJavaScript(value: object): never } } = sdkRequire(
  "google-protobuf/google/protobuf/struct_pb.js",
);
export const { Empty }: { Empty: new () => Message } = sdkRequire(
  "google-protobuf/google/protobuf/empty_pb.js",
);

/** The SDK's own limit: states and logs can be larger than gRPC's default of 4 MB. */
export const messageLimits = {
  "grpc.max_receive_message_length": 400 << 20,
  "grpc.max_send_message_length": 400 << 20,
};

export { enginePb, languagePb, pluginPb, providerPb };
