import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadText } from "@logstead/inventory";
import { execa } from "execa";
import { alloy, promtail } from "../../src/products/collectors/index.ts";
import { siteTree } from "../../src/site/render.ts";

/** The rendered files of one host's collector, as they would lie below `root`. */
export function renderHost(root: string, collector: string, sources: string) {
  const loaded = loadText(`
site: {name: case}
hosts:
  one:
    address: 10.0.0.1
    roles: [agent, loki]
    containerEngine: podman
    collector: ${collector}
    sources: ${sources}
`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
  const tree = siteTree(loaded.site, [...promtail.files(loaded.site), ...alloy.files(loaded.site)]);
  if (!tree.ok) throw new Error(JSON.stringify(tree.problems, null, 2));
  const text = (path: string) => {
    const file = tree.tree.files.get(`hosts/one${path}`);
    if (!file) throw new Error(`${path} is not rendered`);
    return file.content;
  };
  return {
    text,
    /** Runs a rendered script, with host paths that the inventory does not choose moved below `root`. */
    async run(path: string, args: string[] = [], programs: Record<string, string> = {}) {
      const moved = text(path).replaceAll(
        /(?<=[\s"'=])\/(?=(?:etc|var\/lib\/promtail|var\/log\/alloy|usr\/local\/bin)\b)/g,
        `${root}/`,
      );
      const script = join(root, "scripts", path);
      write(script, moved);
      for (const [name, body] of Object.entries(programs))
        write(join(root, "bin", name), `#!/bin/sh\n${body}\n`);
      return execa("sh", [script, ...args], {
        reject: false,
        env: { PATH: `${join(root, "bin")}:${process.env.PATH}` },
      });
    },
  };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}
