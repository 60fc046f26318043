"""Loki on Podman, on loopback, as it is behind nginx."""

import json
import time

HOUR = 3600 * 10**9


def ask(host, path):
    return json.loads(host.check_output(f"curl -sf http://127.0.0.1:3100{path}"))


def test_it_answers_on_the_host_itself_only(host):
    assert host.socket("tcp://127.0.0.1:3100").is_listening
    assert not host.socket("tcp://0.0.0.0:3100").is_listening
    version = ask(host, "/loki/api/v1/status/buildinfo")["version"]
    assert f"grafana/loki:{version}" in host.file("/opt/logstead/loki/docker-compose.yml").content_string


def test_it_keeps_what_it_is_given(host):
    now = time.time_ns()
    line = {"streams": [{"stream": {"job": "molecule"}, "values": [[str(now), "a line of the test"]]}]}
    host.check_output(
        f"""curl -sf -H 'Content-Type: application/json' -d '{json.dumps(line)}' http://127.0.0.1:3100/loki/api/v1/push"""
    )
    query = f"/loki/api/v1/query_range?query=%7Bjob%3D%22molecule%22%7D&start={now - HOUR}&end={now + HOUR}"
    values = [v[1] for stream in ask(host, query)["data"]["result"] for v in stream["values"]]
    assert "a line of the test" in values


def test_it_has_read_its_rules(host):
    groups = host.check_output("curl -sf http://127.0.0.1:3100/loki/api/v1/rules")
    for host_name in ("ocean", "dns01", "node005", "node006", "gateway"):
        assert f"heartbeat of {host_name}," in groups
    assert "DiskCritical" in groups


def test_it_keeps_less_while_the_disk_guard_says_so(host):
    limits = "curl -sf -H X-Scope-OrgID:fake http://127.0.0.1:3100/config/tenant/v1/limits"
    overrides = "/var/lib/loki/overrides.yaml"
    wait = f"timeout 60 sh -c 'until {limits} | grep -q \"^retention_period: %s\"; do sleep 1; done'"
    host.check_output(wait.replace("%s", "30d"))
    host.check_output(f"cp -p {overrides} /tmp/usual && cp /etc/loki/guard/step-1.yaml {overrides}")
    host.check_output(wait.replace("%s", "15d"))
    host.check_output(f"cp /tmp/usual {overrides}")
    host.check_output(wait.replace("%s", "30d"))


def test_it_starts_at_boot_within_its_slice(host):
    service = host.service("loki")
    assert service.is_running
    assert service.is_enabled
    assert host.check_output("systemctl show -P MemoryMax loki.slice") == "512000000"
    assert "loki.slice" in host.check_output("podman inspect --format {{.HostConfig.CgroupParent}} loki")


def test_its_program_cannot_change_its_files(host):
    inspected = json.loads(host.check_output("podman inspect loki"))[0]
    assert inspected["HostConfig"]["ReadonlyRootfs"]
    assert inspected["EffectiveCaps"] in (None, [])
    assert inspected["Config"]["User"] == "10001:10001"
