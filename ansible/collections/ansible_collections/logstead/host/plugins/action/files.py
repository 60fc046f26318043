"""The controller's side of logstead.host.files: it knows the contents and sends only what differs."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase

MANIFEST = ".logstead-manifest.json"
# What is longer goes as a file of its own, not in the module's arguments.
LONGEST_INLINE = 256 * 1024


class ActionModule(ActionBase):
    TRANSFERS_FILES = True
    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        try:
            result = self.work(self._task.args, task_vars)
        except AnsibleError as error:
            result = {"failed": True, "msg": str(error)}
        if result.get("failed") and self._task.no_log:
            # What is secret is never part of a message, and without it nobody knows what to mend.
            self._display.error(f"[{task_vars['inventory_hostname']}] {self._task.get_name()}: {result.get('msg')}")
        return result

    def work(self, args, task_vars):
        name = args.get("name") or fail("`name` is missing")
        if args.get("state", "present") == "previous":
            return self.call({"name": name, "state": "previous"}, task_vars)
        own = args.get("defaults") or {}
        given = [self.named({**own, **one}, task_vars) for one in args.get("files") or []]
        wanted = [*rendered(args.get("root"), args.get("paths") or []), *given]
        folders = [folder(path, how or {}) for path, how in (args.get("folders") or {}).items()]
        plain = [{key: value for key, value in one.items() if key != "bytes"} for one in wanted]
        common = {"name": name, "purge": args.get("purge") or [], "folders": folders}
        found = self.call({**common, "state": "compare", "files": [strip(one) for one in plain]}, task_vars)
        everything = sorted(one["dest"] for one in wanted)
        if found.get("failed") or not found.get("changed"):
            return {**done(found, []), "all": everything}
        differing, surplus = found.pop("differing"), found.pop("surplus")
        by_path = {one["dest"]: one for one in wanted}
        created = {one["dest"] for one in differing if not one["there"]}
        paths = [*(one["dest"] for one in differing), *surplus]
        diff = differences(differing, surplus, by_path) if self._task.diff else []
        if self._task.check_mode:
            return {**done(found, paths, created), "all": everything, "diff": diff}
        send = {one["dest"] for one in differing if one["content"] and one["dest"] in by_path}
        ready = [self.prepared(one, task_vars) if one["dest"] in send else strip(one) for one in wanted]
        more = {"validate": args.get("validate") or {}, "files": ready}
        result = self.call({**common, "state": "apply", **more}, task_vars)
        self._remove_tmp_path(self._connection._shell.tmpdir)
        return {**done(result, paths, created), "all": everything, "diff": diff}

    def call(self, args, task_vars):
        # Beside the play, so that a set is not taken for the one of an earlier run.
        task = f"{os.getppid()}-{self._task._uuid}"
        return self._execute_module(
            module_name="logstead.host.files", module_args={**args, "task": task}, task_vars=task_vars
        )

    def named(self, one, task_vars):
        """A file that the task names itself: its content, a secret, secrets by variable, or a file."""
        dest = one.get("dest") or fail("a file without `dest`")
        entry = {"dest": dest, "mode": mode(one.get("mode", "0644")), **owner_of(one)}
        if "secret" in one:
            return with_bytes(entry, self.secret(one["secret"], task_vars))
        if "environment" in one:
            pairs = sorted((one["environment"] or {}).items())
            lines = [f"{variable}={self.secret(name, task_vars)}\n" for variable, name in pairs]
            return with_bytes(entry, "".join(lines))
        if "secrets" in one:
            quote = re.escape if one.get("regex") else str
            lines = [one["line"].replace("{}", quote(self.secret(name, task_vars))) for name in one["secrets"]]
            return with_bytes(entry, "".join(lines))
        if one.get("content") is not None:
            return with_bytes(entry, str(one["content"]))
        if self._task.check_mode and not os.path.isfile(one.get("src") or ""):
            # A dry run before the first run: it will be made.
            return {**entry, "src": os.devnull, "sha256": "made by the run"}
        return with_source(entry, one.get("src"), one.get("sha256"))

    def secret(self, name, task_vars):
        lookup = self._shared_loader_obj.lookup_loader.get(
            "logstead.host.secret", loader=self._loader, templar=self._templar
        )
        return lookup.run([name], variables=task_vars)[0]

    def prepared(self, one, task_vars):
        """What the host needs to make the file: its bytes, or where they were sent to."""
        if "bytes" in one:
            return {**strip(one), "data": base64.b64encode(one["bytes"]).decode()}
        if os.path.getsize(one["src"]) <= LONGEST_INLINE:
            with open(one["src"], "rb") as file:
                return {**strip(one), "data": base64.b64encode(file.read()).decode()}
        tmp = self._connection._shell.tmpdir or self._make_tmp_path()
        remote = self._connection._shell.join_path(tmp, hashlib.sha256(one["dest"].encode()).hexdigest()[:16])
        self._transfer_file(one["src"], remote)
        return {**strip(one), "sent": remote}


def fail(message):
    raise AnsibleActionFail(message)


def done(result, paths, created=()):
    for key in ("differing", "surplus", "invocation"):
        result.pop(key, None)
    return {**result, "paths": paths, "created": [path for path in paths if path in created]}


def strip(one):
    return {key: one[key] for key in ("dest", "mode", "owner", "group", "sha256", "folder") if key in one}


def folder(path, how):
    return {"dest": path, "folder": True, "mode": mode(how.get("mode", "0755")), **owner_of(how)}


def owner_of(how):
    return {"owner": str(how.get("owner", "root")), "group": str(how.get("group", "root"))}


def mode(value):
    text = str(value)
    if not re.fullmatch(r"0?[0-7]{3}", text):
        fail(f"{text!r} is no mode: write it as text, such as '0644'")
    return text


def with_bytes(entry, text):
    data = text.encode()
    return {**entry, "bytes": data, "sha256": hashlib.sha256(data).hexdigest()}


def with_source(entry, source, wanted):
    if not source or not os.path.isfile(source):
        fix = "./logstead artifacts --env ENVIRONMENT" if entry["mode"] == "0755" else "see docs/ansible.md"
        fail(f"{source} is not on this computer; it becomes {entry['dest']} on the host\n  fix: {fix}")
    found = digest(source)
    if wanted and wanted.lower() != found:
        fail(f"{source} has another checksum than the inventory says\n  got:  {found}\n  want: {wanted}")
    return {**entry, "src": source, "sha256": found}


def rendered(root, globs):
    """The files below a folder that mirrors a host's root, as far as a glob fits."""
    if not globs:
        return
    if not root or not os.path.isdir(root):
        fail(f"there is nothing rendered for this host: {root}\n  fix: ./logstead render --env ENVIRONMENT")
    patterns = [re.compile(expression(one)) for one in globs]
    manifest, below = manifest_of(root)
    for base, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            source = os.path.join(base, name)
            path = "/" + os.path.relpath(source, root).replace(os.sep, "/")
            if not any(pattern.fullmatch(path) for pattern in patterns):
                continue
            said = manifest.get(below + path, {})
            executable = os.stat(source).st_mode & 0o100
            user, _, group = said.get("owner", "root:root").partition(":")
            yield {
                "dest": path,
                "src": source,
                "mode": said.get("mode", "0755" if executable else "0644"),
                "owner": user,
                "group": group or user,
                "sha256": digest(source),
            }


