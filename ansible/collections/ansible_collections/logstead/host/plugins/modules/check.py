#!/usr/bin/python
"""Runs the programs' own checks on what is on the host now."""

from __future__ import annotations

DOCUMENTATION = r"""
module: check
short_description: Run the checks that programs bring for their own files
description:
  - Runs each command. When one fails, the sets named in I(undo) are put back as they were before this run has
    changed them, so that what runs keeps a configuration it can be restarted with.
  - Changes nothing by itself, so it also runs in check mode, where a program that is not there yet is left out.
options:
  commands:
    description: The commands, each as a list of arguments.
    type: list
    elements: list
    required: true
  undo:
    description: Sets of M(logstead.host.files) that this run has changed.
    type: list
    elements: str
    default: []
author: Logstead
"""

EXAMPLES = r"""
- name: Let nginx read everything it will read
  logstead.host.check:
    commands: [[nginx, -t]]
    undo: "{{ nginx_proxy_files is changed | ternary(['nginx_proxy'], []) }}"
"""

RETURN = r"""
restored:
  description: The files that were put back.
  type: list
  returned: failure
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.logstead.host.plugins.module_utils import previous, programs  # noqa: E402


def main():
    module = AnsibleModule(
        argument_spec={
            "commands": {"type": "list", "elements": "list", "required": True},
            "undo": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    complaints = []
    for argv in module.params["commands"]:
        if module.check_mode and programs.missing(argv):
            continue
        said = programs.complaint([str(part) for part in argv])
        if said:
            complaints.append(f"{' '.join(map(str, argv))}\n{said}")
    if not complaints:
        module.exit_json(changed=False)
    restored = []
    if not module.check_mode:
        for name in module.params["undo"]:
            restored += previous.restore(name)
    after = "The files are back as they were before." if restored else "Nothing was changed."
    module.fail_json(msg="\n".join([*complaints, after]), restored=restored)


if __name__ == "__main__":
    main()
