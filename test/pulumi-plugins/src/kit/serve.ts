import { enableCompileCache } from "node:module";
import { EngineConnection } from "./engine.ts";
import { grpc, messageLimits, type ServiceError, type UnaryCall } from "./protocol.ts";

export class RpcError extends Error {
  readonly code: number;
  constructor(code: keyof typeof grpc.status, message: string) {
    super(message);
    this.code = grpc.status[code];
  }
}

type Reply<Response> = (error: ServiceError | null, response?: Response) => void;

/** A gRPC method from a function; what it throws becomes the answer's error, without a stack. */
export function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return (call: UnaryCall<Request>, reply: Reply<Response>): void => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => reply(null, response),
        (error: unknown) => reply(serviceError(error)),
      );
  };
}

function serviceError(error: unknown): ServiceError {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof RpcError ? error.code : grpc.status.UNKNOWN, message };
}

export interface Plugin {
  service: object;
  methods: Record<string, unknown>;
  /** Ends whatever the plugin has running; called before the process ends. */
  stop(): void;
}

/**
 * The plugin protocol: the engine starts the program with its own address, the program serves on a
 * loopback port, prints that port as its first line and ends when the engine is gone.
 */
export async function servePlugin(make: (engine: EngineConnection) => Plugin): Promise<void> {
  enableCompileCache();
  const end = (code: number): void => {
    plugin.stop();
    process.exit(code);
  };
  const engine = new EngineConnection(() => end(1));
  const plugin = make(engine);
  const missing = unary(() => {
    throw new RpcError("UNIMPLEMENTED", "not implemented by this stand-in");
  });
  const methods = Object.fromEntries(
    Object.keys(plugin.service).map((name) => [name, plugin.methods[name] ?? missing]),
  );
  const server = new grpc.Server(messageLimits);
  server.addService(plugin.service, methods);
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    ),
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end(0));
  engine.connect(process.argv.slice(2).find((argument) => /^[^-].*:\d+$/.test(argument)) ?? "");
  process.stdout.write(`${port}\n`);
}