def expression(pattern):
    """`*` is a part of a name, `**` anything."""
    parts = re.split(r"(\*\*|\*)", pattern)
    return "".join({"**": ".*", "*": "[^/]*"}.get(part) or re.escape(part) for part in parts)


def manifest_of(root):
    """The manifest of the tree that a folder belongs to, and the folder's path in it."""
    at = os.path.abspath(root)
    while at != "/":
        file = os.path.join(at, MANIFEST)
        if os.path.isfile(file):
            with open(file, encoding="utf-8") as opened:
                return json.load(opened)["files"], os.path.relpath(root, at)
        at = os.path.dirname(at)
    return {}, ""


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(differing, surplus, by_path):
    diffs = []
    for one in differing:
        path = one["dest"]
        want = by_path.get(path)
        diff = {"before_header": path, "after_header": path}
        if want is None or not one["content"]:
            asked = want or {}
            before = one.get("meta", "absent")
            diffs.append({**diff, "before": f"{before}\n", "after": f"{asked.get('mode', 'folder')}\n"})
            continue
        after = text(want)
        if after is None or (one["there"] and one.get("before") is None):
            diffs.append({**diff, "before": "another content\n", "after": f"sha256 {want['sha256']}\n"})
        else:
            diffs.append({**diff, "before": one.get("before") or "", "after": after})
    diffs += [{"before_header": path, "after_header": path, "before": "there\n", "after": ""} for path in surplus]
    return diffs


def text(want):
    try:
        if "bytes" in want:
            return want["bytes"].decode()
        if os.path.getsize(want["src"]) > LONGEST_INLINE:
            return None
        with open(want["src"], encoding="utf-8") as file:
            return file.read()
    except UnicodeDecodeError:
        return None
