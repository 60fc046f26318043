import type { Family } from "../rule.ts";
import { constants, keepWords } from "../values.ts";

const r = String.raw;

/** An argument: quoted, or a word that is no further option, redirection or path substitution. */
const argument = r`(?:"([^"\r\n]+)"|'([^'\r\n]+)'|\x5c+["']([^"'\x5c\r\n]+)|([^ \t\r\n"'\x5c<>|;&,\]-][^ \t\r\n"'\x5c,\]]*))`;
/** Between an option and its argument, also where both are elements of a list. */
const gap = r`(?:["'\x5c]*,[ \t]*|[ \t]+)`;
const secretOption = r`-?[A-Za-z0-9-]*(?:[pP]ass(?:word|wd|phrase|code|in|out)?|passwd|[sS]torepass|[kK]eypass|[tT]oken|[sS]ecret|[sS]ecret-?[kK]ey|[aA]pi-?[kK]ey|[aA]ccess-?[kK]ey|[aA]uth-?[kK]ey|[pP]rivate-?[kK]ey|[aA]ccount-?[kK]ey|pwd)`;

export const commands: Family = {
  name: "commands",
  hides: "passwords in the arguments of commands",
  rules: [
    {
      name: "sshpass",
      starts: ["sshpass"],
      expression: r`[ \t]+-p[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      keep: constants,
    },
    {
      name: "mysql",
      starts: ["mysql", "mariadb"],
      // With -p the password follows without a blank; a blank means that it is asked for.
      expression: r`[a-z_-]*(?:[ \t]+[^ \t\r\n]+)*?[ \t]+-p(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      needs: [" -p"],
      keep: constants,
    },
    {
      name: "login",
      starts: ["docker login", "podman login", "az login", "skopeo login", "helm registry login", "mongo", "cqlsh", "ftp "],
      expression: r`[a-z]*(?:[ \t]+[^ \t\r\n]+)*?[ \t]+-p[ \t]+(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      needs: [" -p"],
      keep: `${constants}|^[0-9]{1,5}$`,
    },
    {
      name: "redis",
      starts: ["redis-cli"],
      expression: r`(?:[ \t]+[^ \t\r\n]+)*?[ \t]+(?:-a|--pass)[ \t]+(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      keep: constants,
    },
    {
      name: "redis-settings",
      starts: ["requirepass", "masterauth"],
      expression: r`["']?,?[ \t]+["']?([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    {
      name: "ldap",
      starts: ["ldapsearch", "ldapmodify", "ldapadd", "ldapdelete", "ldapwhoami", "ldappasswd"],
      expression: r`(?:[ \t]+[^ \t\r\n]+)*?[ \t]+-[ws][ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      keep: constants,
    },
    {
      name: "user",
      starts: [" -u", " --user", " --proxy-user", " -U", "\"-u", "'-u"],
      expression: r`(?:[ \t=]+|["'\x5c]+,[ \t]*)?["'\x5c]*[\w.@+-]+(?::|%)([^ \t\r\n"'\x5c/:][^ \t\r\n"'\x5c]*)`,
      // A container's user and group; host and port of a URL.
      keep: `${constants}|^[0-9]{1,6}$|^(?:root|users?|nogroup|nobody|wheel|docker|adm|www-data)$`,
      needs: ["curl", "wget", "smbclient"],
    },
    {
      name: "openssl",
      starts: ["pass:"],
      expression: r`([^ \t\r\n"'\x5c,;]+)`,
      keep: `${keepWords}|^[0-9]{1,5}$`,
      needs: ["-pass", "openssl"],
    },
    {
      name: "option",
      starts: [" -", "\"-", "'-"],
      expression: secretOption + gap + argument,
      keep: `${keepWords}|^[/~.]`,
      needs: ["pass", "Pass", "oken", "ecret", "key", "Key"],
    },
    {
      name: "option-first",
      expression: `^${secretOption.replace("-?", "--?")}${gap}${argument}`,
      needs: ["pass", "Pass", "oken", "ecret", "key", "Key"],
      keep: `${keepWords}|^[/~.]`,
    },
  ],
};
