"""Writes what each task did, one JSON object per line, into the file that LOGSTEAD_RESULTS names."""

from __future__ import annotations

import json

from ansible.playbook.handler import Handler
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: logstead_results
type: aggregate
short_description: results of tasks as JSON lines
description:
  - Does nothing unless it is told a file. What no_log or diff=false hides is not in the file either.
options:
  file:
    description: Where the lines are appended.
    type: path
    env:
      - name: LOGSTEAD_RESULTS
"""

KEPT = ("msg", "rc", "stdout", "stderr", "module_stdout", "module_stderr", "exception")
SERVICE = ("systemd", "systemd_service", "service")
COMMAND = ("command", "shell")
LONGEST = 20_000


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "logstead_results"
    CALLBACK_NEEDS_ENABLED = True

    def set_options(self, task_keys=None, var_options=None, direct=None):
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        path = self.get_option("file")
        self.disabled = not path
        if path:
            self._file = open(path, "a", encoding="utf-8", buffering=1)  # noqa: SIM115 - lives as long as the run

    def v2_runner_on_ok(self, result):
        self._task(result, "changed" if result.result.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._task(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_unreachable(self, result):
        self._task(result, "unreachable")

    def v2_runner_on_skipped(self, result):
        self._task(result, "skipped")

    def v2_playbook_on_stats(self, stats):
        hosts = {host: stats.summarize(host) for host in sorted(stats.processed)}
        self._write({"event": "stats", "hosts": hosts})

    def _task(self, result, status):
        task, hidden = result.task, bool(result.task.no_log or result.result.get("censored"))
        self._write(
            {
                "event": "task",
                "status": status,
                "host": result.host.get_name(),
                "task": task.get_name(),
                "action": task.action,
                "handler": isinstance(task, Handler),
                "path": task.get_path(),
                "hidden": hidden,
                "handles": None if hidden else handled(task.action, result.task_fields.get("args") or {}),
                **({} if hidden else details(result.result)),
            }
        )

    def _write(self, event):
        self._file.write(json.dumps(event, default=str, ensure_ascii=False) + "\n")


def details(result):
    """What explains a result; of a loop, each item's."""
    kept = {key: short(result[key]) for key in KEPT if key in result}
    if diffs := as_list(result.get("diff")):
        kept["diff"] = [{key: short(value) for key, value in diff.items()} for diff in diffs if diff]
    if items := result.get("results"):
        kept["items"] = [
            {"item": short(item.get("_ansible_item_label", item.get("item"))), "hidden": True}
            if item.get("censored")
            else {
                "item": short(item.get("_ansible_item_label", item.get("item"))),
                "failed": bool(item.get("failed")),
                "changed": bool(item.get("changed")),
                **details(item),
            }
            for item in items
            if isinstance(item, dict)
        ]
    return kept


def handled(action, args):
    """The unit or the command line a task is about: the only arguments that leave this file."""
    name = action.rpartition(".")[2]
    if name in SERVICE:
        return {"unit": args.get("name")} if isinstance(args.get("name"), str) else None
    if name in COMMAND:
        line = args.get("_raw_params") or args.get("cmd") or " ".join(map(str, args.get("argv") or []))
        return {"command": line} if line.startswith("systemctl ") else None
    return None


def as_list(value):
    return value if isinstance(value, list) else [value] if value else []


def short(value):
    return value if not isinstance(value, str) or len(value) <= LONGEST else value[-LONGEST:]
