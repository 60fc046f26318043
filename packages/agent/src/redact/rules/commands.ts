import { type Family, marks, type Rule } from "../rule.ts";
import { constants } from "../values.ts";

const r = String.raw;

/** An argument: quoted, or a word that is no further option, redirection or list. */
const argument = r`(?:"([^"\r\n]+)"|'([^'\r\n]+)'|\x5c+["']([^"'\x5c\r\n]+)|([^ \t\r\n"'\x5c<>|;&,\]-][^ \t\r\n"'\x5c,\]]*))`;
/** Options up to the one that is meant. */
const skipped = r`(?:[ \t]+[^ \t\r\n]+)*?[ \t]+`;
const secretOption = r`([A-Za-z0-9-]*(?:[pP]ass(?:word|wd|phrase|code|in|out)?|[sS]torepass|[kK]eypass|[tT]oken|[sS]ecret|(?:[sS]ecret|[aA]pi|[aA]ccess|[aA]uth|[pP]rivate|[aA]ccount)-?[kK]ey|pwd))`;
/** Between an option and its argument, also where both are elements of a list. */
const gap = r`(?:["'\x5c]*,[ \t]*|[ \t]+)`;

const short = [" -p"];
const curl = ["curl"];

export const commands: Family = {
  name: "commands",
  hides: "passwords in the arguments of commands",
  rules: [
    {
      name: "mysql",
      starts: ["mysql", "mariadb"],
      // With -p the password follows without a blank; a blank means that it is asked for.
      expression: r`[a-z_-]*${skipped}-p(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      keep: constants,
      needs: short,
    },
    {
      name: "login",
      starts: ["ker login", "man login", "mongo", "sshpass"],
      expression: r`[a-z]*${skipped}-pw?[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      keep: `${constants}|^[0-9]{1,5}$|^assword`,
      needs: short,
    },
    {
      name: "redis",
      starts: ["redis-cli"],
      expression: r`${skipped}-a[ \t]+["']?([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    {
      name: "redis-settings",
      starts: ["requirepass"],
      expression: r`["']?,?[ \t]+["']?([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    {
      name: "ldap",
      starts: ["ldap"],
      expression: r`[a-z]+${skipped}-w[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c]+))`,
      keep: constants,
    },
    {
      name: "user",
      starts: [" -", "'-", '"-'],
      expression: r`(?:-proxy-user|-user|u|U)(?:[ \t=]+|["'\x5c]+,[ \t]*)?["'\x5c]*[\w.@+*-]+:([^ \t\r\n"'\x5c/:][^ \t\r\n"'\x5c]*)`,
      keep: `${constants}|^[0-9]{1,6}$`,
      needs: curl,
    },
    {
      name: "cookie-option",
      starts: [" -b ", " --cookie "],
      expression: r`["']?([^ \t\r\n"'=;]+=[^"'\r\n]+?)(?:["']|[ \t]|$)`,
      needs: curl,
    },
    {
      name: "openssl",
      starts: ["pass:"],
      expression: r`([^ \t\r\n"'\x5c,;]+)`,
      keep: `${constants}|^[0-9]{1,5}$`,
      needs: ["-pass"],
    },
  ],
};

/** Every option that is meant has one of these in its name. */
const secretWords = ["pass", "Pass", "oken", "ecret", "key", "Key", "pwd"];

/** Options of any command whose name says that a secret follows. */
export const options: readonly Rule[] = [
  {
    name: "mark-option",
    starts: [" -", '"-', "'-"],
    expression: `-?${secretOption}${gap}`,
    mark: "option",
    texts: secretWords,
  },
  {
    name: "mark-first-option",
    expression: `^--?${secretOption}${gap}`,
    mark: "option",
    texts: secretWords,
  },
  {
    name: "option",
    starts: [marks.option],
    expression: gap + argument,
    keep: `${constants}|^[/~.]|^pass:`,
  },
  { name: "unmark", starts: [marks.option], expression: "", replacement: "" },
];
