"""Sends a probe's line as a device would."""

import socket
import time


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


WRITERS["syslog"] = syslog
