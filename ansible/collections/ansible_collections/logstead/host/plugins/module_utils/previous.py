"""The files that the last change of a set has replaced, kept until its next change."""

from __future__ import annotations

import json
import os
import shutil

HOME = "/var/lib/logstead/previous"


def folder(name):
    return os.path.join(HOME, name)


def keep(name, paths):
    """Remembers how these paths are now; replaces what was remembered of the set."""
    forget(name)
    home = folder(name)
    os.makedirs(home, mode=0o700)
    kept = {}
    for number, path in enumerate(paths):
        kept[path] = None
        if os.path.lexists(path):
            kept[path] = str(number)
            save(path, os.path.join(home, str(number)))
    with open(os.path.join(home, "index.json"), "w", encoding="utf-8") as file:
        json.dump(kept, file)


def save(path, copy):
    try:
        # The file itself stays under a second name: nothing is copied, and replacing the first leaves it alone.
        os.link(path, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, copy, follow_symlinks=False)
        status = os.lstat(path)
        os.lchown(copy, status.st_uid, status.st_gid)


def restore(name):
    """Puts a set back as it was before its last change, and forgets it. The paths that it put back."""
    home = folder(name)
    try:
        with open(os.path.join(home, "index.json"), encoding="utf-8") as file:
            kept = json.load(file)
    except (FileNotFoundError, ValueError):
        return []
    for path, copy in kept.items():
        if copy is None:
            if os.path.lexists(path):
                os.unlink(path)
            continue
        temporary = f"{path}.logstead-back"
        if os.path.lexists(temporary):
            os.unlink(temporary)
        save(os.path.join(home, copy), temporary)
        os.replace(temporary, path)
    forget(name)
    return sorted(kept)


def forget(name):
    shutil.rmtree(folder(name), ignore_errors=True)
