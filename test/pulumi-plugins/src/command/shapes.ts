import type { Field, Shape } from "./fields.ts";

const lifecycle: Record<string, Field> = {
  triggers: { type: "[]interface {}" },
  create: { type: "string" },
  update: { type: "string" },
  delete: { type: "string" },
};

const process: Record<string, Field> = {
  stdin: { type: "string" },
  logging: { type: "string" },
  environment: { type: "map[string]string" },
  addPreviousOutputInEnv: { type: "bool" },
};

const localProcess: Record<string, Field> = {
  ...process,
  interpreter: { type: "[]string" },
  dir: { type: "string" },
  assetPaths: { type: "[]string" },
  archivePaths: { type: "[]string" },
};

export const localCommand: Shape = { name: "local.CommandInputs", fields: { ...lifecycle, ...localProcess } };

export const localRun: Shape = {
  name: "local.RunInputs",
  fields: { ...localProcess, command: { type: "string", required: true } },
};

const endpoint: Record<string, Field> = {
  user: { type: "string", default: "root" },
  password: { type: "string", secret: true },
  host: { type: "string", required: true },
  port: { type: "float64", default: 22 },
  privateKey: { type: "string", secret: true },
  privateKeyPassword: { type: "string", secret: true },
  agentSocketPath: { type: "string" },
  dialErrorLimit: { type: "int", default: 10 },
  perDialTimeout: { type: "int", default: 15 },
  hostKey: { type: "string" },
};

const connection: Field = {
  type: {
    name: "remote.Connection",
    fields: { ...endpoint, proxy: { type: { name: "remote.ProxyConnection", fields: endpoint } } },
  },
  required: true,
  secret: true,
};

export const remoteCommand: Shape = {
  name: "remote.CommandInputs",
  fields: { ...lifecycle, ...process, connection },
};

export const copyToRemote: Shape = {
  name: "remote.CopyToRemoteInputs",
  fields: {
    connection,
    triggers: { type: "[]interface {}" },
    source: { type: "asset", required: true },
    remotePath: { type: "string", required: true },
  },
};
