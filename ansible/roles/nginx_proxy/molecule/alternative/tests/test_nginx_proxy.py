"""nginx with plain HTTP, beside a site of its owner's."""

URL = "http://127.0.0.2:3100"


def status(host, path, *how):
    return host.run(f"curl -s -o /dev/null -w '%{{http_code}}' {' '.join(how)} {URL}{path}").stdout


def test_whoever_reaches_it_gets_through(host):
    # The stand-in knows no POST: 501 is its own answer.
    assert status(host, "/loki/api/v1/push", "-X POST -d x") == "501"
    assert status(host, "/ready") == "200"


def test_deleting_and_other_paths_stay_on_the_host(host):
    assert status(host, "/loki/api/v1/delete") == "404"
    assert status(host, "/config") == "404"


def test_no_secret_came_to_the_host(host):
    assert host.check_output("ls -A /etc/nginx/logstead/tls") == ""
    assert not host.file("/etc/nginx/logstead/tokens.map").exists


def test_the_owners_site_stays(host):
    assert host.file("/etc/nginx/sites-enabled/default").exists
