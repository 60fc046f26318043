"""Loki as a data source by files, with mTLS; the Grafana is a stand-in (test/stand-ins/grafana.py)."""

import json

import pytest

API = "curl -sf -H 'Authorization: Bearer glsa_molecule' http://127.0.0.1:8910/api/datasources/uid/logstead-loki"


def test_grafana_has_the_data_source(host):
    source = json.loads(host.check_output(API))
    assert (source["type"], source["url"], source["readOnly"]) == ("loki", "https://192.168.1.143:3100", True)
    assert set(source["secureJsonFields"]) == {"tlsCACert", "tlsClientCert", "tlsClientKey", "httpHeaderValue1"}


def test_grafana_itself_can_read_its_secrets(host):
    secrets = json.loads(host.check_output("cat /var/lib/grafana/secrets.json"))
    assert secrets["httpHeaderValue1"].startswith("Bearer ")
    assert len(secrets["httpHeaderValue1"]) > 20
    assert "BEGIN CERTIFICATE" in secrets["tlsCACert"]
    assert "PRIVATE KEY" in secrets["tlsClientKey"]


def test_its_certificate_is_for_clients_and_of_the_site(host):
    folder = "/etc/grafana/provisioning/logstead"
    host.check_output(f"openssl verify -purpose sslclient -CAfile {folder}/ca.crt {folder}/client.crt")


@pytest.mark.parametrize("name", ["token", "client.key"])
def test_secrets_are_for_grafana_only(host, name):
    file = host.file(f"/etc/grafana/provisioning/logstead/{name}")
    assert (file.user, file.group, file.mode) == ("root", "grafana", 0o640)
