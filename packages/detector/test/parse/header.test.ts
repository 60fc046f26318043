import { expect, test } from "vitest";
import { StreamParser } from "../../src/core/parse/parser.ts";

const now = Date.UTC(2026, 10, 21, 12);

interface Form {
  lines: string[];
  /** What the first line gives: time, level, component, message. */
  first: [string | undefined, string | undefined, string | undefined, string];
  /** The other messages. */
  rest: string[];
}

const forms: Record<string, Form> = {
  "syslog, RFC 3164": {
    lines: [
      "Nov 21 10:00:01 dns01 named[812]: client 10.0.0.9#4711: query refused",
      "Nov 21 10:00:02 dns01 CRON(pam_unix)[99]: session opened for user root",
      "Nov 21 10:00:03 dns01 syslogd 1.4.1: restart.",
      "Nov  1 10:00:04 dns01 kernel: eth0: link up",
    ],
    first: ["2026-11-21T10:00:01.000Z", undefined, "named", "client 10.0.0.9#4711: query refused"],
    rest: ["session opened for user root", "restart.", "eth0: link up"],
  },
  "syslog, RFC 5424": {
    lines: [
      "<34>1 2026-11-21T10:00:00.003Z gw su 77 ID47 - 'su root' failed for lonvick",
      "<165>1 2026-11-21T10:00:01.003Z gw evntslog 78 ID48 - application event",
      "<13>1 2026-11-21T10:00:02.003Z gw su 79 ID47 - session closed",
    ],
    first: ["2026-11-21T10:00:00.003Z", "FATAL", "su", "'su root' failed for lonvick"],
    rest: ["application event", "session closed"],
  },
  "ISO time, level, logger": {
    lines: [
      "2026-11-21 10:00:01,478 INFO [main] com.example.Server: Started in 12 ms",
      "2026-11-21 10:00:02,478 WARN [worker-3] com.example.Pool: Pool exhausted",
      "2026-11-21 10:00:03,478 ERROR [IPC Server 1 on 80] com.example.Pool: No more",
    ],
    first: ["2026-11-21T10:00:01.478Z", "INFO", "com.example.Server", "Started in 12 ms"],
    rest: ["Pool exhausted", "No more"],
  },
  "a time with a zone": {
    lines: ["2026-11-21T12:30:00+02:00 error disk is full", "2026-11-21T12:30:01+02:00 info disk is mounted"],
    first: ["2026-11-21T10:30:00.000Z", "ERROR", undefined, "disk is full"],
    rest: ["disk is mounted"],
  },
  klog: {
    lines: [
      "I1121 10:00:01.123456    4242 server.go:152] Starting serving on 0.0.0.0",
      "E1121 10:00:02.123456    4242 controller.go:99] Sync failed",
    ],
    first: ["2026-11-21T10:00:01.123Z", "INFO", "server.go:152", "Starting serving on 0.0.0.0"],
    rest: ["Sync failed"],
  },
  Android: {
    lines: [
      "11-21 10:00:01.811  1702  2395 D WindowManager: printing windows",
      "11-21 10:00:02.811  1702 14638 I PowerManager: going to sleep",
      "11-21 10:00:03.811  1702 14638 W Zygote  : slow start",
    ],
    first: ["2026-11-21T10:00:01.811Z", "DEBUG", "WindowManager", "printing windows"],
    rest: ["going to sleep", "slow start"],
  },
  "Apache's error log": {
    lines: [
      "[Sat Nov 21 10:00:01.123456 2026] [core:error] [pid 5:tid 7] [client 10.0.0.1:99] File does not exist",
      "[Sat Nov 21 10:00:02.123456 2026] [mpm:notice] [pid 5:tid 7] AH00489: resuming normal operations",
    ],
    first: ["2026-11-21T10:00:01.123Z", "ERROR", undefined, "[client 10.0.0.1:99] File does not exist"],
    rest: ["AH00489: resuming normal operations"],
  },
  "an access log": {
    lines: [
      '10.0.0.1 - - [21/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 612',
      '10.0.0.2 - bob [21/Nov/2026:10:00:02 +0000] "POST /a HTTP/1.1" 404 9',
    ],
    first: ["2026-11-21T10:00:01.000Z", undefined, undefined, '"GET / HTTP/1.1" 200 612'],
    rest: ['"POST /a HTTP/1.1" 404 9'],
  },
  "Windows servicing": {
    lines: [
      "2026-11-21 10:00:01, Info                  CBS    Starting the installer",
      "2026-11-21 10:00:02, Error                 CSI    0000009 Failed [HRESULT = 0x80]",
    ],
    first: ["2026-11-21T10:00:01.000Z", "INFO", "CBS", "Starting the installer"],
    rest: ["0000009 Failed [HRESULT = 0x80]"],
  },
  "a supercomputer's console": {
    lines: [
      "- 1795255201 2026.11.21 R02-M1 2026-11-21-10.00.01.675872 R02-M1 RAS KERNEL INFO parity error corrected",
      "ALERT 1795255202 2026.11.21 R03-M1 2026-11-21-10.00.02.675872 R03-M1 RAS APP FATAL ciod: failed",
    ],
    first: ["2026-11-21T10:00:01.000Z", "INFO", "KERNEL", "parity error corrected"],
    rest: ["ciod: failed"],
  },
  "syslog behind a label, an epoch and a date": {
    lines: [
      "- 1795255201 2026.11.21 cn07 Nov 21 10:00:01 cn07/cn07 crond(pam_unix)[2915]: session closed for root",
      "DISK 1795255202 2026.11.21 adm1 Nov 21 10:00:02 src@adm1 kernel: drive 3 was reset",
      "- 1795255203 2026.11.21 #4# Nov 21 10:00:03 #4#/#4# /opt/mon/bin/collect[77]: no answer from [A4]",
    ],
    first: ["2026-11-21T10:00:01.000Z", undefined, "crond(pam_unix)", "session closed for root"],
    rest: ["drive 3 was reset", "no answer from [A4]"],
  },
  "a cluster's events: number, host, component, state, seconds, flag": {
    lines: [
      "4711 node-12 fan.hw changed.slow 1795255201 1 speed of fan 3 fell to 900",
      "4712 gate2 job start 1795255202 1 addMember (command 17)",
      "99 node-7 switch port-error 1795255203 1 the link's interval has expired",
    ],
    first: ["2026-11-21T10:00:01.000Z", undefined, "fan.hw", "speed of fan 3 fell to 900"],
    rest: ["addMember (command 17)", "the link's interval has expired"],
  },
  "file, time, pid, level, logger and a request in brackets": {
    lines: [
      'api.log.1 2026-11-21 10:00:01.008 25746 INFO cloud.api.server [req-38101a0b 113d3a99 54fa - - -] 10.1.0.2 "GET /v2" status: 200',
      "vm.log 2026-11-21 10:00:02.008 2931 WARNING cloud.image.cache [req-addc1839 - - - - -] Unknown base file: /var/lib/base/a4",
      "vm.log 2026-11-21 10:00:03.008 2931 INFO cloud.vm.manager [-] [instance: 3edec1e4] VM was stopped",
    ],
    first: ["2026-11-21T10:00:01.008Z", "INFO", "cloud.api.server", '10.1.0.2 "GET /v2" status: 200'],
    rest: ["Unknown base file: /var/lib/base/a4", "[instance: 3edec1e4] VM was stopped"],
  },
  "a day and month in brackets and a program of one or two words before a dash": {
    lines: [
      "[11.21 10:00:01] browser.exe - web.example:443 opened through proxy - twice",
      "[11.21 10:00:02] sync.exe *64 - web.example:443 close, 403 bytes sent",
      "[11.21 10:00:03] browser.exe - mail.example:25 error : no connection",
    ],
    first: [
      "2026-11-21T10:00:01.000Z",
      undefined,
      "browser.exe",
      "web.example:443 opened through proxy - twice",
    ],
    rest: ["web.example:443 close, 403 bytes sent", "mail.example:25 error : no connection"],
  },
  "numbers of a time that are not filled up": {
    lines: [
      "20261121-10:0:1:66|Steps|30002312|counted 12",
      "20261121-10:0:12:606|Screen_On|30002312|went off",
      "20261121-9:59:3:7|Steps|30002312|action: a|b",
    ],
    first: ["2026-11-21T10:00:01.066Z", undefined, "Steps", "counted 12"],
    rest: ["went off", "action: a|b"],
  },
  "tags with blanks in them": {
    lines: [
      "11-21 10:00:01.811  1702  2395 V audio out: level: 4",
      "11-21 10:00:02.811  1702 14638 I chatty  : expired 3 lines",
      "11-21 10:00:03.811  1702 14638 W Zygote: slow start",
      "11-21 10:00:03.911  1702 14638 W am_proc: bound: 7",
    ],
    first: ["2026-11-21T10:00:01.811Z", "DEBUG", "audio out", "level: 4"],
    rest: ["expired 3 lines", "slow start", "bound: 7"],
  },
  "bars between columns": {
    lines: [
      "20261121-10:00:01:606|Steps|30002312|counted 12",
      "20261121-10:00:02:6|Screen|30002312|went off",
    ],
    first: ["2026-11-21T10:00:01.606Z", undefined, "Steps", "counted 12"],
    rest: ["went off"],
  },
  "a package manager's log": {
    lines: [
      "2026-11-21 10:00:01 status installed libc6:amd64 2.36-9",
      "2026-11-21 10:00:02 upgrade tzdata:all 2026a-0 2026b-0",
    ],
    first: ["2026-11-21T10:00:01.000Z", undefined, undefined, "status installed libc6:amd64 2.36-9"],
    rest: ["upgrade tzdata:all 2026a-0 2026b-0"],
  },
  JSON: {
    lines: [
      '{"ts":"2026-11-21T10:00:01Z","level":"warn","logger":"api","msg":"slow query","ms":812}',
      '{"ts":"2026-11-21T10:00:02Z","level":"info","logger":"api","msg":"ready"}',
    ],
    first: ["2026-11-21T10:00:01.000Z", "WARN", "api", "slow query"],
    rest: ["ready"],
  },
  logfmt: {
    lines: [
      'ts=2026-11-21T10:00:01Z level=error component=ruler msg="could not \\"load\\" rules" err=EOF',
      "ts=2026-11-21T10:00:02Z level=info component=ruler msg=ready",
    ],
    first: ["2026-11-21T10:00:01.000Z", "ERROR", "ruler", 'could not "load" rules'],
    rest: ["ready"],
  },
  "seconds since 1970": {
    lines: ["1795255201.250 INFO web: up", "1795255202.250 WARN web: down"],
    first: ["2026-11-21T10:00:01.250Z", "INFO", "web", "up"],
    rest: ["down"],
  },
  "no header": {
    lines: ["connection from 10.0.0.1 closed", "12 files were read", "error: nothing left"],
    first: [undefined, undefined, undefined, "connection from 10.0.0.1 closed"],
    rest: ["12 files were read", "error: nothing left"],
  },
};

