export type { CheckFailure, Invoke, Operation, Provider, Resource } from "./kit/index.ts";
export { serveProvider } from "./kit/index.ts";
export {
  findPulumi,
  type PluginEnv,
  type PluginEnvOptions,
  type PluginUse,
  pluginEnv,
} from "./plugin-env.ts";
export { type StandIn, standIns } from "./stand-ins.ts";
