"""Logstead's folders on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: folder
short_description: A folder of Logstead outside the clone
description:
  - C(state) is what cannot be made again (keys, certificates); C(artifacts) is where hosts' programs are, which
    C(LOGSTEAD_ARTIFACTS) may put elsewhere. Both follow the XDG base directories.
options:
  _terms:
    description: C(state) or C(artifacts), and a path below it.
    required: true
author: Logstead
"""

import os  # noqa: E402

from ansible.plugins.lookup import LookupBase  # noqa: E402


def base(variable, fallback):
    given = os.environ.get(variable, "")
    return os.path.join(given if given.startswith("/") else os.path.expanduser(f"~/{fallback}"), "logstead")


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        kind, *below = [str(term) for term in terms]
        artifacts = os.environ.get("LOGSTEAD_ARTIFACTS") or os.path.join(base("XDG_CACHE_HOME", ".cache"), "artifacts")
        folder = {"state": base("XDG_STATE_HOME", ".local/state"), "artifacts": artifacts}[kind]
        return [os.path.join(folder, *below)]
