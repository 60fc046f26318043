"""n8n's own command, run in the surroundings of the n8n that is there: its user, its variables, its data."""

from __future__ import annotations

import json
import os
import subprocess

# A pipe of its own on each side: n8n opens its standard input and output by name, which only their owner may.
SEND = 'cat | "$@" --input=/dev/stdin'
TAKE = '"$@" --output=/dev/stdout | cat'
NOTHING = ("No workflows found", "No credentials found")
LONGEST = 2000


class Refused(Exception):
    """n8n, or what it runs in, did not do it; the text says why and never has what was sent."""


class N8n:
    """The n8n of a unit, or of a container where one is named."""

    def __init__(self, unit, container="", engine="docker"):
        self.options = {}
        if container:
            self.prefix = [engine, "exec", "-i", container]
            self.program = ["n8n"]
            return
        self.prefix = []
        process = self.process(unit)
        with open(f"/proc/{process}/cmdline", "rb") as file:
            words = [os.fsdecode(word) for word in file.read().split(b"\0") if word]
        if "start" not in words:
            raise Refused(f"{unit} runs `{' '.join(words)[:200]}`, which is no n8n; n8n.container or n8n.unit names it")
        self.program = words[: words.index("start")]
        with open(f"/proc/{process}/environ", "rb") as file:
            pairs = [os.fsdecode(one).split("=", 1) for one in file.read().split(b"\0") if b"=" in one]
        with open(f"/proc/{process}/status", encoding="utf8") as file:
            fields = dict(line.split(":\t", 1) for line in file if ":\t" in line)
        self.options = {
            "env": {**dict(pairs), "NO_COLOR": "1"},
            "cwd": os.path.realpath(f"/proc/{process}/cwd"),
        }
        if os.geteuid() == 0:
            self.options["user"] = int(fields["Uid"].split()[1])
            self.options["group"] = int(fields["Gid"].split()[1])
            self.options["extra_groups"] = [int(one) for one in fields["Groups"].split()]

    @staticmethod
    def process(unit):
        asked = ["systemctl", "show", "--property=MainPID", "--value", unit]
        try:
            said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        except FileNotFoundError:
            said = ""
        if not said.isdigit() or said == "0":
            raise Refused(f"{unit} does not run: start it, or name n8n's container by n8n.container")
        return said

    def run(self, script, arguments, given=""):
        argv = [*self.prefix, "sh", "-c", script, "sh", *self.program, *arguments]
        try:
            ran = subprocess.run(
                argv, input=given.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600, check=False, **self.options
            )
        except subprocess.TimeoutExpired:
            raise Refused(f"n8n {arguments[0]} did not end within 10 minutes") from None
        except OSError as error:
            raise Refused(f"n8n {arguments[0]}: {error}") from None
        return ran.returncode, ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace")

    def export(self, what):
        """All of one kind, by id; credentials stay encrypted."""
        code, out, err = self.run(TAKE, [f"export:{what}", "--all"])
        begin = out.find("[{")
        if begin >= 0:
            return {one["id"]: one for one in json.JSONDecoder().raw_decode(out[begin:])[0]}
        if any(text in out + err for text in NOTHING):
            return {}
        raise Refused(f"n8n export:{what} says: {(err or out).strip()[-LONGEST:] or code}")

    def give(self, what, items):
        """Imports over a pipe; nothing else is changed, and nothing is written to a file."""
        code, out, err = self.run(SEND, [f"import:{what}"], json.dumps(items))
        if code != 0 or "Successfully imported" not in out + err:
            raise Refused(f"n8n import:{what} says: {(err or out).strip()[-LONGEST:] or code}")

    def publish(self, identity):
        code, out, err = self.run('"$@"', ["publish:workflow", f"--id={identity}"])
        if code != 0:
            raise Refused(f"n8n publish:workflow says: {(err or out).strip()[-LONGEST:] or code}")


CONTEXT = {
    "unit": {"type": "str", "default": "n8n.service"},
    "container": {"type": "str", "default": ""},
    "engine": {"type": "str", "default": "docker", "choices": ["docker", "podman"]},
}
