import type { Check } from "./context.ts";

/** The cluster's rules (C-17, INV-24, INV-38, INV-48). */
export const checkK8s: Check = ({ k8s, loki }, report) => {
  for (const [name, workload] of Object.entries(k8s.podSecurity)) {
    const path = ["k8s", "podSecurity", name];
    if (workload.profile === "restricted" && workload.hostPaths.length > 0)
      report.add(
        "restricted-host-path",
        [...path, "hostPaths"],
        `the restricted profile allows no host folders, and ${name} wants some`,
        {
          got: workload.hostPaths.join(", "),
          want: "no hostPaths, or profile privileged with an exception",
          fix: "Please set:\nprofile: privileged\nexception: reads the nodes' logs",
        },
      );
    if (workload.hostPaths.includes("/" as never))
      report.add(
        "host-path-root",
        [...path, "hostPaths"],
        "the whole file system of a node must not be mounted",
        {
          got: "/",
          want: "the folders that are read, such as /var/log",
          fix: "Please set: hostPaths: [/var/log]",
        },
      );
    if (workload.profile !== "restricted" && !workload.exception)
      report.add(
        "missing-exception",
        path,
        `${name} runs with more rights than restricted and does not say why`,
        {
          got: `profile: ${workload.profile}`,
          want: "exception: the reason",
          fix: "Please set: exception: reads the nodes' logs",
        },
      );
  }
  for (const [name, stage] of Object.entries(k8s.stages)) {
    const path = ["k8s", "stages", name, "canary"];
    if (stage.canary.length > 0 && k8s.delivery !== "argocd")
      report.add("canary-needs-argocd", path, "canary steps are taken by Argo CD only", {
        got: `delivery: ${k8s.delivery}`,
        want: "delivery: argocd",
        fix: "Please set: delivery: argocd",
      });
    if (stage.canary.some((step, i) => i > 0 && step <= (stage.canary[i - 1] as number)))
      report.add("canary-order", path, "each canary step must be larger than the one before", {
        got: stage.canary.join(", "),
        want: "rising percentages, such as 10, 50, 100",
        fix: `Please set: canary: [${[...new Set(stage.canary)].sort((a, b) => a - b).join(", ")}]`,
      });
  }
  if (k8s.collectors.includes("sidecar") && k8s.sidecarFor.length === 0)
    report.add("incomplete-setting", ["k8s", "collectors"], "sidecars are wanted, but no workload gets one", {
      want: "k8s.sidecarFor",
      fix: "Please set: sidecarFor: [default/scoring-api]",
    });
  if (k8s.enabled && loki.transport === "mtls" && loki.tls.ca === "cert-manager" && !k8s.certManagerIssuer)
    report.add("incomplete-setting", ["loki", "tls", "ca"], "certificates by cert-manager need an issuer", {
      want: "k8s.certManagerIssuer",
      fix: "Please set:\nk8s:\n  certManagerIssuer: internal-ca",
    });
  if (!k8s.enabled && loki.tls.ca === "cert-manager")
    report.add(
      "needs-cluster",
      ["loki", "tls", "ca"],
      "cert-manager lives in a cluster, and this site has none",
      { got: "k8s.enabled: false", want: "ca: own, or a cluster", fix: "Please set: ca: own" },
    );
};
