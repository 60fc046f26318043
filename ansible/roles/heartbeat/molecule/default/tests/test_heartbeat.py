"""A heartbeat each second, so that a test need not wait for a minute."""


def beats(host):
    return host.run("journalctl -u logstead-heartbeat.service -t logstead-heartbeat -o cat").stdout.splitlines()


def test_it_beats_and_goes_on(host):
    host.check_output("timeout 30 sh -c 'until [ $(journalctl -q -t logstead-heartbeat -o cat | wc -l) -ge 3 ]; do sleep 1; done'")
    assert beats(host)[0] == "heartbeat of molecule, every 1 s"


def test_it_beats_after_the_next_boot_too(host):
    timer = host.service("logstead-heartbeat.timer")
    assert timer.is_running
    assert timer.is_enabled
