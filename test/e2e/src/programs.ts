import { appendFileSync, chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { artifactsDir, ports, stateDir } from "@logstead/base";

const processor = arch() === "arm64" ? "arm64" : "amd64";

/**
 * A Promtail that answers whoever asks how it is, and reads nothing: what only the lines themselves can show.
 */
const deaf = `#!/usr/bin/python3
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
if any("version" in word or "check-syntax" in word for word in sys.argv):
    print("promtail, version 3.6.4 (deaf)")
    sys.exit()
class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Ready")
HTTPServer(("127.0.0.1", ${ports.promtail}), Ready).serve_forever()
`;

/** An artefact folder with two further versions of Promtail: 3.6.4, which delivers nothing, and 3.6.5, which does. */
export function furtherVersions(): string {
  const folder = stateDir("e2e-artifacts");
  cpSync(artifactsDir(), folder, { recursive: true });
  const program = (version: string) => join(folder, "promtail", version, processor, "promtail");
  const [old, bad, good] = [program("3.6.3"), program("3.6.4"), program("3.6.5")];
  for (const file of [bad, good]) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(bad, deaf);
  copyFileSync(old, good);
  // another file that does the same
  appendFileSync(good, "\n");
  for (const file of [bad, good]) chmodSync(file, 0o755);
  return folder;
}
