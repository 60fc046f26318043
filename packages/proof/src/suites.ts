/**
 * What each suite needs. One process runs one suite, or, with `each: "file"`, one of its test files: the unit
 * that is scheduled and whose result is kept.
 */
export interface Suite {
  /** Seconds it may take on two cores, when nothing of it is kept. Going over is shown and fails nothing. */
  budget: number;
  /** How many cores it keeps busy on average: 1.5 for what computes, a quarter for what mostly waits. */
  cores: number;
  /** MiB, hosts and servers that it starts included. */
  memory: number;
  /** How many labs it has up at once. */
  labs?: number;
  each?: "file";
  /** Programs that are obtained before it starts; small ones are obtained where they are used. */
  programs?: string[];
  /** Packages that it uses without importing them, since it runs `./logstead`. */
  runs?: string[];
  /** Further files that it reads, as globs from the clone's root. */
  reads?: string[];
}

const computing = { cores: 1.5, memory: 1_500 };
const small = { cores: 1, memory: 700 };
const waiting = { cores: 0.5, memory: 1_500 };

const environments = ["infra/environments/**"];
const inventories = [...environments, "examples/**", "!examples/rendered/**"];
const rendered = ["ansible/rendered/**", "examples/rendered/**"];
const checkers = ["loki", "promtail", "promtool", "amtool", "ansible"];
const site = ["sops", "age", "pulumi", "n8n", ...checkers];

/** By the name the report shows; `(slow)` marks the tests in `*.slow.test.ts`. */
export const suites: Record<string, Suite> = {
  types: { ...computing, budget: 20 },
  lint: { ...small, budget: 10 },
  unused: { ...small, budget: 15 },
  workflows: { ...small, budget: 5 },

  agent: {
    ...computing,
    budget: 60,
    programs: ["promtail"],
    reads: [...inventories, "docs/pipelines.md", "docs/redaction.md", "infra/*.json"],
  },
  ansible: { ...small, budget: 5, reads: inventories },
  base: { ...small, budget: 5 },
  bench: { ...computing, budget: 30, reads: environments },
  channels: { ...small, budget: 5, reads: ["packages/*/src/**"] },
  cli: {
    ...computing,
    budget: 60,
    programs: ["sops", "age", "actionlint", ...checkers],
    reads: [
      ...inventories,
      ...rendered,
      "README.md",
      "logstead",
      "ansible/**",
      "docs/**",
      "infra/**",
      "pnpm-*.yaml",
      "**/package.json",
      ".github/workflows/**",
    ],
  },
  detector: { ...computing, budget: 40, reads: ["packages/agent/grok/**"] },
  fields: { ...small, budget: 10 },
  images: { ...small, budget: 5, reads: ["packages/cli/package.json"] },
  inventory: {
    ...computing,
    budget: 30,
    reads: [
      "packages/*/src/**",
      "packages/cli/package.json",
      "{tools,ansible}/src/**",
      "README.md",
      ...inventories,
      "docs/**",
      "infra/*.json",
    ],
  },
  lab: { ...small, budget: 10, runs: ["cli"], reads: environments },
  "molecule-runner": {
    ...small,
    budget: 10,
    reads: [...environments, "ansible/**", "!ansible/rendered/**"],
  },
  operate: { ...small, budget: 10, reads: environments },
  proof: {
    ...small,
    budget: 10,
    reads: [
      "**/package.json",
      "**/*.test.ts",
      "packages/*/test/**/*.yaml",
      "packages/*/{src,files,pipelines}/**",
      "ansible/roles/**",
      "docs/{requirements,architecture}.md",
      "test/pulumi-plugins/test/**",
    ],
  },
  "pulumi-plugins": { ...small, budget: 30, programs: ["pulumi"] },
  secrets: { ...small, budget: 10, programs: ["sops", "age"] },
  settings: {
    ...computing,
    budget: 30,
    reads: [...inventories, "ansible/roles/**", "packages/detector/src/**"],
  },
  sources: { ...small, budget: 5, reads: ["packages/*/src/**", "test/*/src/**", "ansible/src/**"] },
  stacks: { ...small, budget: 10, reads: [...inventories, "ansible/**"] },
  templates: {
    ...computing,
    budget: 45,
    programs: checkers,
    reads: [...inventories, "docs/**", "ansible/**", "!ansible/rendered/**"],
  },
  tools: { ...small, budget: 15 },

  "agent (slow)": { ...waiting, budget: 300, each: "file", programs: ["promtail"], reads: inventories },
  "ansible (slow)": {
    // three scenarios at once
    cores: 1.25,
    memory: 4_000,
    labs: 1,
    budget: 900,
    programs: [...checkers, "n8n"],
    runs: ["cli"],
    reads: environments,
  },
  "cli (slow)": {
    ...waiting,
    budget: 180,
    each: "file",
    programs: ["loki"],
    reads: ["logstead", "*.json", "*.ts", "*.yaml", "tools/toolchain/**", ...inventories],
  },
  "detector (slow)": {
    cores: 1,
    memory: 2_000,
    budget: 600,
    each: "file",
    programs: ["loki", "chromium", "schemathesis", "postgres"],
  },
  "e2e (slow)": {
    // it waits for hosts most of the time: on two cores what computes must fit beside it
    cores: 0.5,
    memory: 6_000,
    labs: 1,
    budget: 1_500,
    programs: site,
    runs: ["cli", "ansible"],
    reads: ["logstead", "infra/**", "examples/pipelines/**", "ansible/**", "!ansible/rendered/**"],
  },
  "images (slow)": {
    ...waiting,
    budget: 60,
    reads: ["packages/cli/src/**", "packages/cli/package.json", "packages/detector/**", "packages/agent/**"],
  },
  "lab (slow)": {
    ...waiting,
    memory: 4_000,
    labs: 1,
    budget: 240,
    programs: ["n8n", "ansible"],
    runs: ["cli"],
    reads: environments,
  },
  "molecule-runner (slow)": {
    ...waiting,
    labs: 1,
    budget: 300,
    programs: ["ansible"],
    reads: [...environments, "ansible/**", "!ansible/rendered/**"],
  },
  "operate (slow)": {
    ...waiting,
    labs: 1,
    budget: 120,
    programs: ["ansible"],
    runs: ["cli"],
    reads: [...environments, "logstead"],
  },
  "pulumi-plugins (slow)": { ...computing, budget: 150, each: "file", programs: ["pulumi"] },
  "stacks (slow)": {
    ...computing,
    budget: 120,
    programs: ["pulumi", "ansible"],
    reads: ["infra/**", "ansible/**", "logstead"],
  },
  "templates (slow)": {
    ...waiting,
    budget: 400,
    each: "file",
    programs: [...checkers, "n8n"],
    reads: [...inventories, "ansible/**", "!ansible/rendered/**"],
  },

  machine: { ...small, budget: 1 },
};

/** What `./logstead test --fast` may take in all: a person waits for it. */
export const fastBudget = 60;

export function suiteOf(name: string): Suite {
  const suite = suites[name];
  if (!suite) throw new Error(`packages/proof/src/suites.ts: say what the suite '${name}' needs`);
  return suite;
}

export const budgetOf = (name: string) => suiteOf(name).budget;
