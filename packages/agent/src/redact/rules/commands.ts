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

/** What the configuration of switches, routers and name services writes without a sign. */
const devices: readonly Rule[] = [
  {
    name: "device",
    starts: [
      "-server key ",
      "-server community ",
      "key-string ",
      "shared-key ",
      "enable secret ",
      "enable password ",
      " password 7 ",
      " secret 5 ",
      " secret 8 ",
      " secret 9 ",
    ],
    expression: r`(?:[0-9][ \t]+)?["']?([^ \t\r\n"'\x5c]{3,})`,
    keep: constants,
  },
  // ipsec.secrets(5).
  { name: "ipsec", starts: [": PSK ", ": XAUTH "], expression: r`["']?([^ \t\r\n"'\x5c]+)`, keep: constants },
  {
    name: "directory",
    starts: ["bindpw", "rootpw"],
    expression: r`[ \t]+["']?([^ \t\r\n"'\x5c=:]{3,})`,
    keep: constants,
  },
];

/** What mail, file and key-value servers and RADIUS write of their clients' commands. */
const protocols: readonly Rule[] = [
  {
    name: "pass-command",
    starts: ['"PASS ', "<< PASS ", ">> PASS ", "C: PASS ", "command: PASS "],
    expression: r`([^ \t\r\n"'\x5c]+)`,
  },
  {
    name: "mail-login",
    starts: ["AUTH PLAIN ", "AUTH LOGIN ", "AUTHENTICATE PLAIN "],
    expression: "([A-Za-z0-9+/]{8,}={0,2})",
  },
  { name: "imap-login", starts: [" LOGIN "], expression: r`"[^"\r\n]+"[ \t]+"([^"\r\n]+)"` },
  { name: "redis-login", starts: ['"AUTH" "', '"auth" "'], expression: r`(?:[^"\r\n]+" ")?([^"\r\n]+)"` },
  {
    name: "radius-login",
    starts: ["ogin incorrect: [", "ogin OK: ["],
    expression: r`[^/\]\r\n]+/([^\]\r\n]+)\]`,
    keep: "^<",
  },
];

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
      needs: [" -a "],
    },
    {
      name: "redis-settings",
      starts: ["requirepass", "masterauth"],
      expression: r`["']?,?[ \t]+["']?([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    {
      name: "httpie",
      starts: ["http -a ", "https -a "],
      expression: r`["']?[\w.@+-]+:([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    {
      name: "wifi",
      starts: ["wpa_passphrase "],
      expression: r`(?:"[^"\r\n]+"|'[^'\r\n]+'|[^ \t\r\n]+)[ \t]+["']?([^ \t\r\n"'\x5c]{8,})`,
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
      expression: r`(?:-proxy-user|-user|[sSkLfivgG]*u|U)(?:(?:[ \t=]+|["'\x5c]+,[ \t]*)?"[\w.@+*-]+:([^ "\x5c/:][^"\x5c\r\n]*)"|(?:[ \t=]+|["'\x5c]+,[ \t]*)?["'\x5c]*[\w.@+*-]+:([^ \t\r\n"'\x5c/:][^ \t\r\n"'\x5c]*))`,
      keep: `${constants}|^[0-9]{1,6}$`,
      needs: [...curl, "etcdctl"],
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
    {
      name: "openssl-key",
      starts: ["openssl enc"],
      expression: r`${skipped}-[kK][ \t]+["']?([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    // Commands that read a password from their input, or take it without an option's name.
    {
      name: "piped",
      starts: ["echo ", "printf "],
      expression: r`(?:-n[ \t]+)?["'\x5c]*(?:%s[^ ]*[ \t]+["']?)?(?:[\w.-]+:)?([^ \t\r\n"'\x5c|$][^"'\x5c|\r\n]*?)["'\x5c]*[ \t]*\|`,
      keep: constants,
      needs: ["password-stdin", "chpasswd", "passwd --st", "sudo -S"],
    },
    {
      name: "htpasswd",
      starts: ["htpasswd -"],
      expression: r`(?:[a-zA-Z]*nb[a-zA-Z]*|[a-mo-zA-Z]*b[a-zA-Z]*[ \t]+[^ \t\r\n]+)[ \t]+[^ \t\r\n]+[ \t]+["']?([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    {
      name: "windows",
      starts: ["net use"],
      expression: r`(?:[^\r\n]*?/user:[^ \t\r\n]+|r[ \t]+[\w.-]+)[ \t]+["']?([^ \t\r\n"'\x5c/*][^ \t\r\n"'\x5c]*)`,
      keep: constants,
    },
    {
      name: "gossip",
      starts: ["ncrypt="],
      expression: r`[ \t]*[:=]?[ \t]*["'\x5c]*([A-Za-z0-9+/]{22,}={0,2})`,
    },
    {
      name: "user-and-password",
      starts: [" -u ", " -U ", " --username "],
      expression: r`["']?[^ \t\r\n]+[ \t]+(?:-pw?|-P)[ \t]+(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^ \t\r\n"'\x5c-][^ \t\r\n"'\x5c]*))`,
      // With the commands of MySQL a blank after -p means that the password is asked for: a word is a database.
      keep: `${constants}|^[0-9]{1,5}$|^[A-Za-z_]+$`,
    },
    {
      name: "windows-user",
      starts: [" -U "],
      expression: r`["']?[\w.\x5c/-]+%([^ \t\r\n"']+)`,
    },
    {
      name: "snmp",
      starts: ["snmp"],
      expression: r`(?:get|walk|set|bulk|trap|inform|table)[a-z]*(?:[^\r\n]*?[ \t]-A[ \t]+([^ \t\r\n]+))?(?:[^\r\n]*?[ \t]-[cX][ \t]*([^ \t\r\n]+))?`,
      keep: constants,
    },
    {
      name: "pair",
      starts: ["creds=", "creds "],
      expression: r`["']?[\w.-]+:([^ \t\r\n"'\x5c]+)`,
      keep: constants,
    },
    { name: "putty", starts: [" -pw "], expression: r`["']?([^ \t\r\n"'\x5c]+)` },
    {
      name: "secure-string",
      starts: ["SecureString "],
      expression: r`(?:-String[ \t]+)?["']([^"'\r\n]+)["']`,
    },
    {
      name: "unseal",
      starts: ["nseal Key ", "nseal key ", "unseal "],
      expression: r`(?:[0-9]+:)?[ \t]*([A-Za-z0-9+/]{30,}={0,2})`,
    },
    ...devices,
    ...protocols,
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
