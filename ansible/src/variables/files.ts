import { Document, isMap, isSeq, stringify, visit } from "yaml";
import type { RoleVariables, Variable } from "./variable.ts";

const head =
  "---\n# Made from ansible/src/variables (LOGSTEAD_UPDATE=1 ./logstead test --only ansible): change it there.\n";

/** The text of a role's `defaults/main.yml`; undefined where nothing has a default. */
export function defaultsText(role: string, { variables }: RoleVariables): string | undefined {
  const lines = Object.entries(variables).flatMap(([name, { default: value }]) =>
    value === undefined
      ? []
      : [stringify({ [`${role}_${name}`]: value }, inline).replace(/^\{(.*)\}\n$/s, "$1\n")],
  );
  return lines.length > 0 ? head + lines.join("") : undefined;
}

/** The text of a role's `meta/argument_specs.yml`. */
export function specsText(role: string, { about, variables }: RoleVariables): string {
  const options = Object.fromEntries(
    Object.entries(variables).map(([name, one]) => [`${role}_${name}`, option(one)]),
  );
  const document = new Document({ argument_specs: { main: { short_description: about, options } } });
  visit(document, {
    Pair(_, { key, value }) {
      const name = String(key);
      if ((name === "choices" || name === "default") && (isSeq(value) || isMap(value))) value.flow = true;
    },
  });
  return head + document.toString({ lineWidth: 120, flowCollectionPadding: false });
}

const inline = { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false } as const;

/** As Ansible wants it: a default that is a template cannot be repeated in a specification. */
function option({ default: value, about, options, choices, ...rest }: Variable): object {
  const isTemplate = JSON.stringify(value)?.includes("{{") ?? true;
  return {
    ...rest,
    ...(isTemplate ? {} : { default: value }),
    ...(choices && { choices }),
    description: about,
    ...(options && {
      options: Object.fromEntries(Object.entries(options).map(([name, one]) => [name, option(one)])),
    }),
  };
}
