import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addRecipient } from "../../src/secrets/recipients.ts";

const shapes: Record<string, [before: string, recipients: string[]]> = {
  "no secrets at all": ["site: {name: x} # kept\n", ["new"]],
  "a block without recipients": ["secrets:\n  store: sops # kept\n\nsite: {name: x}\n", ["new"]],
  "one line without recipients": ["secrets: { store: sops } # kept\nsite: {name: x}\n", ["new"]],
  "a list": ["secrets:\n  recipients: # kept\n    - old # whose\nsite: {name: x}\n", ["old", "new"]],
  "a list without indent": ["secrets:\n  recipients:\n  - old # kept\nsite: {name: x}", ["old", "new"]],
  "a list on one line": ["secrets:\n  recipients: [old] # kept\n", ["old", "new"]],
  "an empty list": ["secrets:\n  recipients: [] # kept\n", ["new"]],
  "no line end": ["secrets:\n  store: sops # kept", ["new"]],
};

describe("adding a recipient to an inventory", () => {
  it.each(Object.entries(shapes))("%s: changes nothing else", (_, [before, recipients]) => {
    const after = addRecipient(before, "new") as string;
    expect(parse(after).secrets.recipients).toEqual(recipients);
    expect(after).toContain("# kept");
    const rest = { ...parse(after).secrets, recipients: undefined, store: undefined };
    expect(rest).toEqual({ ...parse(before).secrets, recipients: undefined, store: undefined });
    const changed = before.split("\n").filter((line) => !after.includes(line));
    expect(changed.length).toBeLessThanOrEqual(1);
  });

  it.each(["secrets: 5\n", "secrets: {recipients: text}\n", "include: [a.yaml]\n", "a: [\n"])(
    "gives up on %j rather than guess",
    (text) => expect(addRecipient(text, "new")).toBeUndefined(),
  );
});
