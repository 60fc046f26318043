"""Looks at this host: units, versions, files and disks, as one JSON document. Changes nothing."""

import hashlib
import json
import os
import subprocess
import sys

asked = json.loads(sys.stdin.read())


def said(*argv):
    try:
        return subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def digest(path):
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def disk(path):
    while not os.path.exists(path):
        path = os.path.dirname(path)
    found = os.statvfs(path)
    return {"total": found.f_blocks * found.f_frsize, "free": found.f_bavail * found.f_frsize}


print(
    json.dumps(
        {
            "units": {unit: said("systemctl", "is-active", unit) for unit in asked["units"]},
            "versions": {name: said(*argv) for name, argv in asked["versions"].items()},
            "files": {path: digest(path) for path in asked["files"]},
            "disks": {path: disk(path) for path in asked["disks"]},
        }
    )
)
