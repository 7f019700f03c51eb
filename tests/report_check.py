#!/usr/bin/env python3
"""report_check - does a report have the form that others rely on?

    report_check.py [EXPRESSION...] <report.json

Reads mailplumb.report/1 objects, one a line, and prints one line for each
mistake: a member that is missing, of a wrong type, or an unknown word.  More
members than these are allowed.  Each EXPRESSION is Python over the members of
the last report (verdict, spf["aligned"], ...) and must be true.  Exits 1 after
a mistake.
"""
import json
import sys

TEXT, COUNT, SECONDS, FLAG = (str,), (int,), (int, float), (bool,)
TIME = ("time",)


def maybe(kind):
    return ("maybe", kind)


def word(*words):
    return ("word", words)


RESULT = maybe(word("none", "pass", "fail", "softfail", "neutral", "policy",
                    "temperror", "permerror"))
HASH = word("match", "mismatch", "unchecked")
FACT = maybe(word("option", "border", "return-path", "claim",
                  "x-ses-outgoing"))
METHOD = {"reported": RESULT, "verified": RESULT}
BOTH = {"rfc9989": maybe(TEXT), "rfc7489": maybe(TEXT)}
RESULTS = [{"method": TEXT, "result": TEXT, "raw": TEXT,
            "reason": maybe(TEXT), "properties": {}}]

REPORT = {
    "schema": word("mailplumb.report/1"),
    "version": TEXT,
    "verdict": word("pass", "warn", "fail", "unknown"),
    "exit_code": COUNT,
    "check": maybe({"name": TEXT, "sender": TEXT, "mailbox": TEXT}),
    "message": maybe({
        "source": {
            "kind": word("file", "stdin", "mbox", "maildir", "imap"),
            "name": maybe(TEXT), "folder": maybe(TEXT), "uid": maybe(COUNT),
            "placement": maybe(word("inbox", "junk", "other"))},
        "size": maybe(COUNT), "from": maybe(TEXT), "from_domain": maybe(TEXT),
        "subject": maybe(TEXT), "date": maybe(TEXT),
        "message_id": maybe(TEXT), "return_path": maybe(TEXT),
        "mail_from_domain": maybe(TEXT), "helo": maybe(TEXT),
        "client_ip": maybe(TEXT),
        "sources": {"client_ip": FACT, "helo": FACT, "mail_from": FACT},
        "token": maybe(TEXT),
        "ses": maybe({"message_id": TEXT, "region": maybe(TEXT)})}),
    "dkim": maybe({**METHOD, "aligned": maybe(FLAG), "signatures": [{
        "index": COUNT, "domain": maybe(TEXT), "selector": maybe(TEXT),
        "identity": maybe(TEXT), "algorithm": maybe(TEXT),
        "canonicalization": maybe(TEXT), "signed_fields": [TEXT],
        "length": maybe(COUNT), "timestamp": maybe(TIME),
        "expiration": maybe(TIME), "key_bits": maybe(COUNT),
        "key_record": maybe(TEXT), "body_hash": maybe(HASH),
        "header_signature": maybe(HASH), "verified": RESULT,
        "reason": maybe(TEXT), "reported": RESULT, "aligned": maybe(FLAG)}]}),
    "spf": maybe({
        **METHOD, "domain": maybe(TEXT),
        "identity": maybe(word("mailfrom", "helo")), "client_ip": maybe(TEXT),
        "record": maybe(TEXT), "matched": maybe(TEXT),
        "lookups": maybe(COUNT), "void_lookups": maybe(COUNT),
        "aligned": maybe(FLAG), "reason": maybe(TEXT),
        "steps": [{"domain": TEXT, "term": TEXT, "depth": COUNT,
                   "matched": FLAG}]}),
    "dmarc": maybe({
        **METHOD, "author_domain": maybe(TEXT), "record": maybe(TEXT),
        "record_domain": maybe(TEXT), "policy": maybe(TEXT),
        "applied_policy": maybe(TEXT), "adkim": maybe(TEXT),
        "aspf": maybe(TEXT), "testing": maybe(FLAG),
        "organizational_domain": BOTH, "result": BOTH,
        "aligned_identifiers": [{
            "kind": word("dkim", "spf"), "domain": TEXT,
            "mode": maybe(word("strict", "relaxed"))}],
        "reason": maybe(TEXT)}),
    "arc": maybe({**METHOD, "reason": maybe(TEXT), "instances": [{
        "instance": COUNT, "seal_domain": maybe(TEXT), "cv": maybe(TEXT),
        "verified": RESULT, "reason": maybe(TEXT),
        "authserv_id": maybe(TEXT), "results": RESULTS}]}),
    "claims": [{
        "field": TEXT, "position": COUNT, "authserv_id": maybe(TEXT),
        "trusted": FLAG, "why": maybe(TEXT), "results": RESULTS,
        "mistake": maybe(TEXT)}],
    "hops": [{
        "from": maybe(TEXT), "by": maybe(TEXT), "with": maybe(TEXT),
        "tls": maybe(("any",)), "time": maybe(TIME),
        "delay": maybe(SECONDS)}],
    "timing": maybe({
        "queued": maybe(TIME), "accepted": maybe(TIME),
        "delivered": maybe(TIME), "found": maybe(TIME),
        "detected_after": maybe(SECONDS)}),
    "dns": [{
        "name": TEXT, "type": TEXT, "status": TEXT, "ttl": maybe(COUNT),
        "data": [("any",)], "server": maybe(TEXT)}],
    "findings": [{
        "id": TEXT, "severity": word("broken", "risk", "note"),
        "subject": maybe(TEXT), "message": TEXT,
        "evidence": [{"label": TEXT, "value": ("any",)}],
        "fix": maybe({"text": TEXT, "records": [{
            "action": word("upsert", "delete"), "name": TEXT, "type": TEXT,
            "ttl": maybe(COUNT), "data": ("any",)}],
            "commands": [TEXT]})}],
}


def is_time(value):
    """RFC 3339, UTC, milliseconds."""
    return (isinstance(value, str) and len(value) == 24 and value[10] == "T"
            and value[19] == "." and value[23] == "Z")


def plain_mistakes(value, kind, where):
    if kind[0] == "maybe":
        if value is not None:
            yield from mistakes(value, kind[1], where)
    elif kind[0] == "word":
        if value not in kind[1]:
            yield f"{where}: {value!r} is none of {', '.join(kind[1])}"
    elif kind[0] == "time":
        if not is_time(value):
            yield f"{where}: {value!r} is no time"
    elif kind[0] != "any":
        if not isinstance(value, kind) or (
                isinstance(value, bool) and bool not in kind):
            yield f"{where}: {value!r} is no {kind[0].__name__}"
        elif value == "":
            yield f"{where}: empty, where null says that it is absent"


def mistakes(value, kind, where="report"):
    if isinstance(kind, tuple):
        yield from plain_mistakes(value, kind, where)
    elif isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{where}: no list"
            return
        for i, item in enumerate(value):
            yield from mistakes(item, kind[0], f"{where}[{i}]")
    elif not isinstance(value, dict):
        yield f"{where}: no object"
    else:
        for name, inner in kind.items():
            if name not in value:
                yield f"{where}.{name}: missing"
            else:
                yield from mistakes(value[name], inner, f"{where}.{name}")


def main():
    found, report = [], None
    for line in sys.stdin:
        report = json.loads(line)
        found += mistakes(report, REPORT)
    if report is None:
        found.append("no report")
    else:
        for expression in sys.argv[1:]:
            if not eval(expression, {"report": report, **report}):
                found.append(f"not so: {expression}")
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


sys.exit(main())
