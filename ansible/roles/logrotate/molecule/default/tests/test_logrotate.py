"""Rotation as the inventory says."""


def test_files_are_rotated_and_nothing_is_lost(host):
    host.check_output("mkdir -p /var/log/molecule && rm -f /var/log/molecule/* && echo one >/var/log/molecule/a.log")
    host.check_output("logrotate --force /etc/logrotate.d/logstead-application")
    assert host.check_output("cat /var/log/molecule/a.log-*") == "one"


def test_it_runs_each_day(host):
    timer = host.service("logrotate.timer")
    assert timer.is_running
    assert timer.is_enabled
