export { serveProvider } from "./provider.ts";
export type { CheckFailure, Invoke, Operation, Provider, Resource } from "./resource.ts";
export * from "./values.ts";
