import { AbsolutePath, ByteSize, Name, Text } from "@logstead/fields";
import { z } from "zod";

const Profile = z.enum(["restricted", "baseline", "privileged"]);

const Workload = (fallback: z.output<typeof Profile>, exception?: string) =>
  z
    .strictObject({
      profile: Profile.default(fallback).describe("The Pod Security Standard its namespace enforces."),
      hostPaths: z
        .array(AbsolutePath)
        .prefault([])
        .describe("Host folders it may mount, read-only; restricted allows none."),
      exception: (exception ? Text.default(exception) : Text.optional()).describe(
        "Why it needs more than restricted; required then.",
      ),
    })
    .prefault({});

export const K8s = z
  .strictObject({
    enabled: z.boolean().default(false).describe("Whether the site has a cluster."),
    namespace: Name.prefault("logging").describe("The namespace."),
    delivery: z
      .enum(["kubectl", "argocd", "pulumi"])
      .default("pulumi")
      .describe("How objects get there; all from the same objects."),
    context: Text.optional().describe("The kubeconfig context; default: the current one."),
    stages: z
      .record(
        Name,
        z.strictObject({
          replicas: z.int().min(1).max(100).default(1).describe("Replicas of what scales."),
          retentionDays: z
            .int()
            .min(7)
            .max(90)
            .optional()
            .describe("Retention there; default: loki.retention.default."),
          canary: z
            .array(z.int().min(1).max(100))
            .default([])
            .describe("Percent of pods at each step of a canary rollout (argocd)."),
        }),
      )
      .prefault({})
      .describe("Environments of the platform; one Kustomize overlay each."),
    collectors: z
      .array(z.enum(["daemonset", "sidecar"]))
      .min(1)
      .default(["daemonset"])
      .describe("How collectors run; sidecars for critical services."),
    sidecarFor: z.array(Text).prefault([]).describe("Workloads (namespace/name) that get a sidecar."),
    podSecurity: z
      .strictObject({
        loki: Workload("restricted").describe("Loki."),
        gateway: Workload("restricted").describe("The proxy."),
        sidecar: Workload("restricted").describe("Sidecar collectors."),
        daemonset: Workload("privileged", "reads the log files of its node").describe(
          "The DaemonSet collector, which reads host files and lives in a namespace of its own.",
        ),
      })
      .prefault({})
      .describe("Pod security per workload."),
    storage: z
      .strictObject({
        size: ByteSize.prefault("50GiB").describe("Loki's volume."),
        className: Text.optional().describe("Its storage class; default: the cluster's."),
      })
      .prefault({})
      .describe("Loki's persistent volume."),
    certManagerIssuer: Name.optional().describe(
      "The cert-manager issuer of server and client certificates; required with mtls.",
    ),
    externalSecretsStore: Name.optional().describe("The External Secrets Operator's store."),
    otlpGateway: z
      .boolean()
      .default(false)
      .describe("Whether a central OTLP gateway takes lines of services outside the cluster."),
  })
  .prefault({})
  .describe("The site's Kubernetes cluster.");
export type K8s = z.output<typeof K8s>;
