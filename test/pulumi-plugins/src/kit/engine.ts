import { type Client, EngineClient, enginePb, grpc, messageLimits } from "./protocol.ts";

export type Severity = "debug" | "info" | "warning" | "error";
export type Log = (severity: Severity, message: string, urn?: string, status?: boolean) => void;

const severities = {
  debug: enginePb.LogSeverity.DEBUG,
  info: enginePb.LogSeverity.INFO,
  warning: enginePb.LogSeverity.WARNING,
  error: enginePb.LogSeverity.ERROR,
};

interface Engine extends Client {
  log(request: enginePb.LogRequest, callback: (error: Error | null) => void): void;
}

/**
 * The connection to the engine that started this plugin. A plugin whose engine was killed must not
 * stay behind, so the connection is watched from the moment it is up.
 */
export class EngineConnection {
  #engine: Engine | undefined;
  #address = "";
  readonly #onLost: () => void;

  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  get address(): string {
    return this.#address;
  }

  connect(address: string): void {
    if (!address || address === this.#address) return;
    this.#engine?.close();
    this.#address = address;
    this.#engine = new EngineClient(address, grpc.credentials.createInsecure(), {
      ...messageLimits,
      "grpc.client_idle_timeout_ms": 2 ** 31 - 1,
    }) as Engine;
    this.#watch(this.#engine, grpc.connectivityState.SHUTDOWN);
  }

  #watch(engine: Engine, before: number): void {
    if (engine !== this.#engine) return;
    const channel = engine.getChannel();
    const now = channel.getConnectivityState(true);
    if (before === grpc.connectivityState.READY && now !== before) {
      this.#onLost();
      return;
    }
    channel.watchConnectivityState(now, Number.POSITIVE_INFINITY, () => this.#watch(engine, now));
  }

  /** `status` lines are shown while the operation runs and not kept. Losing one is not an error. */
  log: Log = (severity, message, urn = "", status = false) => {
    if (!this.#engine) return;
    const request = new enginePb.LogRequest();
    request.setSeverity(severities[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(status);
    this.#engine.log(request, () => {});
  };

  close(): void {
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.close();
  }
}
