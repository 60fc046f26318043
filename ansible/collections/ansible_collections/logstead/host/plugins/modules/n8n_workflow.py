#!/usr/bin/python
"""A workflow in the n8n that is there."""

from __future__ import annotations

DOCUMENTATION = r"""
module: n8n_workflow
short_description: A workflow in the n8n that is there, published
description:
  - Compares the workflow of this id with what it should be, imports and publishes it where they differ. Other
    workflows are read, to refuse a webhook path that one of them has, and never written.
  - A running n8n takes it up when it is started anew.
options:
  workflow:
    description: The workflow, as JSON with I(id), I(name), I(nodes), I(connections) and I(settings).
    type: str
    required: true
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
- name: Give n8n the workflow
  logstead.host.n8n_workflow:
    workflow: "{{ lookup('ansible.builtin.file', 'workflow.json') }}"
"""

RETURN = r"""
identity:
  description: The workflow's id.
  type: str
  returned: success
"""

import json  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.logstead.host.plugins.module_utils.n8n import CONTEXT, N8n, Refused  # noqa: E402


def content(workflow, like):
    """What of a workflow is ours: n8n adds settings of its own."""
    settings = workflow.get("settings") or {}
    return {
        "name": workflow.get("name"),
        "nodes": workflow.get("nodes"),
        "connections": workflow.get("connections"),
        "settings": {key: settings.get(key) for key in like.get("settings", {})},
    }


def published(workflow):
    version = workflow.get("activeVersionId")
    return bool(workflow.get("active")) and (version is None or version == workflow.get("versionId"))


def paths(workflow):
    hooks = [node for node in workflow.get("nodes") or [] if node.get("type") == "n8n-nodes-base.webhook"]
    return {(node["parameters"].get("httpMethod", "GET"), node["parameters"].get("path")) for node in hooks}


def taken(wanted, there):
    """The workflow that answers at our path; n8n would choose one of them."""
    for other in there.values():
        if other["id"] != wanted["id"] and other.get("active") and paths(wanted) & paths(other):
            return other["name"]
    return None


def main():
    module = AnsibleModule(
        argument_spec={"workflow": {"type": "str", "required": True}, **CONTEXT},
        supports_check_mode=True,
    )
    given = module.params
    wanted = json.loads(given["workflow"])
    try:
        n8n = N8n(given["unit"], given["container"], given["engine"])
        there = n8n.export("workflow")
        other = taken(wanted, there)
        if other:
            raise Refused(f"the workflow '{other}' has this webhook path already; n8n.webhookPath gives ours another one")
        old = there.get(wanted["id"])
        now = content(old, wanted) if old else None
        same = now == content(wanted, wanted)
        live = old is not None and published(old)
        if not (same and live) and not module.check_mode:
            if not same:
                n8n.give("workflow", [wanted])
            n8n.publish(wanted["id"])
    except Refused as why:
        module.fail_json(msg=str(why))
    shown = [json.dumps(one, indent=2, sort_keys=True) + "\n" if one else "" for one in (now, content(wanted, wanted))]
    notes = [f"{text}# published: {state}\n" for text, state in zip(shown, (live, True))]
    module.exit_json(
        changed=not (same and live), identity=wanted["id"], diff={"before": notes[0], "after": notes[1], "after_header": wanted["name"]}
    )


if __name__ == "__main__":
    main()
