import type { CredentialData, Node } from "@logstead/channels";

/*
 * The nodes of n8n that the alert flow uses, with the parameters it gives them; names and versions as n8n 2.41
 * has them (docs.n8n.io, "Built-in nodes"). Texts that begin with `=` are n8n's expressions.
 */
export interface Credential {
  /** What kind of credential the node asks for. */
  type: CredentialData["type"];
  id: string;
  name: string;
}

/** A node without its name and position. */
export interface Kind extends Node {
  credentials?: Credential;
  /** Sends a failure to the second output instead of ending the execution. */
  onError?: "continueErrorOutput" | "continueRegularOutput";
  /** Runs for the first item only. */
  once?: boolean;
  /** Outputs an empty item if there would be none. */
  always?: boolean;
  /** For people who open the flow in n8n. */
  notes?: string;
}

const base = (type: string, typeVersion: number, parameters: Record<string, unknown>): Kind => ({
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  parameters,
});

export const webhook = (path: string, credential: Credential): Kind => ({
  ...base("webhook", 2.1, {
    httpMethod: "POST",
    path,
    authentication: "headerAuth",
    responseMode: "responseNode",
    options: {},
  }),
  credentials: credential,
});

/** Answers the webhook's caller with the item's `answer` and `status`. */
export const respond = (): Kind =>
  base("respondToWebhook", 1.5, {
    respondWith: "json",
    responseBody: "={{ JSON.stringify($json.answer) }}",
    options: {
      responseCode: "={{ $json.status }}",
      responseHeaders: {
        entries: [{ name: "Retry-After", value: "={{ Math.ceil($json.answer.retryAfter ?? 0) }}" }],
      },
    },
  });

export const everySeconds = (seconds: number): Kind =>
  base("scheduleTrigger", 1.2, { rule: { interval: [{ field: "seconds", secondsInterval: seconds }] } });

/** Starts when an execution of this workflow has failed. */
export const errorTrigger = (): Kind => base("errorTrigger", 1, {});

/** Starts when n8n has started. */
export const startTrigger = (): Kind => base("n8nTrigger", 1, { events: ["init"] });

/** JavaScript that sees `$input`, `$()` and `$execution`, and returns items. */
export const code = (jsCode: string): Kind =>
  base("code", 2, { mode: "runOnceForAllItems", language: "javaScript", jsCode });

/** Sends all items to the output whose number the expression gives. */
export const switchBy = (expression: `=${string}`, outputs: number): Kind =>
  base("switch", 3.2, { mode: "expression", numberOutputs: outputs, output: expression });

/** Output 0 where the expression is true, else 1. */
export const when = (expression: `=${string}`): Kind =>
  base("if", 2.2, {
    conditions: {
      options: { caseSensitive: true, leftValue: "", typeValidation: "strict", version: 2 },
      combinator: "and",
      conditions: [
        {
          id: "condition",
          leftValue: expression,
          rightValue: "",
          operator: { type: "boolean", operation: "true", singleValue: true },
        },
      ],
    },
    options: {},
  });

/** Conditions (column, comparison, value) that select rows; all must hold, or any. */
export type Where = { all: Condition[] } | { any: Condition[] };
export type Condition = [column: string, is: Comparison | `=${string}`, value: string | number];
type Comparison = "eq" | "neq" | "lt" | "lte" | "gt" | "gte";

const filtered = (where: Where) => ({
  matchType: "all" in where ? "allConditions" : "anyCondition",
  filters: {
    conditions: ("all" in where ? where.all : where.any).map(([keyName, condition, keyValue]) => ({
      keyName,
      condition,
      keyValue,
    })),
  },
});

const mapped = (columns: Record<string, string | number>) => ({
  columns: { mappingMode: "defineBelow", value: columns },
});

/** Rows of one of n8n's own tables; `table` is an expression with its id. */
export const rows = (table: `=${string}`) => {
  const row = (operation: string, parameters: object): Kind =>
    base("dataTable", 1.1, {
      resource: "row",
      operation,
      dataTableId: { __rl: true, mode: "id", value: table },
      ...parameters,
    });
  return {
    insert: (columns: Record<string, string | number>) => row("insert", { ...mapped(columns), options: {} }),
    /** The newest or oldest first, by id. */
    get: (where: Where, order: "ASC" | "DESC", limit: number) =>
      row("get", {
        ...filtered(where),
        ...{ returnAll: false, limit, orderBy: true, orderByColumn: "id", orderByDirection: order },
      }),
    update: (where: Where, columns: Record<string, string | number>) =>
      row("update", { ...filtered(where), ...mapped(columns), options: {} }),
    remove: (where: Where) => row("deleteRows", { ...filtered(where), options: {} }),
  };
};

/** Creates the table unless one of that name exists; outputs its id. */
export const table = (tableName: string, columns: Record<string, "string" | "number">): Kind =>
  base("dataTable", 1.1, {
    resource: "table",
    operation: "create",
    tableName,
    columns: { column: Object.entries(columns).map(([name, type]) => ({ name, type })) },
    options: { createIfNotExists: true },
  });
