interface WithoutEffect {
  /** With everything below it; `<name>` is the name of any entry, `(files)` what an entry's `type` is. */
  setting: string;
  /** What there is not yet, as the end of a sentence. */
  reason: string;
  /** Settings directly below that do have an effect. */
  but?: string[];
}

/**
 * Settings that the schema takes and nothing acts on yet: `inventory check` warns of them, and their descriptions
 * say so. A test in test/settings fails when one of them gains an effect, and when another setting has none.
 */
export const withoutEffect: WithoutEffect[] = [
  { setting: "site.dashboards", reason: "no dashboard is rendered" },
  { setting: "site.outputs.dashboards", reason: "no dashboard is rendered" },
  { setting: "site.outputs.alertRules", reason: "none of the rules in `alerting.rules` is rendered" },
  { setting: "site.outputs.nginxConfig", reason: "OpenResty's configuration is not rendered" },
  { setting: "site.outputs.rotateScript", reason: "the script that rotates logs on Windows is not rendered" },
  { setting: "logSchema.required", reason: "lines are not compared with the common format" },
  { setting: "logSchema.recommended", reason: "lines are not compared with the common format" },
  { setting: "logSchema.site", reason: "lines are not compared with the common format" },
  { setting: "tenants.<name>.deployment", reason: "all tenants share their hosts' collectors" },
  { setting: "alerting.dropRate", reason: "dropped lines are counted, but nobody is alerted" },
  { setting: "alerting.rules", reason: "none of these rules is rendered" },
  {
    setting: "detector.thresholds.entropy",
    reason: "the detector does not judge the entropy of lines by it",
  },
  { setting: "detector.model", reason: "the detector runs no models", but: ["modelFile"] },
  { setting: "exports", reason: "no line is forwarded" },
  { setting: "gateway.nginx", reason: "the script that rotates logs on Windows is not rendered" },
  { setting: "gateway.accessLogPerDay", reason: "OpenResty's configuration is not rendered" },
  { setting: "gateway.rotation", reason: "the script that rotates logs on Windows is not rendered" },
  { setting: "k8s", reason: "nothing is rendered for a cluster", but: ["namespace"] },
  { setting: "targets", reason: "nothing is compared with them" },
  { setting: "backup", reason: "backups are made by `./logstead backup` only" },
  {
    setting: "hosts.<name>.sources.<name>(files).followSymlinks",
    reason: "links are always followed, neither Promtail nor Alloy can be told otherwise",
  },
  { setting: "hosts.<name>.ports.<name>.exposure", reason: "no firewall is set up" },
];

/** Settings that are for people who read the inventory, and for nobody else. */
export const notes = [
  "site.description",
  "devices.<name>.description",
  "hosts.<name>.description",
  "tenants.<name>.description",
  "redaction.rules.<name>.reason",
];
