"""Checks the form of a SARIF log (OASIS SARIF 2.1.0, 3.13 to 3.58): the members
that are used, their types, and that all references lead somewhere.

usage: sarif_output.py TRUTH <LOG

TRUTH is Python about `results`, `rules`, `invocation`.
"""
import json
import re
import sys

TEXT = {"text": str}
LOCATION = {"physicalLocation?": {"artifactLocation": {"uri": str},
                                  "region?": {"startLine": int}},
            "logicalLocations": [{"fullyQualifiedName": str}]}
RULE = {"id": str, "shortDescription": TEXT, "fullDescription": TEXT,
        "defaultConfiguration": {"level": str}, "help": TEXT,
        "properties": {"tags": [str], "source?": str}}
RESULT = {"ruleId": str, "ruleIndex": int, "level": str, "message": TEXT,
          "locations": [LOCATION],
          "properties": {"severity": str, "cause?": str, "fix?": str}}
INVOCATION = {"executionSuccessful": bool, "exitCode": int, "endTimeUtc": str,
              "toolExecutionNotifications": [{"level": str, "message": TEXT,
                                              "locations?": [LOCATION]}]}
LOG = {"$schema": str, "version": str, "runs": [{
    "tool": {"driver": {"name": str, "version": str, "semanticVersion": str,
                        "rules": [RULE]}},
    "columnKind": str, "invocations": [INVOCATION], "results": [RESULT]}]}


def check(value, form, where):
    if isinstance(form, dict):
        known = {key.rstrip("?"): key for key in form}
        if not isinstance(value, dict) or set(value) - set(known):
            sys.exit("%s: unknown members: %r" % (where, value))
        for name, key in known.items():
            if name in value:
                check(value[name], form[key], where + "." + name)
            elif not key.endswith("?"):
                sys.exit("%s: no %s" % (where, name))
    elif isinstance(form, list):
        if not isinstance(value, list):
            sys.exit("%s: no list" % where)
        for member in value:
            check(member, form[0], where + "[]")
    elif type(value) is not form or value == "":
        sys.exit("%s: %r" % (where, value))


log = json.load(sys.stdin)
check(log, LOG, "log")
run = log["runs"][0]
results, rules = run["results"], run["tool"]["driver"]["rules"]
invocation = run["invocations"][0]
ids = [rule["id"] for rule in rules]
if log["version"] != "2.1.0" or len(log["runs"]) != 1 or \
        len(run["invocations"]) != 1 or len(set(ids)) != len(ids):
    sys.exit("version, runs or rules")
for result in results:
    if ids[result["ruleIndex"]] != result["ruleId"] or \
            result["level"] not in ("error", "warning", "note"):
        sys.exit("a result whose rule or level is none: %r" % result)
    for place in result["locations"]:
        physical = place.get("physicalLocation", {})
        uri = physical.get("artifactLocation", {}).get("uri", "x")
        if not re.fullmatch(r"(file:///)?[\w./~-]*(%[0-9A-F]{2}[\w./~-]*)*",
                            uri, re.ASCII) or \
                physical.get("region", {}).get("startLine", 1) < 1:
            sys.exit("no place: %r" % physical)
if {result["ruleId"] for result in results} != set(ids):
    sys.exit("a rule without a result")
if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
                    invocation["endTimeUtc"]):
    sys.exit("no time")
if not eval("(" + sys.argv[1] + ")"):
    sys.exit("it is not so: %r %r" % (results, invocation))
