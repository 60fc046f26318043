"""
Stands in for Grafana where there is none: what of its HTTP API and of its provisioning concerns data sources.
As Grafana, it reads /etc/grafana/provisioning/datasources at its start, takes `$__file{…}` for a file's content,
and does not start when a file is wrong or cannot be read. What it would send to Loki is in secrets.json.
"""

import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

FOLDER = "/etc/grafana/provisioning/datasources"
STATE = "/var/lib/grafana"
sources = {}


def taken(text):
    def content(match):
        with open(match[1], encoding="utf-8") as file:
            return file.read()

    return re.sub(r"\$__file\{([^}]+)\}", content, text)


def keep(source):
    for key in ("name", "type", "access"):
        if not isinstance(source.get(key), str):
            sys.exit(f"Datasource provisioning error: data source without {key}")
    sources[source["uid"]] = source
    secrets = {key: taken(value) for key, value in (source.get("secureJsonData") or {}).items()}
    with open(f"{STATE}/secrets.json", "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
        json.dump(secrets, file)


def provisioned():
    for name in sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            data = yaml.safe_load(file)
        if data.get("apiVersion") != 1:
            sys.exit(f"Datasource provisioning error: {name} has apiVersion {data.get('apiVersion')}")
        for source in data["datasources"]:
            keep({**source, "readOnly": True})


class Api(BaseHTTPRequestHandler):
    def answer(self, code, data):
        text = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def shown(self, source):
        fields = {key: True for key in source.get("secureJsonData") or {}}
        return {**{key: value for key, value in source.items() if key != "secureJsonData"}, "secureJsonFields": fields}

    def body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def allowed(self):
        if self.headers.get("Authorization") == f"Bearer {os.environ['TOKEN']}":
            return True
        self.answer(401, {"message": "Unauthorized"})
        return False

    def do_GET(self):
        if self.path == "/api/health":
            return self.answer(200, {"database": "ok"})
        if not self.allowed():
            return None
        source = sources.get(self.path.removeprefix("/api/datasources/uid/"))
        return self.answer(200, self.shown(source)) if source else self.answer(404, {"message": "Data source not found"})

    def do_POST(self):
        if self.allowed():
            source = self.body()
            if any(one["name"] == source["name"] for one in sources.values()):
                return self.answer(409, {"message": "data source with the same name already exists"})
            keep(source)
            self.answer(200, {"datasource": self.shown(source)})

    def do_PUT(self):
        if self.allowed():
            source = self.body()
            if sources[source["uid"]].get("readOnly"):
                return self.answer(403, {"message": "Cannot update read-only data source"})
            keep(source)
            self.answer(200, {"datasource": self.shown(source)})


provisioned()
ThreadingHTTPServer(("127.0.0.1", 8910), Api).serve_forever()
