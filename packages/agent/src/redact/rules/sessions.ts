import type { Family } from "../rule.ts";

const r = String.raw;

export const sessions: Family = {
  name: "sessions",
  hides:
    "session identifiers of web servers, signatures, codes and assertions of OAuth and SAML, one-time codes",
  rules: [
    {
      name: "session",
      starts: ["SESSIONID", "SESSID", "jsessionid", "ASP.NET_SessionId", "connect.sid"],
      expression: r`["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%._~+/!-]+)`,
    },
    {
      name: "session-cookie",
      starts: ["sessionid=", "sessionId="],
      expression: r`["']?([A-Za-z0-9%._~+/-]{8,})`,
      keep: r`^[A-Za-z]+$|^[0-9]+$`,
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
      starts: ["otp", "OTP"],
      expression: r`(?:[-_]?(?:[cC]ode|CODE))?["'\x5c]*(?:[=:][ \t]*|[ \t]+(?:is|code|code:|is:)[ \t]+)["'\x5c]*([0-9]{4,8})`,
    },
  ],
};
