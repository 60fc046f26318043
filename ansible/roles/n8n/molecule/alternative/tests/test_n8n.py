"""An n8n without a unit of its own, such as one in a container: only its address counts."""


def test_it_answers(host):
    assert host.check_output("curl -sf http://127.0.0.1:5678/healthz") == '{"status":"ok"}'


def test_no_unit_was_made_for_it(host):
    assert host.run("systemctl cat n8n-elsewhere.service").rc != 0