for (const [name, { lines, first, rest }] of Object.entries(forms))
  test(`[DET-02] a header is found by evidence: ${name}`, () => {
    const parser = new StreamParser();
    const many = Array.from({ length: 30 }, () => lines).flat();
    parser.learn(many, now);
    const parsed = lines.map((line) => parser.parse(line, now));
    const { time, level, component, message } = parsed[0] as (typeof parsed)[number];
    expect([
      time === undefined ? undefined : new Date(time).toISOString(),
      level,
      component,
      message,
    ]).toEqual(first);
    expect(parsed.slice(1).map((line) => line.message)).toEqual(rest);
  });

test("a stream that changes its format is looked at again", () => {
  const parser = new StreamParser();
  for (let i = 0; i < 600; i++) parser.parse(`2026-11-21 10:00:01 INFO app: message ${i}`, now);
  expect(parser.parse("2026-11-21 10:00:01 INFO app: last", now).message).toBe("last");
  let message = "";
  for (let i = 0; i < 600; i++) message = parser.parse(`{"level":"info","msg":"message ${i}"}`, now).message;
  expect(message).toBe("message 599");
});

test("a line that continues another is all message", () => {
  const parser = new StreamParser();
  parser.learn(
    Array.from({ length: 50 }, (_, i) => `2026-11-21 10:00:01 ERROR app: failed ${i}`),
    now,
  );
  expect(parser.parse("    at java.lang.Thread.run(Thread.java:748)", now).message).toContain(
    "at java.lang.Thread",
  );
});

test("without a year the line is in the past, not months ahead", () => {
  const parser = new StreamParser();
  parser.learn(
    Array.from({ length: 50 }, (_, i) => `Dec 24 10:00:01 host app: x ${i}`),
    now,
  );
  expect(parser.parse("Dec 24 10:00:01 host app: x", now).time).toBe(Date.UTC(2025, 11, 24, 10, 0, 1));
});

test("[DET-02] lines of several sources in one stream each have the header of their source", () => {
  const parser = new StreamParser();
  const of = (i: number) => [
    `Nov 21 10:00:0${i % 10} dns01 named[812]: query ${i} refused`,
    `2026-11-21 10:00:01,478 INFO [main] com.example.Server: Started in ${i} ms`,
    `[Sat Nov 21 10:00:01.123456 2026] [core:error] [pid 5:tid 7] no file ${i}`,
  ];
  parser.learn(Array.from({ length: 40 }, (_, i) => of(i)).flat(), now);
  expect(of(7).map((line) => parser.parse(line, now).message)).toEqual([
    "query 7 refused",
    "Started in 7 ms",
    "no file 7",
  ]);
});
