"""Promtail from a download, with a client certificate and a token."""

import os

import pytest
import yaml

with open(f"{os.environ['MOLECULE_PROJECT_DIRECTORY']}/defaults/main.yml") as defaults:
    VERSION = yaml.safe_load(defaults)["promtail_version"]


def test_the_program_is_the_downloaded_one(host):
    assert f"version {VERSION}" in host.check_output("/usr/local/bin/promtail --version")


def test_it_runs_with_the_inventorys_files(host):
    assert host.service("promtail").is_running
    assert host.check_output("curl -sf http://127.0.0.1:9080/ready") == "Ready"
    assert "/loki/api/v1/push" in host.check_output("cat /etc/promtail/config.yaml")


def test_its_certificate_is_for_clients_and_of_the_site(host):
    folder = "/etc/promtail/tls"
    host.check_output(f"openssl verify -purpose sslclient -CAfile {folder}/ca.crt {folder}/client.crt")


@pytest.mark.parametrize("name", ["client.key", "token"])
def test_secrets_are_for_promtail_only(host, name):
    file = host.file(f"/etc/promtail/tls/{name}")
    assert (file.user, file.group, file.mode) == ("root", "promtail", 0o640)
