"""Writes a probe's line into a file."""

import os


def file(one, undo):
    path = one["path"]
    missing = []
    folder = os.path.dirname(path)
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for made in reversed(missing):
        os.mkdir(made)
        undo.append(lambda made=made: os.rmdir(made))
    new = not os.path.exists(path)
    with open(path, "a", encoding=one.get("encoding", "utf-8"), newline="") as opened:
        opened.write(one["line"] + one.get("end", "\n"))
    if new:
        os.chmod(path, 0o644)
        undo.append(lambda: os.unlink(path))


WRITERS["file"] = file
