import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { run } from "@logstead/base/process";
import { beforeAll, describe, expect, it } from "vitest";
import {
  hostPaths,
  inNetwork,
  installerUser,
  type Lab,
  labConsole,
  labExec,
  labLogs,
  labMust,
  labOpen,
  labUp,
  planWith,
  sshArgs,
} from "../src/index.ts";
import { until } from "../src/run.ts";
import { noLab, ownState } from "./helper.ts";

const name = "reach";
ownState(name);
const plan = { ...planWith(["dns01", "node006"]), ports: [{ name: "page", host: "dns01", port: 8080 }] };
let lab: Lab;

describe.skipIf(noLab)("reaching hosts", () => {
  beforeAll(async () => {
    lab = await labUp(plan, { name, bare: ["node006"] });
  });

  it("a bare host has no key, no account for provisioning and no way in but the installer's password", async () => {
    expect((await labExec(lab, "node006", ["true"])).stderr).toContain("Permission denied");
    const { stdout } = await labConsole(lab, "node006", [
      "sh",
      "-c",
      "cut -d: -f1 /etc/passwd; find / -xdev -name authorized_keys",
    ]);
    expect(stdout).toContain(`${installerUser}\n`);
    expect(stdout).not.toContain("deploy");
    expect(stdout).not.toContain("authorized_keys");
    const password = readFileSync(hostPaths(lab, "node006").password, "utf8").trim();
    const options = [
      "-o",
      "PreferredAuthentications=password",
      "-o",
      "NumberOfPasswordPrompts=1",
      "-l",
      installerUser,
    ];
    const login = (secret: string) =>
      run("ssh", [...options, ...sshArgs(lab, "node006"), "sudo -S true 2>/dev/null && hostname"], {
        input: `${secret}\n`,
        env: { ...process.env, ...askpass(secret) },
      });
    expect((await login(password)).stdout).toBe("node006\n");
    expect((await login("wrong")).code).toBe(255);
  });

  it("works by console where SSH does not, and only on lab hosts", async () => {
    await labConsole(lab, "node006", ["systemctl", "stop", "ssh"]);
    expect((await labConsole(lab, "node006", ["hostname"])).stdout).toBe("node006\n");
    await labConsole(lab, "node006", ["systemctl", "start", "ssh"]);
    expect(await labLogs(lab, "dns01", { lines: 3, unit: "ssh" })).toMatchObject({
      from: "journal",
      text: expect.stringContaining("sshd"),
    });
  });

  it("passes words and input to a command unchanged, and its status back", async () => {
    const words = ["a b", "it's", "$HOME", '"', "", "*"];
    const ran = await labExec(lab, "dns01", ["sh", "-c", 'printf "[%s]" "$@"; cat; exit 7', "sh", ...words], {
      input: "in",
    });
    expect(ran).toMatchObject({ code: 7, stdout: `${words.map((w) => `[${w}]`).join("")}in` });
    expect(await labMust(lab, "dns01", ["id", "-un"], { as: "login" })).toBe(
      `${lab.started.plan.hosts[0]?.user}\n`,
    );
  });

  it("has no way out: hosts reach each other and the packages of this machine, nothing else", async () => {
    expect((await labExec(lab, "dns01", ["ping", "-c1", "-W2", "node006"])).code).toBe(0);
    const out = await labExec(lab, "dns01", ["ping", "-c1", "-W1", "192.0.2.2"]);
    expect(out.code).not.toBe(0);
    const proxy = (url: string) =>
      labMust(lab, "dns01", [
        "curl",
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "-x",
        "http://controller:3142",
        url,
      ]);
    expect(await proxy("http://192.0.2.2/")).toBe("403");
    expect(await proxy("http://packages.lab/0/../../etc/passwd")).toMatch(/40[34]/);
    await labMust(lab, "dns01", ["apt-get", "-qq", "update"]);
    await labMust(lab, "dns01", ["apt-get", "-qq", "-y", "install", "--no-install-recommends", "ed"]);
    expect((await labExec(lab, "dns01", ["ed", "--version"])).stdout).toContain("GNU ed");
  });

  it("never meets a real machine that has a host's address", async () => {
    const { address } = plan.hosts.find((h) => h.name === "dns01") ?? { address: "" };
    // a network where that address belongs to somebody else, who notes each connection
    const impostor = `
      import { spawnSync } from "node:child_process";
      import { createServer } from "node:net";
      import { labExec, openLab } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      for (const args of ["link set lo up", "address add ${address}/24 dev lo"]) spawnSync("ip", args.split(" "));
      let met = 0;
      createServer((socket) => { met++; socket.destroy(); }).listen(22, "${address}", async () => {
        const ran = await labExec(openLab("${name}"), "dns01", ["hostname"]);
        console.log(JSON.stringify({ met, said: ran.stdout }));
        process.exit();
      });`;
    const child = spawnSync("unshare", [
      "--net",
      process.execPath,
      "--input-type=module-typescript",
      "-e",
      impostor,
    ]);
    expect(JSON.parse(child.stdout.toString())).toEqual({ met: 0, said: "dns01\n" });
  });

  it("opens pages on loopback for as long as the lab is up", async () => {
    const [before] = await labOpen(lab);
    expect(before).toMatchObject({ name: "page", answers: false });
    const serve = [
      "systemd-run",
      "-q",
      "python3",
      "-m",
      "http.server",
      "8080",
      "--directory",
      "/etc/systemd",
    ];
    await labMust(lab, "dns01", serve);
    const page = await until(async () => (await labOpen(lab)).find((p) => p.answers), 60_000, 100);
    expect(page?.url).toBe(before?.url);
    expect(await (await fetch(`${page?.url}journald.conf`)).text()).toContain("[Journal]");
  });

  it("has nothing in its network but its bridge and its hosts", async () => {
    const [program = "", ...args] = inNetwork(lab);
    const { stdout } = await run(program, [...args, "ip", "-json", "link"]);
    const names = JSON.parse(stdout).map((link: { ifname: string }) => link.ifname);
    expect(names.sort()).toEqual(["br0", "lo", "vb-dns01", "vb-node006"]);
  });
});

function askpass(secret: string): NodeJS.ProcessEnv {
  const dir = hostPaths(lab, "node006").dir;
  const script = `${dir}/askpass`;
  spawnSync("sh", [
    "-c",
    `printf '#!/bin/sh\\nprintf "%%s" "$LAB_PASSWORD"\\n' >'${script}'; chmod 700 '${script}'`,
  ]);
  return { SSH_ASKPASS: script, SSH_ASKPASS_REQUIRE: "force", LAB_PASSWORD: secret };
}
