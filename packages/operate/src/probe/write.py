"""Writes the probe's lines on this host and says of each when it was written, as JSON lines.

Standard input holds one JSON document: {"lines": [{"id", "how", …}]}. What it makes (files, a container, an
image) is taken away again when standard input is closed. The functions that write stand behind this text when
it is sent: each kind of source brings its own (`plant.py`) and puts them into WRITERS, or into SLOW.
"""

import json
import subprocess
import sys
import threading
import time

WRITERS = {}
# Take as long as everything else together: they run while the others do.
SLOW = {}


def main():
    asked = json.loads(sys.stdin.readline())
    undo = []
    slow, quick = [], []
    for one in asked["lines"]:
        (slow if one["how"] in SLOW else quick).append(one)
    beside = threading.Thread(target=write_all, args=(slow, undo))
    beside.start()
    write_all(quick, undo)
    beside.join()
    say({"done": True})
    sys.stdin.read()
    for action in reversed(undo):
        try:
            action()
        except Exception:
            pass


def write_all(lines, undo):
    for one in lines:
        try:
            before = time.time()
            (WRITERS | SLOW)[one["how"]](one, undo)
            say({"id": one["id"], "written": True, "took": time.time() - before})
        except Exception as error:  # whatever it is, the other sources are probed
            say({"id": one["id"], "written": False, "error": reason(error)})


def say(event):
    with saying:
        print(json.dumps(event), flush=True)


saying = threading.Lock()


def reason(error):
    if isinstance(error, subprocess.CalledProcessError):
        return (error.stderr or error.stdout or str(error)).strip()[-400:]
    return f"{type(error).__name__}: {error}"


def run(*argv, **more):
    return subprocess.run(argv, check=True, capture_output=True, text=True, **more)
