"""Loki on Docker that speaks mTLS itself."""

import json

CURL = "curl -s --cacert /root/client/ca.crt"
CLIENT = "--cert /root/client/client.crt --key /root/client/client.key"
URL = "https://127.0.0.1:3100"


def test_who_has_a_certificate_gets_through(host):
    wait = f"timeout 60 sh -c 'until {CURL} -f {CLIENT} {URL}/ready; do sleep 1; done'"
    assert "ready" in host.check_output(wait)


def test_without_a_certificate_nobody_is_heard(host):
    assert host.run(f"{CURL} {URL}/ready").rc != 0
    assert host.run("curl -sf http://127.0.0.1:3100/ready").rc != 0


def test_it_is_confined_as_the_inventory_says(host):
    inspected = json.loads(host.check_output("docker inspect loki"))[0]["HostConfig"]
    assert inspected["Memory"] in (512_000_000, 0)  # where the kernel cannot limit it, Docker says so and goes on
    assert inspected["LogConfig"]["Type"] == "journald"
    assert inspected["ReadonlyRootfs"]


def test_its_key_is_for_loki_only(host):
    file = host.file("/etc/loki/tls/server.key")
    assert (file.user, file.gid, file.mode) == ("root", 10001, 0o640)


def test_it_starts_at_boot(host):
    assert host.service("loki").is_enabled
