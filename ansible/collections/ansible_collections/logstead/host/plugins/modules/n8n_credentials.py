#!/usr/bin/python
"""Credentials in the n8n that is there."""

from __future__ import annotations

DOCUMENTATION = r"""
module: n8n_credentials
short_description: Credentials in the n8n that is there
description:
  - Imports credentials by id over a pipe; n8n encrypts them with its own key. Others are not touched, and none
    is decrypted. What was given is known again by a salted hash and by the hash of what n8n made of it, kept in
    a file that only root reads.
options:
  credentials:
    description:
      - Each with I(id), I(name), I(type) and I(data). Where I(data) has the name of one of I(secrets) between
        C(<) and C(>), its value is put in. n8n takes mappings in I(data) as JSON text.
    type: list
    elements: dict
    required: true
  known:
    description: The file with the hashes.
    type: path
    default: /var/lib/logstead/n8n-credentials.json
  unit:
    description: The unit that n8n runs as; its command runs with the same user and variables.
    type: str
    default: n8n.service
  container:
    description: The name of n8n's container, where it runs in one.
    type: str
    default: ""
  engine:
    description: What runs the container.
    type: str
    default: docker
    choices: [docker, podman]
author: Logstead
"""

EXAMPLES = r"""
- name: Give n8n its credentials
  logstead.host.n8n_credentials:
    credentials:
      - {id: abcdefgh12345678, name: Webhook, type: httpHeaderAuth, data: {name: Authorization, value: Bearer <token>}, secrets: {token: x}}
  no_log: true
"""

RETURN = r"""
names:
  description: Credentials that were imported.
  type: list
  returned: success
"""

import hashlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import secrets  # noqa: E402
import tempfile  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.logstead.host.plugins.module_utils.n8n import CONTEXT, N8n, Refused  # noqa: E402

def fill(value, secrets_by_name):
    """The same value with secrets in place; what stands in a secret is not looked at again."""
    if isinstance(value, dict):
        return {key: fill(inner, secrets_by_name) for key, inner in value.items()}
    if not isinstance(value, str) or not secrets_by_name:
        return value
    names = "|".join(re.escape(name) for name in secrets_by_name)
    return re.sub(f"<({names})>", lambda found: secrets_by_name[found[1]], value)


def whole(one):
    """The credential as n8n takes it."""
    filled = fill(one["data"], one.get("secrets") or {})
    data = {key: json.dumps(value) if isinstance(value, dict) else value for key, value in filled.items()}
    return {"id": one["id"], "name": one["name"], "type": one["type"], "data": data}


def digest(credential, salt):
    text = json.dumps(credential, sort_keys=True).encode()
    return hashlib.scrypt(text, salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex()


def stored(there, identity):
    data = there.get(identity, {}).get("data")
    return hashlib.sha256(data.encode()).hexdigest() if isinstance(data, str) else None


def read(path):
    try:
        with open(path, encoding="utf8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def write(path, known):
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf8") as file:
        json.dump(known, file, indent=2, sort_keys=True)
    os.replace(name, path)


def current(credential, known, there):
    note = known.get(credential["id"])
    return bool(note) and note["stored"] == stored(there, credential["id"]) and note["digest"] == digest(credential, note["salt"])


def main():
    module = AnsibleModule(
        argument_spec={
            "credentials": {"type": "list", "elements": "dict", "required": True, "no_log": True},
            "known": {"type": "path", "default": "/var/lib/logstead/n8n-credentials.json"},
            **CONTEXT,
        },
        supports_check_mode=True,
    )
    given = module.params
    wanted = [whole(one) for one in given["credentials"]]
    known = read(given["known"])
    try:
        n8n = N8n(given["unit"], given["container"], given["engine"])
        there = n8n.export("credentials")
        other = [one for one in wanted if not current(one, known, there)]
        if other and not module.check_mode:
            n8n.give("credentials", other)
            there = n8n.export("credentials")
            for one in other:
                salt = secrets.token_hex(16)
                known[one["id"]] = {"salt": salt, "digest": digest(one, salt), "stored": stored(there, one["id"])}
            write(given["known"], known)
    except Refused as why:
        module.fail_json(msg=str(why))
    module.exit_json(changed=bool(other), names=[one["name"] for one in other])


if __name__ == "__main__":
    main()
