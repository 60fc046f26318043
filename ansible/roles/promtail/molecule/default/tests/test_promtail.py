"""Promtail with plain HTTP, and everything else by default."""

import pytest


def test_it_runs_as_its_own_user_and_starts_at_boot(host):
    service = host.service("promtail")
    assert service.is_running
    assert service.is_enabled
    pid = service.systemd_properties["MainPID"]
    assert host.process.get(pid=pid).user == "promtail"


def test_its_user_can_read_the_journal_and_cannot_log_in(host):
    user = host.user("promtail")
    assert "systemd-journal" in user.groups
    assert user.shell == "/usr/sbin/nologin"


def test_it_listens_on_the_host_itself_only(host):
    assert host.socket("tcp://127.0.0.1:9080").is_listening
    assert not host.socket("tcp://0.0.0.0:9080").is_listening


@pytest.mark.parametrize("path", ["/etc/promtail/config.yaml", "/usr/local/bin/promtail"])
def test_it_cannot_change_its_own_files(host, path):
    file = host.file(path)
    assert file.user == "root"
    assert not file.mode & 0o022


def test_nothing_of_the_run_is_left(host):
    assert host.check_output("ls -A /var/lib/logstead/staged") == ""
