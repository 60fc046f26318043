import type { Family } from "../rule.ts";

const r = String.raw;

/** Only lines with an at sign have these. */
export const urls: Family = {
  name: "urls",
  hides: "credentials in URLs and connection strings; the user's name stays",
  rules: [
    {
      name: "url",
      starts: ["://"],
      // A password may hold a slash, where what stands before it is no port.
      expression: r`[^ \t\r\n/?#"'<>@:\x5c]*(?:\x5c[\w.-]+)?:([^ \t\r\n/?#"'<>\x5c]+|[^ \t\r\n/@"'<>\x5c]*[^ \t\r\n/@"'<>\x5c0-9][^ \t\r\n"'<>\x5c]*)@`,
    },
    {
      name: "url-token",
      starts: ["://"],
      expression: r`([A-Za-z0-9_-]{16,})@`,
      keep: r`^[a-z-]+$`,
    },
    { name: "go-dsn", expression: r`[\w.-]+:([^ \t\r\n"'@]+)@tcp\(`, needs: ["@tcp("] },
    { name: "go-dsn", expression: r`[\w.-]+:([^ \t\r\n"'@]+)@unix\(`, needs: ["@unix("] },
    {
      name: "oracle",
      starts: ["oracle:thin:", "sqlplus "],
      expression: r`[\w.$#-]+/"?([^@ \t\r\n"]+)"?@`,
    },
  ],
};
