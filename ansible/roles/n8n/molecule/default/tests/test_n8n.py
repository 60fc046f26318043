"""An n8n that is there is waited for and left alone; it is a stand-in with n8n's health check."""


def test_it_answers(host):
    assert host.check_output("curl -sf http://127.0.0.1:5678/healthz") == '{"status":"ok"}'


def test_it_was_left_alone(host):
    assert host.check_output("systemctl show -P NRestarts n8n.service") == "0"
    assert host.check_output("systemctl show -P UnitFileState n8n.service") == "static"
