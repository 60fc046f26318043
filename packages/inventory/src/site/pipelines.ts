/** The pipelines every site has without declaring them (packages/agent/pipelines). */
export const libraryPipelines = [
  "api-gateway",
  "docker",
  "flatnet-cni",
  "gateway-combined",
  "gateway-json",
  "gateway-keyvalue",
  "journald",
  "json-common",
  "kafka",
  "keycloak",
  "nginx",
  "podman-container",
  "postgresql",
  "scoring-api",
  "sshd",
  "syslog",
] as const;
