"""Rotation by size and by the week."""


def test_files_are_rotated_once_they_are_larger(host):
    rule = "/etc/logrotate.d/logstead-application"
    run = f"logrotate --state /tmp/molecule-state {rule}"
    host.check_output("rm -rf /var/log/molecule && mkdir -p /var/log/molecule && echo one >/var/log/molecule/a.log")
    host.check_output(run)
    assert host.check_output("ls /var/log/molecule") == "a.log"
    host.check_output("head -c 11000 /dev/zero | tr '\\0' x >>/var/log/molecule/a.log")
    host.check_output(run)
    assert host.check_output("cat /var/log/molecule/a.log-* | head -c 3") == "one"


def test_weekly_ones_are_kept_as_many_weeks_and_uncompressed(host):
    rule = host.file("/etc/logrotate.d/logstead-batch").content_string
    assert "weekly" in rule
    assert "rotate 4" in rule
    assert "compress" not in rule


def test_the_rule_of_a_kind_that_is_no_more_is_gone(host):
    assert not host.file("/etc/logrotate.d/logstead-gone").exists
