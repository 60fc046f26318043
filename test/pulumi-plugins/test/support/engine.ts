import { EventEmitter, once } from "node:events";
import { createRequire } from "node:module";
import { Empty, type enginePb, grpc, messageLimits } from "../../src/kit/protocol.ts";
import { unary } from "../../src/kit/serve.ts";

const { EngineService } = createRequire(import.meta.url)("@pulumi/pulumi/proto/engine_grpc_pb.js");

export interface FakeEngine {
  address: string;
  logs: { severity: number; message: string; status: boolean }[];
  /** The message of the first log, past or to come, that matches. */
  logged(pattern: RegExp): Promise<string>;
  stop(): void;
}

/** As much of an engine as a plugin talks to: takes its logs, and can go away. */
export async function startEngine(): Promise<FakeEngine> {
  const logs: FakeEngine["logs"] = [];
  const news = new EventEmitter();
  const log = unary((request: enginePb.LogRequest) => {
    logs.push({
      severity: request.getSeverity(),
      message: request.getMessage(),
      status: request.getEphemeral(),
    });
    news.emit("log");
    return new Empty();
  });
  const unused = unary(() => new Empty());
  const server = new grpc.Server(messageLimits);
  const methods = Object.keys(EngineService).map((name) => [name, name === "log" ? log : unused]);
  server.addService(EngineService, Object.fromEntries(methods));
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    ),
  );
  return {
    address: `127.0.0.1:${port}`,
    logs,
    async logged(pattern) {
      for (;;) {
        const found = logs.find(({ message }) => pattern.test(message));
        if (found) return found.message;
        await once(news, "log");
      }
    },
    stop: () => server.forceShutdown(),
  };
}
