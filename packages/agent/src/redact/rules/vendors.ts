import type { Rule } from "../rule.ts";

const r = String.raw;

/*
 * Keys that say by their beginning whose they are. Lengths are lower bounds: vendors change them, and what
 * has the beginning but is shorter is a name. Sources: the vendors' pages on their formats, and the rules of
 * gitleaks (MIT).
 */
const formats: [whose: string, texts: string[], expression: string][] = [
  // Header and payload, and the signature where there is one; an encrypted one has five parts.
  ["jwt", ["eyJ"], r`eyJ[0-9A-Za-z_-]{5,}\.[0-9A-Za-z_-]{2,}(?:\.[0-9A-Za-z_-]*){0,3}`],
  ["aws", ["AKIA", "ASIA"], r`A[KS]IA[A-Z0-9]{12,}`],
  ["google-key", ["AIza"], r`AIza[0-9A-Za-z_-]{30,}`],
  ["google-token", ["ya29."], r`ya29\.[0-9A-Za-z_.-]{10,}`],
  ["google-secret", ["GOCSPX-"], r`GOCSPX-[0-9A-Za-z_-]{10,}`],
  ["github", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r`gh[pousr]_[0-9A-Za-z_]{16,}`],
  ["github-docker", ["_pat_"], r`(?:github|dckr)_pat_[0-9A-Za-z_-]{16,}`],
  ["slack", ["xox", "xapp-"], r`x(?:ox[a-z]|app)[.-][0-9A-Za-z%/+._-]{8,}`],
  ["gitlab", ["glpat-", "gldt-", "glrt-"], r`gl(?:pat|dt|rt)-[0-9A-Za-z_.-]{12,}`],
  ["stripe", ["k_live_", "k_test_"], r`[sr]k_(?:live|test)_[0-9A-Za-z]{10,}`],
  ["webhook-secret", ["whsec_"], r`whsec_[0-9A-Za-z+/=]{10,}`],
  ["npm", ["npm_"], r`npm_[0-9A-Za-z]{24,}`],
  ["pypi", ["pypi-Ag"], r`pypi-Ag[0-9A-Za-z_-]{20,}`],
  ["sendgrid", ["SG."], r`SG\.[0-9A-Za-z_-]{12,}\.[0-9A-Za-z_-]{12,}`],
  ["hugging-face", ["hf_"], r`hf_[0-9A-Za-z]{24,}`],
  ["digitalocean", ["dop_v1_"], r`dop_v1_[0-9a-f]{24,}`],
  ["shopify", ["shpat_"], r`shpat_[0-9a-fA-F]{24,}`],
  ["grafana", ["glsa_"], r`glsa_[0-9A-Za-z_+/=-]{20,}`],
  ["vault", ["hvs."], r`hvs\.[0-9A-Za-z_-]{16,}`],
  ["terraform", [".atlasv1."], r`[0-9A-Za-z]*\.atlasv1\.[0-9A-Za-z_=-]{20,}`],
  ["new-relic", ["NRAK-"], r`NRAK-[0-9A-Za-z_-]{16,}`],
  ["age", ["AGE-SECRET-KEY-1"], r`AGE-SECRET-KEY-1[0-9A-Z]{20,}`],
  ["postman", ["PMAK-"], r`PMAK-[0-9a-f]{16,}-?[0-9a-f]*`],
  ["n8n-linear", ["8n_api_", "lin_api_"], r`(?:n8n|lin)_api_[0-9A-Za-z._-]{16,}`],
  ["atlassian", ["ATATT3"], r`ATATT3[0-9A-Za-z_=-]{16,}`],
  ["tailscale", ["tskey-"], r`tskey-[0-9A-Za-z-]{12,}`],
  ["pulumi", ["pul-"], r`pul-[0-9a-f]{24,}`],
  ["mailgun", ["key-"], r`key-[0-9a-f]{32}`],
];

export const vendorKeys: readonly Rule[] = [
  ...formats.map(([name, texts, expression]) => ({ name, texts, expression: `(${expression})` })),
  // Words end in these letters (task-, disk-).
  {
    name: "openai",
    needs: ["sk-"],
    expression: r`(?:^|[^0-9A-Za-z_-])(sk-[0-9A-Za-z_-]{20,})`,
    keep: r`^sk-[a-z-]+$|^sk-[0-9a-f]{8}-[0-9a-f]{4}-`,
  },
];
