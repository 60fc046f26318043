"""The detector on Docker, with a client certificate for Loki."""

import json

URL = "http://127.0.0.1:18085"
NAME = "logstead-detector"


def test_it_answers_at_the_port_of_the_inventory(host):
    assert host.check_output(f"curl -sf {URL}/healthz") == "ok"


def test_it_is_confined_as_the_inventory_says(host):
    inspected = json.loads(host.check_output(f"docker inspect {NAME}"))[0]
    config = inspected["HostConfig"]
    assert config["Memory"] in (1_000_000_000, 0)  # where the kernel cannot limit it, Docker says so and goes on
    assert config["ReadonlyRootfs"]
    assert config["CapDrop"] == ["ALL"]
    assert config["SecurityOpt"] == ["no-new-privileges:true"]
    assert config["LogConfig"]["Type"] == "journald"
    assert inspected["Config"]["Healthcheck"]["Test"][0] == "CMD"


def test_its_certificate_is_its_own(host):
    key = host.file("/etc/logstead/detector/tls/client.key")
    assert (key.uid, key.mode) == (10085, 0o600)
    subject = host.check_output("openssl x509 -in /etc/logstead/detector/tls/client.crt -noout -subject")
    assert "instance" in subject or host.check_output("hostname") in subject


def test_it_starts_at_boot(host):
    assert host.service(NAME).is_enabled
