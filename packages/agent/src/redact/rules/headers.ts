import { type Family, marks } from "../rule.ts";
import { constants } from "../values.ts";
import { sessions } from "./sessions.ts";

const r = String.raw;

/** From a header's name to its value: `: `, `": "`, `=`, `:[`, `": ["`, `", "` of a pair. */
const to = r`["'\x5c]*[ \t]*(?:=>|[:=,]|%3[aA])[ \t]*[\[(]?[ \t]*["'\x5c]*`;
const scheme = r`(?:(?:[bB]earer|BEARER|[bB]asic|BASIC|[tT]oken|TOKEN|JWT|jwt|OAuth|[aA]pi-?[kK]ey|Negotiate|NTLM|Splunk|SSWS|GenieKey|GoogleLogin|SharedKey|SharedKeyLite|SharedAccessSignature|Key|DSN|Hawk|PRIVATE-TOKEN|AccessKey|AWS)(?:[ \t]+|%20|\+))`;

export const headers: Family = {
  name: "headers",
  hides:
    "Authorization headers, cookies, session identifiers, signatures, codes of OAuth and SAML, one-time codes",
  rules: [
    {
      name: "authorization",
      starts: ["uthorization", "AUTHORIZATION"],
      expression: `${to}${scheme}?${r`(?:(?:token|key|access_token)=["'\x5c]*)?([^ \t\r\n"'\x5c,;\])}]+)`}`,
      // A scheme with parameters has rules below; prose has letters only.
      keep: `${constants}|${r`^[A-Za-z][A-Za-z_./-]{0,24}[:=]?$|^AWS4-HMAC-SHA256$`}`,
    },
    {
      name: "authorization-parameters",
      starts: ["esponse=", "once=", "oauth_signature=", "oauth_token=", "mac=", "Signature="],
      expression: r`["'\x5c]*([^ \t\r\n"'\x5c,;]{8,})`,
      needs: ["uthorization", "AUTHORIZATION"],
    },
    {
      name: "bearer",
      starts: ["Bearer", "bearer", "BEARER"],
      expression: r`(?:,?[ \t]+|%20)["'\x5c]*([A-Za-z0-9._~+/%|:-]{6,}={0,2})`,
      keep: r`^[A-Za-z._:/-]{1,32}$|^[a-z_]+=`,
    },
    {
      name: "basic",
      starts: ["Basic ", "basic "],
      expression: r`[ \t]*([A-Za-z0-9+/]{6,}={0,2})`,
      keep: r`^[A-Za-z]?[a-z]+$|^[A-Z]+$|^[a-z]+/|^[0-9]+$|^[a-z]+[0-9]{0,3}$`,
    },
    {
      name: "basic-letters",
      starts: ["uthorization"],
      expression: `${to}${r`[bB]asic[ \t]+([A-Za-z0-9+/]{4,}={0,2})`}`,
      keep: r`^[A-Za-z]?[a-z]+$`,
    },
    {
      name: "bearer-letters",
      starts: ["uthorization"],
      expression: `${to}${r`(?:[bB]earer|[tT]oken)[ \t]+([A-Za-z0-9._~+/-]{3,}={0,2})`}`,
      keep: r`^(?:token|auth|authentication|header|missing|required|scheme)={0,2}$`,
    },
    {
      name: "docker-auth",
      starts: ['uth"', "uth="],
      expression: r`["'\x5c=]*[ \t]*[=:]?[ \t]*["'\x5c]*([A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9+/]{6,11}={1,2})`,
      keep: r`^[A-Za-z]?[a-z]+$|^[a-z/]+$|^/`,
    },
    {
      name: "set-cookie",
      starts: ["et-Cookie", "et-cookie", "ET-COOKIE"],
      expression: `${to}${r`[^ \t\r\n"'=;,\x5c]+=\x5c*"?([^ \t\r\n"';,\x5c]+)(?:[^"\r\n]*",[ \t]*"[^"=;,]+=([^"; ]+))?(?:[^"\r\n]*",[ \t]*"[^"=;,]+=([^"; ]+))?`}`,
      keep: r`^(?:deleted|\*+)$`,
    },
    // Its attributes are no cookies.
    {
      name: "mark-set-cookie",
      starts: ["et-Cookie", "et-cookie", "ET-COOKIE"],
      expression: "()",
      mark: "harmless",
    },
    {
      name: "cookie",
      starts: ["ookie", "OOKIE"],
      expression: `[sS]?${to}${r`([^ \t\r\n"'=;,:\x5c\[\](){}]+=[^ \t\r\n"';,\x5c\]]+(?:;[ \t]*[^ \t\r\n"'=;,\x5c]+=[^ \t\r\n"';,\x5c\]]*)*)`}`,
      keep: r`^[A-Za-z-]+=\*\*\*`,
    },
    {
      name: "cookie-value",
      starts: ["ookie", "OOKIE"],
      expression: r`["'\x5c]*[ \t]*[:=][ \t]*["'\x5c]*([A-Za-z0-9%._~+/!|-]{8,}={0,2})(?:["'\x5c;, \t\r\n&\])]|$)`,
      keep: r`^[A-Za-z_.-]+$|^[0-9.]+$`,
    },
    { name: "unmark", starts: [marks.harmless], expression: "", replacement: "" },
    ...sessions,
  ],
};
