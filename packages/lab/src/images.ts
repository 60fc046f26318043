import { createReadStream } from "node:fs";
import { join } from "node:path";
import { type ImageSpec, makeImage } from "@logstead/images";
import type { Lab } from "./config.ts";
import { labMust } from "./ssh.ts";

/** Loads an archive into a host's container engine, under the names it carries. */
export async function loadImage(lab: Lab, host: string, archive: string): Promise<string[]> {
  const out = await labMust(lab, host, ["podman", "load", "--quiet"], { input: createReadStream(archive) });
  return [...out.matchAll(/^Loaded image(?:\(s\))?: (\S+)/gm)].map((m) => m[1] as string);
}

/** An image that repeats its input line by line: what containers say in traffic replays. */
export async function echoImage(lab: Lab): Promise<{ archive: string; name: string }> {
  const spec: ImageSpec = {
    name: "localhost/logstead-echo",
    tag: "1",
    layers: [
      {
        files: [{ from: join(lab.started.base.engine, "usr/bin/busybox"), to: "/bin/busybox", mode: 0o755 }],
      },
    ],
    entrypoint: ["/bin/busybox", "cat"],
  };
  return makeImage(spec, join(lab.dir, "images/echo.tar"));
}
