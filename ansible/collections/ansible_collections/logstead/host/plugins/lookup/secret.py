"""The value of a secret of the environment."""

from __future__ import annotations

DOCUMENTATION = r"""
name: secret
short_description: A secret of the environment, by its name in the inventory
description:
  - From the variable C(LOGSTEAD_SECRET_NAME) where `./logstead up` or Pulumi has set it, else from the
    environment's own store, as C(LOGSTEAD_ENV) names it. Nothing is printed or kept.
options:
  _terms:
    description: Names, as in C(secret:NAME).
    required: true
author: Logstead
"""

import os  # noqa: E402
import subprocess  # noqa: E402

from ansible.errors import AnsibleLookupError  # noqa: E402
from ansible.plugins.lookup import LookupBase  # noqa: E402

SCRIPT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../../../../secret.sh"))


class LookupModule(LookupBase):
    known: dict[str, str] = {}

    def run(self, terms, variables=None, **kwargs):
        return [self.value(str(name)) for name in terms]

    def value(self, name):
        given = os.environ.get(f"LOGSTEAD_SECRET_{name.upper().replace('-', '_')}")
        if given:
            return given
        if name not in self.known:
            ran = subprocess.run([SCRIPT, name], capture_output=True, text=True, check=False)
            if ran.returncode != 0:
                raise AnsibleLookupError(f"secret {name}: {ran.stderr.strip()}")
            self.known[name] = ran.stdout
        return self.known[name]
