"""Writes numbered lines with their time into several sources of this host at a steady rate.

Standard input: {"run", "streams": [{"id", "how", …}], "lines", "rate", "secretEvery", "first"} with `rate` lines a
second in each stream, of which each `secretEvery`th holds a password. With `first`, a line number 0 comes so many
seconds before the others: a collector has found the stream by then.
Ends with one JSON line: how many lines each stream was given.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time

asked = json.loads(sys.stdin.readline())
sent = {}


def piped(*argv):
    child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def write(text):
        child.stdin.write(text.encode())
        child.stdin.flush()

    def close():
        child.stdin.close()
        child.wait()

    return write, close


def journal(one):
    return piped("systemd-cat", "-t", "logstead-measure")


def file(one):
    os.makedirs(os.path.dirname(one["path"]), exist_ok=True)
    opened = open(one["path"], "a", encoding="utf-8", buffering=1 << 16)

    def write(text):
        opened.write(text)
        opened.flush()

    return write, opened.close


def container(one):
    name = f"logstead-measure-{one['id']}"
    # it stays until the next run: its log would go with it, read or not
    options = ["-i", "--replace", "--network=none", f"--name={name}", "--log-driver=k8s-file"]
    write, close = piped("podman", "run", *options, one["image"])
    # what is written before it runs would only wait in the pipe
    write(f"{asked['run']} begins\n")
    for _ in range(300):
        if asked["run"] in subprocess.run(["podman", "logs", name], capture_output=True, text=True).stdout:
            return write, close
        time.sleep(0.2)
    raise SystemExit("the container does not run")


def tcp(one):
    opened = socket.create_connection((one["address"], one["port"]))

    def write(text):
        lines = text.splitlines()
        opened.sendall("".join(f"{syslog(one, line)}\n" for line in lines).encode())

    return write, opened.close


def udp(one):
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def write(text):
        for line in text.splitlines():
            opened.sendto(syslog(one, line).encode(), (one["address"], one["port"]))

    return write, opened.close


def syslog(one, line):
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() % 1 * 1e6):06d}Z"
    return f"<30>1 {stamp} {one['device']} measure - - - {line}"


HOW = {"journal": journal, "file": file, "container": container, "tcp": tcp, "udp": udp}


def line(one, n, now):
    secret = f" password=planted{n}" if n % asked["secretEvery"] == 0 else ""
    return f"lsq={asked['run']}/{one['id']}/{n} t={now}{secret}\n"


def stream(one):
    write, close = HOW[one["how"]](one)
    if asked["first"] > 0:
        write(line(one, 0, int(time.time() * 1000)))
        time.sleep(asked["first"])
    start = time.monotonic()
    n = 0
    while n < asked["lines"]:
        due = min(asked["lines"], int((time.monotonic() - start) * asked["rate"]) + 1)
        if due > n:
            now = int(time.time() * 1000)
            write("".join(line(one, i, now) for i in range(n + 1, due + 1)))
            n = due
        time.sleep(0.005)
    close()
    sent[one["id"]] = n


threads = [threading.Thread(target=stream, args=(one,)) for one in asked["streams"]]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(sent), flush=True)
