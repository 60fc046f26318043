import type { Verbs } from "./verb.ts";

/** Every verb of `./logstead`, in the order `--help` shows them. */
export const verbs: Verbs = {
  init: { summary: "write a new inventory with its secrets", load: () => import("./verbs/init.ts") },
  doctor: {
    summary: "check all preconditions and show the command that fixes each",
    load: () => import("./verbs/doctor.ts"),
  },
  inventory: {
    summary: "check an inventory, show what follows from it, print its schema",
    load: () => import("./verbs/inventory.ts"),
  },
  render: {
    summary: "write every file of an environment, atomically",
    load: () => import("./verbs/render.ts"),
  },
  diff: {
    summary: "compare what an inventory renders with the written files or a git reference",
    load: () => import("./verbs/diff.ts"),
  },
  verify: {
    summary: "check every rendered file with the program that reads it",
    load: () => import("./verbs/verify.ts"),
  },
  labels: {
    summary: "list the streams a site makes, and compare them with a live Loki",
    load: () => import("./verbs/labels.ts"),
  },
  pipeline: {
    summary: "list pipelines, run their cases in the real collectors, try them on lines",
    load: () => import("./verbs/pipeline.ts"),
  },
  secrets: {
    summary: "generate, store and list the secrets behind secret:NAME",
    load: () => import("./verbs/secrets.ts"),
  },
  mine: {
    summary: "find the patterns of log lines, with counts",
    load: () => import("./verbs/mine.ts"),
  },
  watch: {
    summary: "print anomalies in log lines as they come",
    load: () => import("./verbs/watch.ts"),
  },
  detector: {
    summary: "run the detector as a service: API, store, alerts",
    load: () => import("./verbs/detector.ts"),
  },
  "score-series": {
    summary: "score each row of a series of numbers by how unlike its past it is",
    load: () => import("./verbs/score-series.ts"),
  },
  "score-sessions": {
    summary: "score sequences of events by how they differ from normal ones",
    load: () => import("./verbs/score-sessions.ts"),
  },
  test: {
    summary: "run all suites: types, lint, unused code, every package's tests",
    load: () => import("./verbs/test.ts"),
  },
  requirements: {
    summary: "show which requirements the last full test run proves",
    load: () => import("./verbs/requirements.ts"),
  },
  bench: {
    summary: "measure speed and memory, and keep the result in docs/benchmarks.md",
    load: () => import("./verbs/bench.ts"),
  },
  tools: { summary: "list, get, prune and run the outside programs", load: () => import("./verbs/tools.ts") },
  up: {
    summary: "provision an environment end to end and prove that every source's lines arrive",
    load: () => import("./verbs/up.ts"),
  },
  preview: {
    summary: "show what up would change: files, Pulumi, Ansible on hosts that answer",
    load: () => import("./verbs/preview.ts"),
  },
  status: {
    summary: "show a site's health, versions, drift, lag and disk space",
    load: () => import("./verbs/status.ts"),
  },
  tail: {
    summary: "print the newest lines of a site and follow them",
    load: () => import("./verbs/tail.ts"),
  },
  down: {
    summary: "remove everything from the hosts except their data",
    load: () => import("./verbs/down.ts"),
  },
  backup: {
    summary: "save Loki's data, the collectors' positions and the configuration",
    load: () => import("./verbs/backup.ts"),
  },
  restore: {
    summary: "restore a backup to provisioned hosts",
    load: () => import("./verbs/restore.ts"),
  },
  bootstrap: {
    summary: "prepare bare machines: deploy user, key, sudo, Python, known host key",
    load: () => import("./verbs/bootstrap.ts"),
  },
  env: {
    summary: "print the environment for running pulumi and ansible-playbook by hand",
    load: () => import("./verbs/env.ts"),
  },
  artifacts: {
    summary: "put the programs that hosts get into the controller's artefact folder",
    load: () => import("./verbs/artifacts.ts"),
  },
  image: {
    summary: "build the detector's container image as an archive",
    load: () => import("./verbs/image.ts"),
  },
  lab: {
    summary: "real systemd hosts on this machine: up, exec, traffic, destroy",
    load: () => import("./verbs/lab.ts"),
  },
  completion: {
    summary: "print shell completion for bash, zsh or fish",
    load: () => import("./verbs/completion.ts"),
  },
  molecule: {
    summary: "run Molecule scenarios of roles against the lab's hosts",
    load: () => import("./verbs/molecule.ts"),
  },
  version: { summary: "print the version", load: () => import("./verbs/version.ts") },
};
