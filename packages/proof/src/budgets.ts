/** Seconds that each suite may take on two cores, when nothing of it is cached. */
const budgets: Record<string, number> = {
  types: 20,
  lint: 10,
  unused: 15,
  workflows: 5,
  base: 5,
  cli: 45,
  inventory: 45,
  proof: 10,
  secrets: 10,
  tools: 15,
  "cli (slow)": 180,
  "lab (slow)": 180,
  "pulumi-plugins (slow)": 120,
  "molecule-runner (slow)": 300,
  "e2e (slow)": 900,
};

/** What `./logstead test --fast` may take in all: a person waits for it. */
export const fastBudget = 90;

/** A suite that nobody gave a budget yet. */
const usual = { quick: 15, slow: 300 };

export function budgetOf(suite: string): number {
  return budgets[suite] ?? (suite.endsWith(" (slow)") ? usual.slow : usual.quick);
}
