import { setAt, setHere } from "../explain/fix.ts";
import type { Check, Draft, Report } from "./context.ts";

/** The cluster's rules. */
export const checkK8s: Check = (draft, report) => {
  checkPodSecurity(draft, report);
  checkStages(draft, report);
  const { k8s, loki } = draft;
  if (k8s.collectors.includes("sidecar") && k8s.sidecarFor.length === 0)
    report.add("incomplete-setting", ["k8s", "collectors"], "sidecars are wanted, but no workload gets one", {
      want: "k8s.sidecarFor",
      fix: setAt(["k8s", "sidecarFor"], ["default/scoring-api"]),
    });
  if (k8s.enabled && loki.transport === "mtls" && loki.tls.ca === "cert-manager" && !k8s.certManagerIssuer)
    report.add("incomplete-setting", ["loki", "tls", "ca"], "certificates by cert-manager need an issuer", {
      want: "k8s.certManagerIssuer",
      fix: setAt(["k8s", "certManagerIssuer"], "internal-ca"),
    });
  if (!k8s.enabled && loki.tls.ca === "cert-manager")
    report.add(
      "needs-cluster",
      ["loki", "tls", "ca"],
      `cert-manager lives in a cluster, and this site has none: ${report.where(["k8s", "enabled"])}`,
      { got: "ca: cert-manager", want: "ca: own, or a cluster", fix: setHere(["loki", "tls", "ca"], "own") },
    );
};

const reason = "reads the logs of the nodes";

function checkPodSecurity({ k8s }: Draft, report: Report): void {
  for (const [name, workload] of Object.entries(k8s.podSecurity)) {
    const path = ["k8s", "podSecurity", name];
    if (workload.profile === "restricted" && workload.hostPaths.length > 0)
      report.add(
        "restricted-host-path",
        [...path, "hostPaths"],
        `${name} wants host folders, which its profile, restricted, does not allow: ${report.where([...path, "profile"])}`,
        {
          got: workload.hostPaths.join(", "),
          want: "no hostPaths, or profile privileged with an exception",
          fix: setAt(path, { profile: "privileged", exception: reason }),
        },
      );
    const root = workload.hostPaths.indexOf("/" as never);
    if (root !== -1)
      report.add(
        "host-path-root",
        [...path, "hostPaths", root],
        "the whole file system of a node must not be mounted",
        {
          got: "/",
          want: "the folders that are read",
          fix: setHere([...path, "hostPaths", root], "/var/log"),
        },
      );
    if (workload.profile !== "restricted" && !workload.exception)
      report.add(
        "missing-exception",
        [...path, "profile"],
        `${name} runs with more rights than restricted and does not say why`,
        {
          got: `profile: ${workload.profile}`,
          want: "exception: the reason",
          fix: setAt([...path, "exception"], reason),
        },
      );
  }
}

function checkStages({ k8s }: Draft, report: Report): void {
  for (const [name, { canary }] of Object.entries(k8s.stages)) {
    const path = ["k8s", "stages", name, "canary"];
    if (canary.length > 0 && k8s.delivery !== "argocd")
      report.add(
        "canary-needs-argocd",
        path,
        `canary steps are taken by Argo CD only, and ${k8s.delivery} delivers: ${report.where(["k8s", "delivery"])}`,
        {
          got: `delivery: ${k8s.delivery}`,
          want: "delivery: argocd, or no canary",
          fix: setAt(["k8s", "delivery"], "argocd"),
        },
      );
    if (canary.some((step, i) => i > 0 && step <= (canary[i - 1] as number)))
      report.add("canary-order", path, "each canary step must be larger than the one before", {
        got: canary.join(", "),
        want: "rising percentages, such as 10, 50, 100",
        fix: setHere(
          path,
          [...new Set(canary)].sort((a, b) => a - b),
        ),
      });
  }
}
