import type { Rule } from "../rule.ts";

const r = String.raw;

export const sessions: readonly Rule[] = [
  {
    name: "session",
    starts: ["SESSIONID", "SESSID", "jsessionid", "ASP.NET_SessionId"],
    expression: r`["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%._~+/!-]+)`,
  },
  { name: "oauth-code", starts: ["?code=", "&code="], expression: r`([A-Za-z0-9%._~/-]{10,})` },
  {
    name: "signature",
    starts: ["ignature=", "?sig=", "&sig="],
    expression: r`["'\x5c]*([A-Za-z0-9%+/_~-]{16,}={0,2})`,
  },
  {
    name: "saml",
    starts: ["SAMLRe"],
    expression: r`(?:sponse|quest)["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%+/_-]{30,}={0,2})`,
  },
  {
    name: "one-time-code",
    starts: ["OTP"],
    expression: r`(?:[-_]?(?:[cC]ode|CODE))?["'\x5c]*(?:[=:][ \t]*|[ \t]+(?:is|code|code:|is:)[ \t]+)["'\x5c]*([0-9]{4,8})`,
  },
];
