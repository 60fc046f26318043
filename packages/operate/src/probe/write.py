"""Writes the probe's lines on this host and says of each when it was written, as JSON lines.

Standard input holds one JSON document: {"run": ID, "lines": [{"id", "how", …}]}. What it makes (files,
a container, an image) is taken away again when standard input is closed.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request


def main():
    asked = json.loads(sys.stdin.readline())
    undo = []
    # a container takes as long as everything else together: it is started while the others are written
    slow, quick = [], []
    for one in asked["lines"]:
        (slow if one["how"] == "container" else quick).append(one)
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
            WRITERS[one["how"]](one, undo)
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


def journal(one, undo):
    """In a unit of its own, so that the label `unit` is known; systemd would log a command as its description."""
    how = ["--quiet", "--wait", "--collect", "--description=a line to look for", f"--unit={one['unit']}"]
    run("systemd-run", *how, "/bin/echo", one["line"])


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


def container(one, undo):
    """From an image of this host's own shell: no registry is needed, and no other image must be there."""
    engine, name = one["engine"], one["name"]
    remove(engine, name)
    image = f"localhost/{name}:latest"
    with tempfile.TemporaryDirectory() as root:
        for program in ("/bin/sh", "/bin/sleep"):
            put(root, os.path.realpath(program), program)
            libraries = run("ldd", os.path.realpath(program)).stdout.split()
            for library in {word for word in libraries if word.startswith("/")}:
                put(root, os.path.realpath(library), library)
        archive = os.path.join(root, "image.tar")
        run("tar", "-C", root, "--exclude=./image.tar", "-cf", archive, ".")
        run(engine, "import", archive, image)
    undo.append(lambda: run(engine, "rmi", "-f", image))
    options = ["--detach", "--network=none", f"--name={name}"]
    if one.get("driver"):
        options.append(f"--log-driver={one['driver']}")
    # it lives while it is looked for: its log goes with it
    script = 'printf "%s\\n" "$1"; exec sleep 300'
    run(engine, "run", *options, image, "/bin/sh", "-c", script, "sh", one["line"])
    undo.append(lambda: remove(engine, name))


def remove(engine, name):
    """Killed first: `podman rm -f` gives a container ten seconds to stop, and its first process does not listen."""
    for command in (["kill", name], ["rm", "-f", name]):
        subprocess.run([engine, *command], capture_output=True, check=False)


def put(root, source, path):
    target = root + path
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copy2(source, target)


def syslog(one, undo):
    # 30: facility daemon, severity informational; RFC 3164 names no zone and means the receiver's
    stamp = time.strftime("%b %e %H:%M:%S") if one["format"] == "rfc3164" else time.strftime("1 %Y-%m-%dT%H:%M:%SZ", time.gmtime())
    sender = f"{one['hostname']} {one['app']}" + (":" if one["format"] == "rfc3164" else " - - -")
    message = f"<30>{stamp} {sender} {one['line']}".encode()
    if one["protocol"] == "udp":
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            opened.sendto(message, (one["address"], one["port"]))
    else:
        with socket.create_connection((one["address"], one["port"]), timeout=5) as opened:
            opened.sendall(message + b"\n")


def push(one, undo):
    now = str(time.time_ns())
    body = {"streams": [{"stream": one["labels"], "values": [[now, one["line"]]]}]}
    request = urllib.request.Request(
        one["url"], json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):
        pass


WRITERS = {"journal": journal, "file": file, "container": container, "syslog": syslog, "push": push}
main()
