"""Alloy with a client certificate, from the files that an inventory renders to."""

import pytest


def test_it_runs_as_its_own_user_and_starts_at_boot(host):
    service = host.service("alloy")
    assert service.is_running
    assert service.is_enabled
    pid = service.systemd_properties["MainPID"]
    assert host.process.get(pid=pid).user == "alloy"


def test_its_user_can_read_the_journal_and_cannot_log_in(host):
    user = host.user("alloy")
    assert "systemd-journal" in user.groups
    assert user.shell == "/usr/sbin/nologin"


def test_it_listens_on_the_host_itself_only(host):
    assert host.socket("tcp://127.0.0.1:12345").is_listening
    assert not host.socket("tcp://0.0.0.0:12345").is_listening


def test_it_is_ready_and_all_its_parts_are_healthy(host):
    assert host.check_output("curl -sf http://127.0.0.1:12345/-/ready") == "Alloy is ready."
    assert "healthy" in host.check_output("curl -sf http://127.0.0.1:12345/-/healthy").lower()


@pytest.mark.parametrize("path", ["/etc/alloy/config.alloy", "/usr/local/bin/alloy"])
def test_it_cannot_change_its_own_files(host, path):
    file = host.file(path)
    assert file.user == "root"
    assert not file.mode & 0o022


def test_its_certificate_is_for_clients_and_of_the_site(host):
    host.check_output("openssl verify -purpose sslclient -CAfile /etc/alloy/tls/ca.crt /etc/alloy/tls/client.crt")


@pytest.mark.parametrize("name", ["client.key", "token"])
def test_secrets_are_for_alloy_only(host, name):
    file = host.file(f"/etc/alloy/tls/{name}")
    assert (file.user, file.group, file.mode) == ("root", "alloy", 0o640)
