import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "@logstead/base/process";
import { type Checker, diagnosticsIn, type Job } from "../checker.ts";

/** `nginx -t`, with certificates made for the moment where the host has its own. */
export const nginx: Checker = {
  name: "nginx",
  shown: "nginx -t",
  program: "nginx",
  async check(job) {
    const whole = /^\s*(events|http)\s*\{/m.test(job.text);
    const text = await withOwnFiles(job);
    const file = job.write(whole ? "nginx.conf" : "snippet.conf", text);
    const main = whole
      ? file
      : job.write(
          "nginx.conf",
          `pid ${job.folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n${temporary(job)}  include ${file};\n}\n`,
        );
    const { code, out } = await job.run(["-t", "-q", "-e", "stderr", "-c", main, "-p", job.folder]);
    const line =
      /^.*?\[(?:emerg|crit|alert|warn)\](?: \d+#\d+:)? (?<message>.*?)(?: in \S+:(?<line>\d+))?$/gm;
    return diagnosticsIn(out.replaceAll(job.folder, ""), line, { failed: code !== 0 });
  },
};

const temporary = ({ folder }: Job) =>
  ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${folder}/${name};\n`)
    .join("");

/**
 * nginx reads what a configuration names, so certificates, maps and log folders get stand-ins; lines stay. It
 * also binds what it would listen on, where another program may be: it gets sockets of this job's own.
 */
async function withOwnFiles(job: Job): Promise<string> {
  let text = job.text;
  if (/^\s*ssl_(certificate|client_certificate|trusted_certificate)\b/m.test(text)) {
    const [certificate, key] = await madeCertificate(job);
    text = text
      .replace(
        /^(\s*ssl_(?:certificate|client_certificate|trusted_certificate)\s+)[^;]+;/gm,
        `$1${certificate};`,
      )
      .replace(/^(\s*ssl_certificate_key\s+)[^;]+;/gm, `$1${key};`);
  }
  return text
    .replace(/^(\s*include\s+)(\/[^;*]+);/gm, (whole, head: string, path: string) =>
      existsSync(path) ? whole : `${head}${job.write(path.replaceAll("/", "_"), "")};`,
    )
    .replace(/^(\s*(?:access|error)_log\s+)\/[^\s;]+/gm, `$1${job.folder}/log`)
    .replace(
      /^(\s*listen\s+)((?:(?:\[[^\]]*\]|[\w.*-]+):)?\d+)(?=[\s;])/gm,
      (_, head: string, address: string) =>
        `${head}unix:${job.folder}/${address.replace(/[^\w.]/g, "_")}.socket`,
    );
}

async function madeCertificate(job: Job): Promise<[string, string]> {
  const [certificate, key] = [join(job.folder, "stand-in.crt"), join(job.folder, "stand-in.key")];
  const curve = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    "/CN=stand-in",
  ];
  await run("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", certificate]);
  return [certificate, key];
}
