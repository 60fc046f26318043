"""A heartbeat that is wanted no more."""


def test_its_units_are_gone(host):
    assert host.run("systemctl cat logstead-heartbeat.timer").rc != 0
    assert not host.file("/etc/systemd/system/timers.target.wants/logstead-heartbeat.timer").exists


def test_nothing_failed_on_its_way_out(host):
    assert host.check_output("systemctl list-units --failed --no-legend 'logstead-*'") == ""
