"""One collector went on where the other one stopped: each line is in Loki, and each once."""

import json
import time

import pytest

RUNNING = {"promtail": "alloy", "alloy": "promtail"}


def lines(host, selector):
    """All of a stream's lines, as numbers; more than one answer of Loki holds."""
    found, end = [], time.time_ns()
    query = f'{selector} |~ "^line [0-9]+$"'
    while True:
        answer = json.loads(
            host.check_output(
                "curl -sfG http://127.0.0.1:3100/loki/api/v1/query_range --data-urlencode %s "
                "-d limit=5000 -d direction=backward -d start=%s -d end=%s",
                f"query={query}",
                str(end - 2 * 3600 * 10**9),
                str(end),
            )
        )
        values = [value for stream in answer["data"]["result"] for value in stream["values"]]
        found += [int(line.split()[1]) for _, line in values]
        if len(values) < 5000:
            return sorted(found)
        end = min(int(at) for at, _ in values)


def written(host):
    return int(host.check_output("wc -l </var/log/molecule/a.log"))


@pytest.mark.parametrize("selector", ['{host="instance", source="app"}', '{host="instance", source="journal"}'])
def test_nothing_is_lost_and_nothing_comes_twice(host, selector):
    until = written(host)
    for _ in range(60):
        found = [n for n in lines(host, selector) if n < until]
        if len(found) >= until:
            break
        time.sleep(1)
    missing = sorted(set(range(until)) - set(found))
    assert missing == []
    assert len(found) - len(set(found)) == 0


def test_one_of_them_runs_and_the_other_does_not(host):
    running = [name for name in RUNNING if host.service(name).is_running]
    assert len(running) == 1
    assert host.service(running[0]).is_enabled
    assert not host.service(RUNNING[running[0]]).is_enabled
