"""The detector on Podman, on loopback; Loki and n8n are not there, which /readyz says and /healthz does not."""

import json

URL = "http://127.0.0.1:8085"
NAME = "logstead-detector"
SETTINGS = "/etc/logstead/vars_log_anomaly.yaml"


def inspected(host):
    return json.loads(host.check_output(f"podman inspect {NAME}"))[0]


def test_it_answers_on_the_host_itself_only(host):
    assert host.socket("tcp://127.0.0.1:8085").is_listening
    assert not host.socket("tcp://0.0.0.0:8085").is_listening
    assert host.check_output(f"curl -sf {URL}/healthz")


def test_it_says_what_is_not_there(host):
    checks = json.loads(host.check_output(f"curl -s {URL}/readyz"))["checks"]
    assert {check["name"]: check["ok"] for check in checks}["store"]


def test_it_starts_at_boot_within_its_slice(host):
    service = host.service(NAME)
    assert service.is_running
    assert service.is_enabled
    assert host.check_output(f"systemctl show -P MemoryMax {NAME}.slice") == "2000000000"
    assert host.check_output(f"systemctl show -P CPUQuotaPerSecUSec {NAME}.slice") == "2s"
    assert f"{NAME}.slice" in inspected(host)["HostConfig"]["CgroupParent"]


def test_its_program_can_change_nothing_but_its_data(host):
    container = inspected(host)
    assert container["HostConfig"]["ReadonlyRootfs"]
    assert container["EffectiveCaps"] in (None, [])
    assert container["Config"]["User"] == "10085:10085"
    assert any("no-new-privileges" in option for option in container["HostConfig"]["SecurityOpt"])
    writable = {mount["Destination"] for mount in container["Mounts"] if mount["RW"]}
    assert writable == {"/var/lib/logstead/detector"}


def test_its_secrets_are_its_own(host):
    folder = host.file("/etc/logstead/detector/secrets")
    assert (folder.uid, folder.mode) == (10085, 0o700)
    secret = host.file("/etc/logstead/detector/secrets/n8n-webhook-token")
    assert (secret.uid, secret.mode) == (10085, 0o600)
    value = secret.content_string.strip()
    assert value
    assert value not in host.check_output(f"podman inspect {NAME}")
    assert value not in host.check_output(f"journalctl -q -o cat CONTAINER_NAME={NAME}")


def test_its_health_is_asked_by_the_engine(host):
    assert inspected(host)["Config"]["Healthcheck"]["Test"][:2] == ["CMD", "/usr/local/bin/node"]
    # 1: it runs, and says that Loki is not there
    said = host.run(f"podman exec {NAME} /usr/local/bin/node /opt/logstead/detector/main.js health --settings {SETTINGS}")
    assert said.rc == 1
    assert "BAD loki" in said.stdout


def test_it_keeps_its_data_over_a_restart(host):
    before = host.check_output("ls /var/lib/logstead/detector/store | head -n 1")
    assert before
    host.check_output(f"systemctl restart {NAME}")
    host.check_output(f"curl -sf --retry 60 --retry-all-errors --retry-delay 1 {URL}/healthz")
    assert host.check_output("ls /var/lib/logstead/detector/store | head -n 1") == before
