"""Pushes a probe's line as an agent would."""

import json
import time
import urllib.request


def push(one, undo):
    now = str(time.time_ns())
    body = {"streams": [{"stream": one["labels"], "values": [[now, one["line"]]]}]}
    request = urllib.request.Request(
        one["url"], json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):
        pass


WRITERS["push"] = push
