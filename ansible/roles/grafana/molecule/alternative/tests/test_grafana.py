"""Loki as a data source by the API; the Grafana is a stand-in (test/stand-ins/grafana.py)."""

import json

API = "curl -sf -H 'Authorization: Bearer glsa_molecule' http://127.0.0.1:8910/api/datasources/uid/logstead-loki"


def test_grafana_has_the_data_source_and_may_change_it(host):
    source = json.loads(host.check_output(API))
    assert (source["type"], source["url"]) == ("loki", "https://192.168.1.143:3100")
    assert "readOnly" not in source


def test_grafana_was_given_its_secrets(host):
    secrets = json.loads(host.check_output("cat /var/lib/grafana/secrets.json"))
    assert secrets["httpHeaderValue1"].startswith("Bearer ")
    assert "BEGIN CERTIFICATE" in secrets["tlsClientCert"]


def test_nothing_of_it_lies_in_files(host):
    assert not host.file("/etc/grafana/provisioning/datasources/logstead-loki.yaml").exists
