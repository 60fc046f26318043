#!/usr/bin/python
"""Waits until a service answers, and no longer than it makes sense."""

from __future__ import annotations

DOCUMENTATION = r"""
module: answers
short_description: Wait until a unit's service answers
description:
  - Asks again and again in one connection until there is an answer with status 200, or the port is open. Stops
    at once when the unit has failed, and does nothing in check mode.
options:
  unit:
    description: The unit behind it.
    type: str
    required: true
  url:
    description: What is asked; without one the port decides.
    type: str
    default: ""
  address:
    description: The port's address.
    type: str
    default: 127.0.0.1
  port:
    description: The TCP port that must be open, where there is no I(url).
    type: int
    default: 0
  timeout:
    description: Seconds after which it counts as not ready.
    type: int
    default: 60
author: Logstead
"""

EXAMPLES = r"""
- name: Wait for Promtail
  logstead.host.answers:
    unit: promtail.service
    url: http://127.0.0.1:9080/ready
"""

RETURN = r"""
seconds:
  description: How long it took.
  type: float
  returned: success
"""

import socket  # noqa: E402
import ssl  # noqa: E402
import subprocess  # noqa: E402
import time  # noqa: E402
import urllib.error  # noqa: E402
import urllib.request  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402

PAUSE = 0.3


def refusal(url, address, port):
    """Why it is not ready yet, or nothing."""
    try:
        if url:
            # The host asks itself; whom it talks to is settled.
            context = ssl._create_unverified_context() if url.startswith("https:") else None
            urllib.request.urlopen(url, timeout=5, context=context).close()
        else:
            socket.create_connection((address, port), timeout=5).close()
    except urllib.error.HTTPError as error:
        said = error.read(300).decode(errors="replace").strip()
        return f"{url} answers {error.code}: {said}"
    except OSError as error:
        return f"{url or f'{address}:{port}'}: {getattr(error, 'reason', None) or error}"
    return None


def state(unit):
    ran = subprocess.run(
        ["systemctl", "show", "--property=ActiveState,SubState,NRestarts", unit], capture_output=True, text=True, check=False
    )
    return dict(line.split("=", 1) for line in ran.stdout.splitlines() if "=" in line)


def main():
    module = AnsibleModule(
        argument_spec={
            "unit": {"type": "str", "required": True},
            "url": {"type": "str", "default": ""},
            "address": {"type": "str", "default": "127.0.0.1"},
            "port": {"type": "int", "default": 0},
            "timeout": {"type": "int", "default": 60},
        },
        supports_check_mode=True,
    )
    given = module.params
    if module.check_mode:
        module.exit_json(changed=False, seconds=0)
    begun = time.monotonic()
    while why := refusal(given["url"], given["address"], given["port"]):
        now = state(given["unit"])
        if now.get("ActiveState") == "failed" or int(now.get("NRestarts") or 0) > 3:
            module.fail_json(msg=f"{given['unit']} has failed ({now.get('SubState')})")
        if time.monotonic() - begun > given["timeout"]:
            module.fail_json(msg=f"after {given['timeout']} s: {why}")
        time.sleep(PAUSE)
    module.exit_json(changed=False, seconds=round(time.monotonic() - begun, 1))


if __name__ == "__main__":
    main()
