"""A Fleet as JUnit XML, which CI systems read: a suite a board, a case a model.

Of the format there is no standard; elements and attributes are those that the schema of Jenkins'
xUnit plugin (junit-10.xsd) knows, and what it requires is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as Xml

from tinyedge.fleet.types import Fleet, Outcome
from tinyedge.fleet.words import figures, first_mismatch

# What XML 1.0 can hold at all, section 2.2.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(fleet: Fleet, began: datetime) -> bytes:
    """The whole file. A model that differs is a failure; what could not be done is an error.

    began: in UTC.
    """
    when = began.replace(microsecond=0, tzinfo=None).isoformat()
    root = Xml.Element("testsuites", {"name": "tinyedge run", **_totals(fleet.outcomes)})
    suites: dict[str, list[Outcome]] = {}
    for outcome in fleet.outcomes:
        suites.setdefault(outcome.job.target.name, []).append(outcome)
    for name, outcomes in suites.items():
        given = {"name": _clean(name), "timestamp": when, **_totals(outcomes)}
        suite = Xml.SubElement(root, "testsuite", given)
        for outcome in outcomes:
            _add_case(suite, outcome)
    Xml.indent(root)
    text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _totals(outcomes: Iterable[Outcome]) -> dict[str, str]:
    verdicts = [outcome.verdict for outcome in outcomes]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count("different")),
        "errors": str(verdicts.count("not done")),
        "skipped": "0",
        "time": f"{sum(outcome.seconds for outcome in outcomes):.3f}",
    }


def _add_case(suite: Xml.Element, outcome: Outcome) -> None:
    target = outcome.job.target
    given = {
        "classname": _clean(f"{target.name}.{target.engine}"),
        "name": _clean(outcome.job.model),
        "time": f"{outcome.seconds:.3f}",
    }
    case = Xml.SubElement(suite, "testcase", given)
    if outcome.report is not None and outcome.verdict == "different":
        message = _clean(first_mismatch(outcome.report))
        Xml.SubElement(case, "failure", {"type": "mismatch", "message": message}).text = message
    elif outcome.verdict == "not done":
        message = _clean(outcome.problem or "")
        Xml.SubElement(case, "error", {"type": "not done", "message": message}).text = message
    if outcome.report is not None:
        Xml.SubElement(case, "system-out").text = _clean(figures(outcome.report))
    if outcome.said:
        Xml.SubElement(case, "system-err").text = _clean(outcome.said)


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)
