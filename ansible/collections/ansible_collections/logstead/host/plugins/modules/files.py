#!/usr/bin/python
"""Puts a set of finished files on the host. The action plugin of the same name knows their contents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: files
short_description: Put a set of finished files on a host, all of them or none
description:
  - Compares every file with the host's in one connection; only what differs is sent.
  - What was sent is first checked by the programs that will read it, and only then swapped in, file by file by
    rename. When a check fails or the disk is full, nothing on the host has changed.
  - What a change replaces is kept, and C(state=previous) puts it back.
options:
  name:
    description: The set, by which it can be put back.
    type: str
    required: true
  state:
    description: C(previous) puts the set back as it was before its last change.
    type: str
    choices: [present, previous]
    default: present
  root:
    description:
      - A folder on the controller that mirrors the host's root. Modes and owners come from the manifest of the
        rendered tree it belongs to; without one a file has 0644, or 0755 when it can be executed, and is root's.
    type: path
  paths:
    description: Which files below I(root), as globs of absolute paths.
    type: list
    elements: str
    default: []
  files:
    description: Further files; each has one of C(src), C(content), C(secret), C(secrets) and C(environment).
    type: list
    elements: dict
    default: []
    suboptions:
      dest: {description: The path on the host., type: path, required: true}
      src: {description: A file on the controller., type: path}
      content: {description: The text itself., type: str}
      secret: {description: The name of a secret whose value is the content., type: str}
      secrets: {description: Names of secrets; the content is a C(line) for each., type: list, elements: str}
      line: {description: The line of a secret, with C({}) for its value., type: str}
      regex: {description: Whether the value becomes a part of a regular expression., type: bool, default: false}
      environment: {description: Names of secrets by variable, one line each., type: dict}
      mode: {description: The mode., type: str, default: "0644"}
      owner: {description: The owner., type: str, default: root}
      group: {description: The group., type: str, default: root}
      sha256: {description: The checksum that I(src) must have., type: str}
  defaults:
    description: What C(files) have that do not say it themselves.
    type: dict
    default: {}
  folders:
    description: Folders that must be there, by path.
    type: dict
    default: {}
  purge:
    description: Globs of absolute paths; files that fit one and are not in the set are removed.
    type: list
    elements: str
    default: []
  validate:
    description:
      - Commands by glob of absolute paths. For each file that differs the command of the first glob that fits
        is run, with C({}) for where the new file lies until it is swapped in, and C({root}) for the folder in
        which the whole set lies as it would on the host.
    type: dict
    default: {}
author: Logstead
"""

EXAMPLES = r"""
- name: Write configuration and unit
  logstead.host.files:
    name: promtail
    root: "{{ playbook_dir }}/hosts/{{ inventory_hostname }}"
    paths: [/etc/promtail/**, /etc/systemd/system/promtail.service]
    validate:
      /etc/promtail/config.yaml: [promtail, -check-syntax, "-config.file={}"]
"""

RETURN = r"""
paths:
  description: The files that were, or would be, written or removed.
  type: list
  returned: always
created:
  description: Those of them that were not there.
  type: list
  returned: always
all:
  description: All files of the set.
  type: list
  returned: always
"""

import base64  # noqa: E402
import fnmatch  # noqa: E402
import glob  # noqa: E402
import grp  # noqa: E402
import hashlib  # noqa: E402
import os  # noqa: E402
import pwd  # noqa: E402
import shutil  # noqa: E402
import stat  # noqa: E402
import tempfile  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.logstead.host.plugins.module_utils import previous, programs  # noqa: E402

STAGED = "/var/lib/logstead/staged"
LONGEST_DIFF = 256 * 1024


class Wrong(Exception):
    """Told to the user as it is."""


def digest(path):
    hashed = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            hashed.update(piece)
    return hashed.hexdigest()


def account(name, find, what):
    if name.isdigit():
        return int(name)
    try:
        return find(name)
    except KeyError:
        raise Wrong(f"the host has no {what} {name}") from None


def owner(want, check_mode):
    try:
        return (
            account(want["owner"], lambda name: pwd.getpwnam(name).pw_uid, "user"),
            account(want["group"], lambda name: grp.getgrnam(name).gr_gid, "group"),
        )
    except Wrong:
        # A dry run on a new host has not made the account.
        if check_mode:
            return None
        raise


def meta(status):
    return f"{stat.S_IMODE(status.st_mode):04o} {status.st_uid}:{status.st_gid}"


def compared(want, check_mode):
    """What differs of a file or folder: `content`, `meta`, both or nothing."""
    path = want["dest"]
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return {"content", "meta"}
    folder = want["folder"]
    if folder and not stat.S_ISDIR(status.st_mode):
        raise Wrong(f"{path} is there and is no folder")
    if not folder and stat.S_ISDIR(status.st_mode):
        raise Wrong(f"{path} is a folder, where a file belongs")
    differs = set()
    if not folder and (not stat.S_ISREG(status.st_mode) or digest(path) != want["sha256"]):
        differs.add("content")
    ids = owner(want, check_mode)
    same = ids is None or (status.st_uid, status.st_gid) == ids
    if stat.S_IMODE(status.st_mode) != int(want["mode"], 8) or not same:
        differs.add("meta")
    return differs


