import { basename } from "node:path";
import { type Checker, type Diagnostic, diagnosticsIn } from "../checker.ts";

/** `logrotate -d`: reads the rules and rotates nothing. Its complaints about absent logs are no complaints. */
export const logrotate: Checker = {
  name: "logrotate",
  shown: "logrotate -d",
  program: "logrotate",
  async check(job) {
    const file = job.write(basename(job.path), job.text);
    const { out } = await job.run(["-d", "-s", `${job.folder}/state`, file]);
    return diagnosticsIn(
      out.replaceAll(file, "rules"),
      /^(?:error|warning): rules:(?<line>\d+)(?: |:)(?<message>.*)$/gm,
    );
  },
};

/** `rsyslogd -N1`: modules, parameters and queues, as the snippet of an rsyslog.conf that Debian ships. */
export const rsyslog: Checker = {
  name: "rsyslog",
  shown: "rsyslogd -N1",
  program: "rsyslogd",
  async check(job) {
    // Files that only a host has (lookup tables) stand beside the snippet here.
    const text = job.text.replace(/\/etc\/rsyslog\.d\/([\w.-]+\.json)/g, (_, name: string) =>
      job.write(name, '{"version": 1, "type": "string", "table": []}'),
    );
    const file = job.write(basename(job.path), text);
    // What an rsyslog without any other rule would complain about is no fault of the snippet.
    const main = `global(workDirectory="${job.folder}")\ninclude(file="${file}")\n*.* action(type="omfile" file="/dev/null")\n`;
    const { out } = await job.run(["-N1", "-f", job.write("rsyslog.conf", main)]);
    const pattern =
      /^rsyslogd: error during (?:parsing|config processing).*?(?:file (?<file>\S+), on or before line (?<line>\d+))?: (?<message>.*?)(?: \[v\d.*)?$/gm;
    const other = /^rsyslogd: (?<message>(?:could not|error|module|lookup|run failed).*?)(?: \[v\d.*)?$/gm;
    const found = diagnosticsIn(out.replaceAll(file, "snippet"), pattern);
    return found.length > 0 ? found : diagnosticsIn(out, other);
  },
};

/** `visudo -c`. */
export const sudoers: Checker = {
  name: "sudoers",
  shown: "visudo -c",
  program: "visudo",
  async check(job) {
    const file = job.write("sudoers", job.text, 0o440);
    const { code, out } = await job.run(["-c", "-f", file]);
    return diagnosticsIn(out.replaceAll(file, "sudoers"), /^sudoers:(?<line>\d+):\d+: (?<message>.*)$/gm, {
      failed: code !== 0,
    });
  },
};

/**
 * The highest exposure a service may have, of 10. systemd calls up to 5 "medium"; a collector that reads all
 * logs and talks to the network cannot come near 0.
 */
const highestExposure = 4;

/** `systemd-analyze verify` and, for a service, `systemd-analyze security` with a threshold. */
export const systemdUnit: Checker = {
  name: "systemd-unit",
  shown: "systemd-analyze verify, security",
  program: "systemd-analyze",
  byName: true,
  async check(job) {
    const name = basename(job.path);
    const file = job.write(name, job.text);
    const env = { SYSTEMD_UNIT_PATH: `${job.folder}:` };
    const { out } = await job.run(["verify", "--man=no", "--recursive-errors=no", file], { env });
    const said = out
      .split("\n")
      .filter(
        (line) =>
          line.includes(name) && !/is not executable: No such file|Failed to open |not found/.test(line),
      );
    const found: Diagnostic[] = said.map((line) => {
      const [, number, message] = /^\S*?:(\d+): (.*)$/.exec(line.replaceAll(file, name)) ?? [];
      return number === undefined ? { message: line } : { line: Number(number), message: message as string };
    });
    if (!name.endsWith(".service") || found.length > 0 || !/^ExecStart=/m.test(job.text)) return found;
    // It only starts containers, which their engine confines, and ends.
    if (/^Type=oneshot$/m.test(job.text) && /^RemainAfterExit=yes$/m.test(job.text)) return [];
    const threshold = `--threshold=${highestExposure * 10}`;
    const security = await job.run(["security", "--offline=true", "--no-pager", threshold, file], { env });
    if (security.code === 0) return [];
    const level = /exposure level for \S+: ([\d.]+)/.exec(security.out)?.[1] ?? "unknown";
    return [{ message: `its exposure is ${level} of 10, more than ${highestExposure}` }];
  },
};
