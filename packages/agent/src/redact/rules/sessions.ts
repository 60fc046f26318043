import type { Rule } from "../rule.ts";

const r = String.raw;

export const sessions: readonly Rule[] = [
  {
    name: "session",
    starts: ["SESSIONID", "SESSID", "jsessionid", "ASP.NET_SessionId"],
    expression: r`["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%._~+/!-]+)`,
  },
  {
    name: "session-cookie",
    starts: ["sessionid"],
    expression: r`["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%._~+/!-]{8,})`,
    keep: r`^[0-9]+$|^[A-Za-z_-]+$`,
  },
  {
    name: "session-of-express",
    starts: ["connect.sid"],
    expression: r`["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([A-Za-z0-9%._~+/:-]{6,})`,
    needs: ["ookie"],
  },
  { name: "session-of-framework", starts: ["_session="], expression: "([A-Za-z0-9%._~+/-]{16,}={0,2})" },
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
    starts: ["OTP", "otp=", "otp:", "cation code", "FA code"],
    expression: r`(?:[-_]?(?:[cC]ode|CODE))?["'\x5c]*(?:[=:]?[ \t]*|(?:[ \t]+for[ \t]+[^ \t]+)?[ \t]+(?:is|code|code:|is:)[ \t]+)["'\x5c]*([0-9]{4,8})\b`,
  },
  // A card's check number is never kept: PCI DSS 3.3.1.2.
  {
    name: "card-check",
    starts: ["cvv", "CVV", "cvc", "CVC"],
    expression: r`2?["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*([0-9]{3,4})\b`,
  },
];
