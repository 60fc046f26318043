import type { Family } from "../rule.ts";
import { assigned, keepWords, told } from "../values.ts";
import { suffix } from "./passwords.ts";

const r = String.raw;

/** A parser's token, a model's count. */
const counts = r`^[0-9]{1,5}$|^[^\r\n]{1,2}$`;

export const tokens: Family = {
  name: "tokens",
  hides: "tokens, session identifiers of web servers, signatures and codes of OAuth and SAML",
  rules: [
    {
      name: "token",
      starts: ["oken", "OKEN"],
      expression: r`(?:_hint)?${suffix}${assigned}`,
      keep: r`${keepWords}|${counts}`,
    },
    { name: "token-said", starts: ["oken"], expression: told, keep: r`${keepWords}|${counts}` },
    {
      name: "session",
      starts: ["SESSIONID", "SESSID", "jsessionid", "ASP.NET_SessionId", "connect.sid"],
      expression: r`["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%._~+/!-]+)`,
    },
    { name: "oauth-code", starts: ["?code=", "&code="], expression: r`([A-Za-z0-9%._~/-]{10,})` },
    {
      name: "signature",
      starts: ["ignature=", "?sig=", "&sig="],
      expression: r`["'\x5c]*([A-Za-z0-9%+/_-]{16,}={0,2})`,
    },
    {
      name: "saml",
      starts: ["SAMLRe"],
      expression: r`(?:sponse|quest)["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%+/_-]{30,}={0,2})`,
    },
    {
      name: "otp",
      starts: ["otp", "OTP"],
      expression: r`(?:[-_]?(?:[cC]ode|CODE))?["'\x5c]*(?:[=:][ \t]*|[ \t]+(?:is|code|code:|is:)[ \t]+)["'\x5c]*([0-9]{4,8})`,
    },
  ],
};
