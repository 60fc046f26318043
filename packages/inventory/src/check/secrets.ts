import { setAt } from "../explain/fix.ts";
import { isData } from "../read/merge.ts";
import type { Path } from "../read/place.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Shapes of well-known credentials; a setting that takes a SecretRef is checked by its field. */
const credentials: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/, "an age key"],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}/, "a GitHub token"],
  [/\bglpat-[\w-]{20,}/, "a GitLab token"],
  [/\bxox[abprs]-[\w-]{10,}/, "a Slack token"],
  [/:\/\/[^/\s:@]+:[^/\s@]+@/, "an address with a password"],
  [/\bAKIA[0-9A-Z]{16}\b/, "an AWS key"],
  [/\bey[A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{10,}\.[\w-]{10,}/, "a JSON web token"],
  [
    /(?:password|passwd|token|secret|api_?key)\s*[=:]\s*(?!\{|\$|secret:|env:|file:)[^\s'"]{6,}/i,
    "a password or token",
  ],
];

const reference = /^(secret:[a-z][a-z0-9-]*|env:[A-Z_][A-Z0-9_]*|file:\/.+)$/;

/** No secret value may stand in an inventory. */
export const checkSecrets: Check = (draft, report) => {
  visit(draft.merged.data, [], (text, path) => {
    if (text.length < 12 || path[0] === "redaction" || reference.test(text)) return;
    const found = credentials.find(([form]) => form.test(text));
    if (found)
      report.add("secret-in-plain-text", path, `this text holds ${found[1]}`, {
        got: `*** (${text.length} characters, not shown)`,
        want: "a reference: secret:NAME, env:VARIABLE or file:/path",
        fix: "Please remove it here, change it where it is valid (it may have been seen), and store the new one with `./logstead secrets set NAME`",
      });
  });
  checkStore(draft, report);
};

function visit(value: unknown, path: Path, see: (text: string, path: Path) => void): void {
  if (typeof value === "string") see(value, path);
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, i], see);
  else if (isData(value)) for (const [key, below] of Object.entries(value)) visit(below, [...path, key], see);
}

function checkStore({ secrets }: Draft, report: Report): void {
  if (secrets.store === "state" && secrets.recipients.length > 0)
    report.add(
      "recipients-without-use",
      ["secrets", "recipients"],
      "recipients are for a SOPS file, and this site keeps its secrets in the state folder",
      {
        got: `store: state: ${report.where(["secrets", "store"])}`,
        want: "store: sops, or no recipients",
        fix: setAt(["secrets", "store"], "sops"),
      },
    );
  if (secrets.store === "sops" && secrets.file && secrets.recipients.length === 0)
    report.add("incomplete-setting", ["secrets"], "a SOPS file needs somebody who can decrypt it", {
      want: "secrets.recipients: an age public key",
      fix: "./logstead secrets key   makes a key and prints its public part",
    });
}
