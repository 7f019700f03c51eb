#!/usr/bin/env python3
"""report_says - is each EXPRESSION true of a report?

    report_says.py EXPRESSION... <report.json

An expression is Python over the members of the last report on stdin: verdict,
spf["aligned"], len(findings), ...  Prints those that are not true.
"""
import json
import sys

report = json.loads(sys.stdin.read().splitlines()[-1])
untrue = [e for e in sys.argv[1:] if not eval(e, dict(report))]
for expression in untrue:
    print("not so:", expression)
sys.exit(1 if untrue else 0)
