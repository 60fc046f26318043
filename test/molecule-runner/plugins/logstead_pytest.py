"""Writes how each test ended, one JSON object per line, into the file that LOGSTEAD_TESTS names."""

import json
import os


def pytest_runtest_logreport(report):
    if report.when == "call" or not report.passed:
        _write(report, report.location[2])


def pytest_collectreport(report):
    if report.failed:
        _write(report, "collection")


def _write(report, name):
    crash = getattr(report.longrepr, "reprcrash", None)
    event = {
        "event": "test",
        "test": name,
        "file": str(report.fspath),
        "outcome": report.outcome,
        "seconds": round(getattr(report, "duration", 0), 3),
    }
    if report.failed:
        event["message"] = crash.message if crash else report.longreprtext
        event["path"] = f"{crash.path}:{crash.lineno}" if crash else str(report.fspath)
    with open(os.environ["LOGSTEAD_TESTS"], "a", encoding="utf-8") as file:
        file.write(json.dumps(event, ensure_ascii=False) + "\n")
