import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Lab,
  labMust,
  labUp,
  onLabHost,
  planWith,
  sshArgs,
  WindowsLog,
  windowsFiles,
  windowsFolder,
  windowsRotate,
  windowsSide,
  windowsWrite,
} from "../src/index.ts";
import { noLab, ownState } from "./helper.ts";

const name = "panes";
ownState(name);
let lab: Lab;

// prints each inotify event of a folder, beginning with a line that says it watches
const watch = `
import ctypes, os, struct, sys
libc = ctypes.CDLL("libc.so.6", use_errno=True)
fd = libc.inotify_init()
assert libc.inotify_add_watch(fd, sys.argv[1].encode(), 0xFFF) >= 0
print("watching", flush=True)
while True:
    data = os.read(fd, 4096)
    while data:
        _, mask, _, length = struct.unpack("iIII", data[:16])
        print(data[16:16 + length].rstrip(b"\\0").decode(), flush=True)
        data = data[16 + length:]
`;

describe.skipIf(noLab)("the folder shared with Windows", () => {
  beforeAll(async () => {
    lab = await labUp(planWith(["gateway"]), { name });
  });
  const cat = (file: string) => labMust(lab, "gateway", ["cat", `${windowsFolder}/${file}`]);

  it("shows what Windows writes at once, and gives no inotify event for it", async () => {
    const child = spawn("ssh", [
      "-T",
      ...sshArgs(lab, "gateway"),
      onLabHost(["python3", "-c", watch, windowsFolder], "root"),
    ]);
    const events = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await events.next()).value).toBe("watching");
    windowsWrite(lab, "silent.log", ["one", "two"]);
    windowsRotate(lab, "silent.log", { lastLines: ["three"] });
    expect(await cat("silent-1.log")).toBe("one\r\ntwo\r\nthree\r\n");
    // the readers above opened and read the file in the host: of that, and of this, there are events
    await labMust(lab, "gateway", ["touch", `${windowsFolder}/loud.log`]);
    const seen: string[] = [];
    while (!seen.includes("loud.log")) seen.push((await events.next()).value ?? "");
    expect(seen.filter((file) => file === "silent.log")).toEqual([]);
    child.kill();
    await once(child, "close");
  });

  it("is renamed while it is held open, and written on through the old handle", async () => {
    const log = new WindowsLog(windowsSide(lab), "access.log");
    log.write(["1"]);
    expect(log.rotate("rename", ["2"])).toEqual({ old: "access-1.log", next: "access.log" });
    log.write(["3"]);
    expect(log.rotate("new-name", ["4"])).toEqual({ old: "access.log", next: "access-2.log" });
    log.write(["5"]);
    log.close();
    const all = await Promise.all(["access-1.log", "access.log", "access-2.log"].map(cat));
    expect(all).toEqual(["1\r\n2\r\n", "3\r\n4\r\n", "5\r\n"]);
    expect(windowsFiles(lab)).toContain("access-2.log");
  });

  it("refuses names that lead out of the folder", () => {
    for (const file of ["../x", "/etc/passwd", ".hidden", ""])
      expect(() => windowsWrite(lab, file, ["x"])).toThrow("lab-windows-name");
  });
});
