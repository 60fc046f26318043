"""The journal kept on disk, and rsyslog in front of the collector."""


def test_the_journal_is_on_disk_with_its_limits(host):
    assert host.file("/var/log/journal").is_directory
    assert host.check_output("journalctl --header | grep -c '^File path: /var/log/journal'") != "0"
    settings = host.check_output("systemd-analyze cat-config systemd/journald.conf")
    assert "Storage=persistent" in settings
    assert "SystemMaxUse=" in settings


def test_lines_reach_the_disk(host):
    host.check_output("logger -t molecule 'kept on disk'")
    assert "kept on disk" in host.check_output("journalctl -t molecule -D /var/log/journal -o cat")


def test_rsyslog_has_both_ports(host):
    assert host.socket("udp://0.0.0.0:1514").is_listening
    assert host.socket("tcp://0.0.0.0:1514").is_listening


def test_apt_empties_its_cache(host):
    assert 'APT::Periodic::CleanInterval "7"' in host.check_output("apt-config dump")
