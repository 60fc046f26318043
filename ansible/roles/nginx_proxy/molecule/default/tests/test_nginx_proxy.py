"""nginx with client certificates and a Bearer token."""

import pytest

URL = "https://127.0.0.1:3100"
CURL = "curl -s -o /dev/null -w '%{http_code}' --cacert /root/client/ca.crt"
CLIENT = "--cert /root/client/client.crt --key /root/client/client.key"
BEARER = "-H \"Authorization: Bearer $(cat /root/client/token)\""


def status(host, path, *how):
    return host.run(f"{CURL} {' '.join(how)} {URL}{path}").stdout


def test_who_has_certificate_and_token_gets_through(host):
    # The stand-in knows no POST: 501 is its own answer.
    assert status(host, "/loki/api/v1/push", CLIENT, BEARER, "-X POST -d x") == "501"


def test_readiness_needs_no_token(host):
    assert status(host, "/ready", CLIENT) == "200"


@pytest.mark.parametrize("how", [[CLIENT], [CLIENT, "-H 'Authorization: Bearer wrong'"]])
def test_without_the_token_nobody_pushes(host, how):
    assert status(host, "/loki/api/v1/push", *how, "-X POST -d x") == "401"


def test_without_a_certificate_nobody_is_heard(host):
    assert status(host, "/loki/api/v1/push", BEARER, "-X POST -d x") == "400"


def test_it_does_not_speak_plain_http(host):
    assert host.run("curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:3100/ready").stdout == "400"


def test_deleting_and_other_paths_stay_on_the_host(host):
    assert status(host, "/loki/api/v1/delete", CLIENT, BEARER) == "404"
    assert status(host, "/", CLIENT, BEARER) == "404"


@pytest.mark.parametrize("path", ["/etc/nginx/logstead/tokens.map", "/etc/nginx/logstead/tls/server.key"])
def test_secrets_are_root_s(host, path):
    file = host.file(path)
    assert (file.user, file.mode) == ("root", 0o600)


def test_the_welcome_page_is_gone(host):
    assert not host.socket("tcp://0.0.0.0:80").is_listening
