"""Docker whose containers log to the journal, without rsyslog."""

import json


def test_docker_logs_to_the_journal_and_keeps_its_owners_settings(host):
    assert host.check_output("docker info --format '{{.LoggingDriver}} {{.LiveRestoreEnabled}}'") == "journald true"
    settings = json.loads(host.file("/etc/docker/daemon.json").content_string)
    assert settings == {"live-restore": True, "log-driver": "journald"}


def test_a_containers_line_reaches_the_journal(host):
    files = "/bin/echo $(ldd /bin/echo | grep -o '/[^ ]*')"
    host.check_output(f"tar -ch {files} 2>/dev/null | docker import - molecule:1")
    host.check_output("docker run --rm --name speaker molecule:1 /bin/echo a line of a container")
    said = host.check_output("journalctl --sync; journalctl CONTAINER_NAME=speaker -o cat")
    assert "a line of a container" in said


def test_rsyslog_was_not_brought_along(host):
    assert not host.package("rsyslog").is_installed


def test_the_journal_is_on_disk(host):
    assert host.check_output("journalctl --header | grep -c '^File path: /var/log/journal'") != "0"
