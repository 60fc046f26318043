"""The role with nothing set."""


def test_the_service_runs_and_is_enabled(host):
    greeting = host.service("greeting")
    assert greeting.is_running
    assert greeting.is_enabled


def test_it_answers_on_the_host_itself_only(host):
    assert host.socket("tcp://127.0.0.1:8111").is_listening
    assert not host.socket("tcp://0.0.0.0:8111").is_listening
    assert host.check_output("curl -s http://127.0.0.1:8111/") == "Good day"


def test_its_settings_are_root_s(host):
    settings = host.file("/etc/greeting/greeting.conf")
    assert (settings.user, settings.group, settings.mode) == ("root", "root", 0o644)
