#!/usr/bin/python
"""Has several units enabled and running, in one connection."""

from __future__ import annotations

DOCUMENTATION = r"""
module: units
short_description: Have units enabled and running
description: As ansible.builtin.systemd_service, for many units at once.
options:
  names:
    description: The units, with their suffixes.
    type: list
    elements: str
    required: true
  restart:
    description: Whether those that run are started anew.
    type: bool
    default: false
author: Logstead
"""

EXAMPLES = r"""
- name: Run the timers
  logstead.host.units:
    names: [promtail-backup.timer, promtail-targets-containers.path]
"""

RETURN = r"""
started:
  description: Units that were, or would be, enabled or started.
  type: list
  returned: always
"""

import subprocess  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def shown(names):
    if not names:
        return {}
    ran = subprocess.run(
        ["systemctl", "show", "--property=Id,ActiveState,UnitFileState", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    blocks = [dict(line.split("=", 1) for line in block.splitlines()) for block in ran.stdout.split("\n\n") if block]
    return {name: block for name, block in zip(names, blocks)}


def main():
    module = AnsibleModule(
        argument_spec={
            "names": {"type": "list", "elements": "str", "required": True},
            "restart": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    names = module.params["names"]
    states = shown(names)
    wrong = [
        name
        for name in names
        if module.params["restart"]
        or states[name].get("ActiveState") != "active"
        or states[name].get("UnitFileState") not in ("enabled", "static", "generated", "transient")
    ]
    if not wrong or module.check_mode:
        module.exit_json(changed=bool(wrong), started=wrong)
    for argv in (
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--quiet", *wrong],
        ["systemctl", "restart" if module.params["restart"] else "start", *wrong],
    ):
        ran = subprocess.run(argv, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            module.fail_json(msg=f"{' '.join(argv)}: {ran.stderr.strip()}")
    module.exit_json(changed=True, started=wrong)


if __name__ == "__main__":
    main()
