"""The files that the last change of a set has replaced, kept until its next change."""

from __future__ import annotations

import json
import os
import shutil

HOME = "/var/lib/logstead/previous"


def folder(name):
    return os.path.join(HOME, name)


def read(name):
    try:
        with open(os.path.join(folder(name), "index.json"), encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return None


def write(name, index):
    with open(os.path.join(folder(name), "index.json"), "w", encoding="utf-8") as file:
        json.dump(index, file)


def keep(name, paths, task):
    """
    Remembers how these paths are now; replaces what was remembered of the set. A task that is sent twice,
    because the connection broke, has changed them already: then what it has remembered first counts.
    """
    index = read(name)
    if index is None or not task or index.get("task") != task:
        forget(name)
        os.makedirs(folder(name), mode=0o700)
        index = {"task": task, "kept": {}}
    kept = index["kept"]
    for path in paths:
        if path in kept:
            continue
        kept[path] = None
        if os.path.lexists(path):
            kept[path] = str(len(kept))
            save(path, os.path.join(folder(name), kept[path]))
    write(name, index)


def save(path, copy):
    try:
        # The file itself stays under a second name: nothing is copied, and replacing the first leaves it alone.
        os.link(path, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, copy, follow_symlinks=False)
        status = os.lstat(path)
        os.lchown(copy, status.st_uid, status.st_gid)


def restore(name, task=""):
    """Puts a set back as it was before its last change. The paths that it put back."""
    index = read(name)
    if index is None:
        return []
    if "restored" in index:
        return sorted(index["kept"]) if task and index["restored"] == task else []
    for path, copy in index["kept"].items():
        if copy is None:
            if os.path.lexists(path):
                os.unlink(path)
            continue
        temporary = f"{path}.logstead-back"
        if os.path.lexists(temporary):
            os.unlink(temporary)
        save(os.path.join(folder(name), copy), temporary)
        os.replace(temporary, path)
    write(name, {**index, "restored": task})
    return sorted(index["kept"])


def forget(name):
    shutil.rmtree(folder(name), ignore_errors=True)
