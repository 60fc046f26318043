import type { Family } from "../rule.ts";

const r = String.raw;

export const urls: Family = {
  name: "urls",
  hides: "credentials in URLs and connection strings; the user's name stays",
  rules: [
    {
      name: "url",
      starts: ["://"],
      // A password may hold a slash, where what stands before it is no port.
      expression: r`[^ \t\r\n/?#"'<>@:\x5c]*:([^ \t\r\n/?#"'<>\x5c]+|[^ \t\r\n/@"'<>\x5c]*[^ \t\r\n/@"'<>\x5c0-9][^ \t\r\n"'<>\x5c]*)@`,
      needs: ["@"],
    },
    {
      name: "url-token",
      starts: ["://"],
      expression: r`([A-Za-z0-9_-]{16,})@`,
      needs: ["@"],
      keep: r`^[a-z-]+$`,
    },
    {
      name: "url-encoded",
      starts: ["%3A%2F%2F", "%3a%2f%2f"],
      expression: r`[A-Za-z0-9._~-]*%3[aA]((?:[A-Za-z0-9._~!*-]|%[0-35-9A-Fa-f][0-9A-Fa-f]|%4[1-9A-Fa-f])+)%40`,
    },
    {
      name: "go-dsn",
      expression: r`[\w.-]+:([^ \t\r\n"'@]+)@(?:tcp|unix|tcp6)\(`,
      texts: ["@tcp", "@unix"],
    },
    {
      name: "oracle",
      starts: ["oracle:thin:", "oracle:oci:", "sqlplus ", "sqlplus -s ", "expdp ", "impdp "],
      expression: r`[\w.$#-]+/"?([^@ \t\r\n"]+)"?@`,
      needs: ["@"],
    },
    {
      name: "webhook",
      texts: ["hook"],
      expression: r`(?:hooks\.slack\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2|outlook\.office\.com/webhook|hooks\.zapier\.com/hooks/catch)/([A-Za-z0-9_@:/-]{8,})`,
    },
    { name: "telegram", starts: ["api.telegram.org/bot"], expression: r`([0-9]+:[A-Za-z0-9_-]{16,})` },
  ],
};
