"""Running programs that say whether a file is right."""

from __future__ import annotations

import shutil
import subprocess

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LONGEST = 4000


def missing(argv):
    return shutil.which(argv[0], path=PATH) is None


def complaint(argv, timeout=120):
    """What a program has against it, or nothing."""
    environment = {"PATH": PATH, "LC_ALL": "C.UTF-8", "HOME": "/root"}
    try:
        ran = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        return f"{argv[0]} is not on this host"
    except subprocess.TimeoutExpired:
        return f"{argv[0]} did not end within {timeout} seconds"
    said = ran.stdout.decode(errors="replace").strip()[-LONGEST:]
    return None if ran.returncode == 0 else said or f"it ended with status {ran.returncode} and said nothing"
