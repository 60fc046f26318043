"""The role with everything set."""


def test_it_listens_where_it_was_told_to(host):
    assert host.socket("tcp://0.0.0.0:9222").is_listening
    assert not host.socket("tcp://127.0.0.1:8111").is_listening
