#!/usr/bin/env python3
"""Check reports (NDJSON on stdin) against docs/report.md: "mailplumb.report/1"
and "mailplumb.dns-report/1".

Every key in its order and with its type; more keys may follow those of the
page.  No string is empty.  Prints how many reports hold, and each
mistake with its path.
"""
import json
import re
import sys

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
RESULTS = ["none", "pass", "fail", "softfail", "policy", "neutral",
           "temperror", "permerror", "other"]


def text(value):
    return isinstance(value, str) and value != ""


def string(value):
    return isinstance(value, str)


def data(value):
    """A record; of TXT perhaps its strings one by one."""
    return string(value) or isinstance(value, list) and all(
        string(item) for item in value)


def filled(value):
    """Records, at least one."""
    return isinstance(value, list) and value != [] and all(
        data(item) for item in value)


def count(value):
    return isinstance(value, int) and not isinstance(value, bool)


def seconds(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def truth(value):
    return isinstance(value, bool)


def time(value):
    return isinstance(value, str) and TIME.match(value) is not None


def null(value):
    return value is None


def word(*words):
    return lambda value: value in words


def maybe(kind):
    return ("maybe", kind)


RESULT = maybe(word(*RESULTS))
PROPERTIES = ("map", maybe(text))
RESULT_LIST = [{"method": text, "result": RESULT, "raw": maybe(text),
                "reason": maybe(text), "properties": PROPERTIES}]
FACT = maybe(word("option", "border", "return-path", "claim",
                  "x-ses-outgoing"))
ALIGNMENT = maybe(word("strict", "relaxed", "unknown"))
TYPE = word("A", "NS", "CNAME", "SOA", "PTR", "MX", "TXT", "AAAA", "SPF")
SPOT = maybe({"offset": count, "line": count, "octets": maybe(text)})
SEVERITY = word("broken", "risk", "note")

REPORT = {
    "schema": word("mailplumb.report/1"),
    "version": text,
    "verdict": word("pass", "warn", "fail", "unknown"),
    "exit_code": word(0, 1, 2, 3, 4, 5, 6, 7, 70),
    "check": maybe({"name": text, "sender": text, "mailbox": text}),
    "message": {
        "source": {
            "kind": word("file", "stdin", "mbox", "maildir", "imap"),
            "name": maybe(text), "folder": maybe(text), "uid": maybe(count),
            "placement": maybe(word("inbox", "junk", "other")),
            "category": maybe(text), "labels": maybe([text])},
        "size": maybe(count), "from": maybe(text), "from_domain": maybe(text),
        "subject": maybe(text), "date": maybe(time),
        "message_id": maybe(text), "return_path": maybe(text),
        "mail_from_domain": maybe(text), "helo": maybe(text),
        "client_ip": maybe(text),
        "sources": {"client_ip": FACT, "helo": FACT, "mail_from": FACT},
        "token": maybe(text),
        "ses": maybe({"message_id": text, "region": maybe(text)})},
    "dkim": {
        "reported": RESULT, "verified": RESULT, "aligned": truth,
        "signatures": [{
            "index": count, "domain": maybe(text), "selector": maybe(text),
            "identity": maybe(text), "algorithm": maybe(text),
            "canonicalization": maybe(text), "signed_fields": [text],
            "length": maybe(count), "timestamp": maybe(time),
            "expiration": maybe(time), "key_bits": maybe(count),
            "key_record": maybe(text),
            "body_hash": word("match", "mismatch", "unchecked"),
            "header_signature": word("match", "mismatch", "unchecked"),
            "verified": RESULT, "reason": maybe(text), "reported": RESULT,
            "aligned": truth, "computed_body_hash": maybe(text),
            "computed_header_hash": maybe(text)}]},
    "spf": {
        "reported": RESULT, "verified": RESULT, "domain": maybe(text),
        "identity": maybe(word("mailfrom", "helo")),
        "client_ip": maybe(text), "record": maybe(text),
        "matched": maybe(text), "lookups": maybe(count),
        "void_lookups": maybe(count), "aligned": truth,
        "reason": maybe(text), "explanation": maybe(text),
        "steps": [{"domain": text, "term": text, "depth": count,
                   "matched": truth, "lookups": count,
                   "void_lookups": count, "result": RESULT}],
        "steps_left_out": count},
    "dmarc": {
        "reported": RESULT, "verified": RESULT, "author_domain": maybe(text),
        "record": maybe(text), "record_domain": maybe(text),
        "policy": maybe(text), "applied_policy": maybe(text),
        "adkim": maybe(text), "aspf": maybe(text), "testing": maybe(truth),
        "organizational_domain": {"rfc9989": maybe(text),
                                  "rfc7489": maybe(text)},
        "result": {"rfc9989": RESULT, "rfc7489": RESULT},
        "aligned_identifiers": [{"kind": word("dkim", "spf"), "domain": text,
                                 "mode": word("strict", "relaxed")}],
        "reason": maybe(text), "reported_policy": maybe(text),
        "divergence": maybe(text),
        "rfc7489": maybe({
            "record": maybe(text), "record_domain": maybe(text),
            "policy": maybe(text), "applied_policy": maybe(text),
            "reason": text}),
        "identifiers": [{
            "kind": word("dkim", "spf"), "domain": text, "result": RESULT,
            "alignment": {"rfc9989": ALIGNMENT, "rfc7489": ALIGNMENT},
            "aligned": {"rfc9989": truth, "rfc7489": truth}}],
        "walk": [{"domain": text, "status": maybe(text), "records": count,
                  "mistake": maybe(text)}],
        "record_mistakes": [{"tag": maybe(text), "value": maybe(text),
                             "mistake": text}],
        "report_targets": [{
            "tag": word("rua", "ruf"), "uri": text, "domain": maybe(text),
            "permission": word("inside", "authorized", "unauthorized",
                               "unknown")}]},
    "arc": {
        "reported": RESULT, "verified": RESULT,
        "instances": [{"instance": count, "seal_domain": maybe(text),
                       "cv": maybe(text), "verified": RESULT,
                       "reason": maybe(text), "authserv_id": maybe(text),
                       "results": RESULT_LIST,
                       "message_signature": RESULT}],
        "reason": maybe(text)},
    "claims": [{
        "field": text, "position": count, "authserv_id": maybe(text),
        "trusted": truth, "why": maybe(text), "results": RESULT_LIST,
        "mistake": maybe(text), "placed": truth,
        "remarks": [{"name": text, "value": text, "meaning": maybe(text),
                     "against": truth}]}],
    "hops": [{
        "from": maybe(text), "by": maybe(text), "with": maybe(text),
        "tls": maybe(text), "time": maybe(time), "delay": maybe(seconds)}],
    "timing": maybe({
        "queued": maybe(time), "accepted": maybe(time),
        "delivered": maybe(time), "found": maybe(time),
        "detected_after": maybe(seconds)}),
    "dns": [{"name": string, "type": text,
             "status": word("found", "no-data", "no-name", "servfail",
                            "refused", "timeout", "malformed"),
             "ttl": maybe(count), "data": [data], "server": maybe(text)}],
    "findings": [{
        "id": text, "severity": SEVERITY, "subject": text, "message": text,
        "evidence": [{"label": text, "value": maybe(text)}],
        "fix": maybe({
            "text": text,
            "records": [{"action": word("upsert", "delete"), "name": text,
                         "type": TYPE, "ttl": count, "data": filled,
                         "replaces": [data]}],
            "commands": [text]}),
        "cause": maybe(text)}],
    "transit": maybe({
        "compared": truth, "mistake": maybe(text), "file": maybe(text),
        "ses_message_id": maybe(text), "expected_message_id": maybe(text),
        "queued": maybe(time), "accepted": maybe(time), "size": maybe(count),
        "header": [{
            "change": word("added", "removed", "replaced", "refolded",
                           "moved"),
            "field": text, "sent": maybe(text), "received": maybe(text),
            "by": maybe(word("ses", "server", "list")), "why": maybe(text),
            "signed": truth, "below": maybe(text)}],
        "header_left_out": count,
        "body": maybe({
            "change": word("none", "line-ends", "white-space", "encoding",
                           "tracking", "appended", "prepended", "inserted",
                           "removed", "cut", "rebuilt", "altered"),
            "said": text, "before_signing": truth, "part": maybe(text),
            "media_type": maybe(text), "parts": count,
            "white_space": maybe(text), "line_ends": truth,
            "tracking": truth, "encoding_sent": maybe(text),
            "encoding_received": maybe(text), "octets": count,
            "text": maybe(text), "sent": SPOT, "received": SPOT})}),
    "ses": maybe({
        "region": text, "endpoint": text, "identity": maybe(text),
        "identities": [{
            "name": text, "answer": text, "detail": maybe(text),
            "type": maybe(text), "verified_for_sending": maybe(truth),
            "verification_status": maybe(text),
            "verification_error": maybe(text), "last_checked": maybe(time),
            "last_success": maybe(time), "configuration_set": maybe(text),
            "dkim": maybe({
                "signing_enabled": maybe(truth), "status": maybe(text),
                "origin": maybe(text), "tokens": [text], "zone": maybe(text),
                "key_bits": maybe(count), "next_key_bits": maybe(count),
                "key_generated": maybe(time)}),
            "mail_from": maybe({
                "domain": maybe(text), "status": maybe(text),
                "on_mx_failure": maybe(text)})}],
        "account": {
            "answer": text, "detail": maybe(text),
            "production_access": maybe(truth),
            "sending_enabled": maybe(truth), "enforcement": maybe(text),
            "max_24_hours": maybe(count), "sent_24_hours": maybe(count),
            "max_rate": maybe(seconds)}}),
    "receiver": maybe({"name": text, "title": text, "own": truth,
                       "software": truth}),
}

DNS_REPORT = {
    "schema": word("mailplumb.dns-report/1"),
    "version": text,
    "domain": text,
    "verdict": REPORT["verdict"],
    "exit_code": word(0, 1, 4),
    "expected": {
        "identity": maybe(text), "region": maybe(text),
        "mail_from": maybe(text), "dkim_domain": maybe(text),
        "dkim_zone": maybe(text), "dkim_tokens": [text],
        "dkim_selectors": [text], "ses": truth},
    "not_known": [{"fact": word("keys", "mail_from", "region", "servers",
                                "ses"), "text": text}],
    "records": [{
        "purpose": word("dkim-token", "dkim-key", "mail-from-mx",
                        "mail-from-spf", "dmarc", "report-authorization",
                        "domain-spf"),
        "name": text, "type": word("CNAME", "TXT", "MX"),
        "wanted": maybe(text), "found": [string], "status": maybe(text),
        "state": maybe(word("right", "wrong", "missing", "unreachable")),
        "note": maybe(text), "servers": [{
            "server": text, "host": maybe(text),
            "state": word("authority", "lame", "failing", "silent",
                          "no-route"),
            "status": maybe(text), "ttl": maybe(count), "data": maybe(text),
            "newest": maybe(truth)}]}],
    "wait": maybe({
        "visible": truth, "took": seconds, "timeout": seconds,
        "records": [{
            "name": text, "type": text, "visible": truth, "right": truth,
            "servers": count, "have": count, "behind": maybe(text),
            "says": maybe(text), "lingers": count}]}),
    "dkim": REPORT["dkim"],
    "spf": REPORT["spf"],
    "dmarc": REPORT["dmarc"],
    "dmarc_tags": [{"tag": maybe(text), "value": maybe(text),
                    "meaning": text}],
    "dns": REPORT["dns"],
    "findings": REPORT["findings"],
    "ses": REPORT["ses"],
}

# What not every report has.
PERHAPS = {
    "async": {"again": truth, "judged": maybe(time), "given_up": truth,
              "on_the_way": count},
}

SCHEMAS = {"mailplumb.dns-report/1": DNS_REPORT}


def mistakes(value, kind, path):
    """Every mistake below path, as text."""
    if isinstance(kind, tuple) and kind[0] == "maybe":
        if value is None:
            return
        kind = kind[1]
    if isinstance(kind, tuple) and kind[0] == "map":
        if not isinstance(value, dict):
            yield path + ": not an object"
            return
        for key, item in value.items():
            yield from mistakes(item, kind[1], path + "." + key)
    elif isinstance(kind, dict):
        if not isinstance(value, dict):
            yield path + ": not an object"
            return
        if list(value)[:len(kind)] != list(kind):
            yield path + ": keys are " + ", ".join(value)
        for key, item in kind.items():
            if key in value:
                yield from mistakes(value[key], item, path + "." + key)
    elif isinstance(kind, list):
        if not isinstance(value, list):
            yield path + ": not a list"
            return
        for i, item in enumerate(value):
            yield from mistakes(item, kind[0], "%s[%d]" % (path, i))
    elif not kind(value):
        yield "%s: %r" % (path, value)


def ranks(report):
    """What hangs together across objects."""
    order = ["broken", "risk", "note"]
    places = [order.index(f["severity"]) for f in report["findings"]]
    if places != sorted(places):
        yield "findings: not worst first"
    ids = [f["id"] for f in report["findings"]]
    for finding in report["findings"]:
        if finding["cause"] is not None and finding["cause"] not in ids:
            yield finding["id"] + ": its cause is no finding"
        records = (finding["fix"] or {"records": []})["records"]
        sets = [(r["name"], r["type"]) for r in records]
        if len(set(sets)) != len(sets):
            yield finding["id"] + ": a name and type stands twice"
        for record in records:
            if record["name"] != record["name"].lower().rstrip("."):
                yield finding["id"] + ": " + record["name"]
    if report["exit_code"] == 0 and report["verdict"] in ("fail", "unknown"):
        yield "exit_code: 0 for " + report["verdict"]


def unique(pairs):
    """An object whose keys stand once."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def main():
    good = bad = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            report = json.loads(line.decode("utf-8"),
                                object_pairs_hook=unique)
            kind = SCHEMAS.get(report.get("schema"), REPORT)
            found = list(mistakes(report, kind, "report"))
            for key in PERHAPS.keys() & report.keys():
                found += mistakes(report[key], PERHAPS[key], "report." + key)
            found = found or list(ranks(report))
        except ValueError as error:
            found = [str(error)]
        for mistake in found:
            print("line %d: %s" % (number, mistake))
        good += not found
        bad += bool(found)
    print("report_schema: %d passed, %d failed, 0 skipped" % (good, bad))
    return bad > 0 or good == 0


sys.exit(main())
