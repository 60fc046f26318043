#!/usr/bin/python
"""Finds out what stands in a role's way before it changes anything."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ready
short_description: Check what a role needs of its host
description:
  - Looks at processor, disk, ports and paths in one go and tells everything that is wrong at once, each with
    who or what it is and how it is mended. Changes nothing.
options:
  arch:
    description: The processor the host must have, as Debian names it.
    type: str
    choices: [amd64, arm64]
  space:
    description: Room that must be free, in MiB, by path; a path that is not there counts for its nearest parent.
    type: dict
    default: {}
  ports:
    description: Ports that must be free or held by the named program.
    type: list
    elements: dict
    default: []
    suboptions:
      port: {description: The port., type: int, required: true}
      protocol: {description: The transport., type: str, choices: [tcp, udp], default: tcp}
      address: {description: The address it is needed on., type: str, default: 0.0.0.0}
      by: {description: Programs that may hold it., type: list, elements: str, default: []}
      setting: {description: The setting of the inventory that says another port., type: str, default: ""}
  absent:
    description: Paths (globs) that must not be there, with what it means when they are.
    type: dict
    default: {}
  packages:
    description: Debian packages whose absence is returned as C(missing_packages).
    type: list
    elements: str
    default: []
  programs:
    description: Programs of which those that are there are returned as C(programs).
    type: list
    elements: str
    default: []
  units:
    description: Units of which those that systemd knows are returned as C(units).
    type: list
    elements: str
    default: []
author: Logstead
"""

EXAMPLES = r"""
- name: Check the host
  logstead.host.ready:
    arch: amd64
    space: {/usr/local/bin: 300}
    ports: [{port: 9080, address: 127.0.0.1, by: [promtail]}]
"""

RETURN = r"""
missing_packages:
  description: Those of I(packages) that are not installed.
  type: list
  returned: success
programs:
  description: Those of I(programs) that are there.
  type: list
  returned: success
units:
  description: Those of I(units) that systemd knows.
  type: list
  returned: success
enabled:
  description: Those of them that start at boot.
  type: list
  returned: success
"""

import glob  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import re  # noqa: E402
import subprocess  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.logstead.host.plugins.module_utils import programs  # noqa: E402

MACHINES = {"amd64": ("x86_64",), "arm64": ("aarch64", "arm64")}
EVERYWHERE = ("0.0.0.0", "*", "::", "[::]")


def wrong_processor(arch):
    machine = platform.machine()
    if arch and machine not in MACHINES[arch]:
        want = next((a for a, names in MACHINES.items() if machine in names), machine)
        yield f"its processor is {machine}, but the inventory says {arch}", f"set `arch: {want}` at the host"


def too_full(space):
    for path, wanted in space.items():
        there = path
        while not os.path.exists(there):
            there = os.path.dirname(there)
        status = os.statvfs(there)
        free = status.f_bavail * status.f_frsize // 2**20
        if free < int(wanted):
            yield f"{free} MiB are free for {path}, {wanted} are needed", f"make room on the file system of {there}"


def listening():
    """(protocol, address, port) → "program (pid)" of all sockets."""
    ran = subprocess.run(["ss", "-Hlntup"], capture_output=True, text=True, check=False)
    for line in ran.stdout.splitlines():
        fields = line.split()
        if len(fields) < 5:
            continue
        address, _, port = fields[4].rpartition(":")
        holders = re.findall(r'\("([^"]+)",pid=(\d+)', line)
        yield fields[0], address.split("%")[0].strip("[]") or "::", int(port), holders


def taken(ports):
    if not ports:
        return
    sockets = list(listening())
    for want in ports:
        for protocol, address, port, holders in sockets:
            if protocol != want["protocol"] or port != want["port"]:
                continue
            if want["address"] not in EVERYWHERE and address not in (*EVERYWHERE, want["address"]):
                continue
            others = [f"{name} (pid {pid})" for name, pid in holders if name not in want["by"]]
            if not others:
                continue
            instead = f", or give another port in `{want['setting']}`" if want["setting"] else ""
            yield (
                f"port {port}/{protocol} on {address} is held by {others[0]}",
                f"stop it there{instead}",
            )


def in_the_way(absent):
    for path, meaning in absent.items():
        found = glob.glob(path)
        if found:
            yield f"{found[0]} is there: {meaning}", "see docs/ansible.md, 'When a host says no'"


def missing(packages):
    if not packages:
        return []
    ran = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    there = {line.split()[0] for line in ran.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in packages if name not in there]


def known(units):
    if not units:
        return {}
    ran = subprocess.run(
        ["systemctl", "list-unit-files", "--no-legend", "--no-pager", *units], capture_output=True, text=True, check=False
    )
    return dict(line.split()[:2] for line in ran.stdout.splitlines() if line.strip())


def main():
    port = {
        "port": {"type": "int", "required": True},
        "protocol": {"type": "str", "choices": ["tcp", "udp"], "default": "tcp"},
        "address": {"type": "str", "default": "0.0.0.0"},
        "by": {"type": "list", "elements": "str", "default": []},
        "setting": {"type": "str", "default": ""},
    }
    module = AnsibleModule(
        argument_spec={
            "arch": {"type": "str", "choices": ["amd64", "arm64"]},
            "space": {"type": "dict", "default": {}},
            "ports": {"type": "list", "elements": "dict", "default": [], "options": port},
            "absent": {"type": "dict", "default": {}},
            "packages": {"type": "list", "elements": "str", "default": []},
            "programs": {"type": "list", "elements": "str", "default": []},
            "units": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    given = module.params
    problems = [
        *wrong_processor(given["arch"]),
        *too_full(given["space"]),
        *taken(given["ports"]),
        *in_the_way(given["absent"]),
    ]
    if problems:
        module.fail_json(msg="\n".join(f"{what}\n  fix: {fix}" for what, fix in problems))
    there = [name for name in given["programs"] if not programs.missing([name])]
    there_are = known(given["units"])
    module.exit_json(
        changed=False,
        missing_packages=missing(given["packages"]),
        programs=there,
        units=list(there_are),
        enabled=[unit for unit, state in there_are.items() if state == "enabled"],
    )


if __name__ == "__main__":
    main()