def surplus(globs, wanted):
    found = {path for pattern in globs for path in glob.glob(pattern, recursive=True)}
    return sorted(path for path in found if path not in wanted and os.path.lexists(path) and not os.path.isdir(path))


def before(path):
    """The text of a file for a difference; nothing for what is no text."""
    try:
        if os.path.getsize(path) > LONGEST_DIFF:
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def stage(want, folder):
    """The new file below the folder under its own path, since some programs go by a file's name."""
    staged = folder + want["dest"]
    os.makedirs(os.path.dirname(staged), exist_ok=True)
    if want["sent"]:
        shutil.move(want["sent"], staged)
    else:
        with open(staged, "wb") as file:
            file.write(base64.b64decode(want["data"]))
    os.chmod(staged, int(want["mode"], 8))
    os.chown(staged, *owner(want, False))
    return staged


def complete(files, staged, folder):
    """Beside the new files those that stay: a program may read one along with another."""
    for want in files:
        path = want["dest"]
        if path not in staged and os.path.isfile(path) and os.path.getsize(path) <= LONGEST_DIFF:
            os.makedirs(os.path.dirname(folder + path), exist_ok=True)
            shutil.copy2(path, folder + path)


def validated(staged, validate, folder):
    complaints = []
    for path, file in staged.items():
        argv = next((argv for pattern, argv in validate.items() if fnmatch.fnmatch(path, pattern)), None)
        filled = [str(part).replace("{root}", folder).replace("{}", file) for part in argv or []]
        said = filled and programs.complaint(filled)
        if said:
            complaints.append(f"{os.path.basename(path)} is refused by {argv[0]}: {said.replace(folder, '')}")
    if complaints:
        raise Wrong("\n".join([*complaints, "Nothing was changed; what runs keeps its configuration."]))


def swap(name, staged, removed, task):
    """First all new files beside the old ones, where a full disk shows, then the renames."""
    beside = {}
    try:
        for path, file in staged.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".logstead-", dir=os.path.dirname(path))
            os.close(handle)
            beside[path] = temporary
            shutil.copy2(file, temporary)
            status = os.stat(file)
            os.chown(temporary, status.st_uid, status.st_gid)
        previous.keep(name, [*staged, *removed], task)
    except OSError:
        for temporary in beside.values():
            os.unlink(temporary)
        raise
    for path, temporary in beside.items():
        os.replace(temporary, path)
    for path in removed:
        os.unlink(path)


def adjust(want):
    if want["folder"]:
        os.makedirs(want["dest"], exist_ok=True)
    os.chown(want["dest"], *owner(want, False))
    os.chmod(want["dest"], int(want["mode"], 8))


def compare(module, folders, files):
    """What would have to be done; the action plugin sends what is asked for, and calls again."""
    differing = []
    for want in [*folders, *files]:
        differs = compared(want, module.check_mode)
        if not differs:
            continue
        path = want["dest"]
        one = {"dest": path, "content": "content" in differs, "there": os.path.lexists(path)}
        if one["there"]:
            one["meta"] = meta(os.lstat(path))
            if "content" in differs and not want["folder"]:
                one["before"] = before(path)
        differing.append(one)
    extra = surplus(module.params["purge"], {want["dest"] for want in files})
    module.exit_json(changed=bool(differing or extra), differing=differing, surplus=extra)


def apply(module, folders, files):
    given = module.params
    for want in folders:
        if compared(want, False):
            adjust(want)
    os.makedirs(STAGED, mode=0o700, exist_ok=True)
    folder = tempfile.mkdtemp(dir=STAGED)
    try:
        staged = {want["dest"]: stage(want, folder) for want in files if want["data"] is not None or want["sent"]}
        complete(files, staged, folder)
        validated(staged, given["validate"], folder)
        removed = surplus(given["purge"], {want["dest"] for want in files})
        if staged or removed:
            swap(given["name"], staged, removed, given["task"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for want in files:
        if "meta" in compared(want, False):
            adjust(want)
    module.exit_json(changed=True)


def main():
    text = {"type": "str"}
    entry = {
        "dest": {"type": "path", "required": True},
        "mode": text,
        "owner": text,
        "group": text,
        "sha256": text,
        "folder": {"type": "bool", "default": False},
        # In base64: this is kept out of the host's log, while a difference shows the text where it may be seen.
        "data": {"type": "str", "no_log": True},
        "sent": {"type": "path"},
    }
    listed = {"type": "list", "elements": "dict", "default": [], "options": entry}
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["compare", "apply", "previous"], "required": True},
            "task": {"type": "str", "default": ""},
            "folders": listed,
            "files": listed,
            "purge": {"type": "list", "elements": "str", "default": []},
            "validate": {"type": "dict", "default": {}},
        },
        supports_check_mode=True,
    )
    given = module.params
    try:
        if given["state"] == "previous":
            restored = [] if module.check_mode else previous.restore(given["name"], given["task"])
            module.exit_json(changed=bool(restored), paths=restored)
        elif given["state"] == "compare":
            compare(module, given["folders"], given["files"])
        else:
            apply(module, given["folders"], given["files"])
    except Wrong as error:
        module.fail_json(msg=str(error))
    except OSError as error:
        module.fail_json(msg=f"{error.filename or given['name']}: {error.strerror}. Nothing was changed.")


if __name__ == "__main__":
    main()
