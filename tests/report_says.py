#!/usr/bin/env python3
"""report_says - is each EXPRESSION true of a report?

    report_says.py EXPRESSION... <report.json

An expression is Python over the members of the last report on stdin: verdict,
spf["aligned"], len(findings), ...; `first` is the first report.  Prints those
that are not true.
"""
import json
import sys

reports = [json.loads(line) for line in sys.stdin.read().splitlines()]
names = {**reports[-1], "first": reports[0]}
untrue = [e for e in sys.argv[1:] if not eval(e, dict(names))]
for expression in untrue:
    print("not so:", expression)
sys.exit(1 if untrue else 0)
