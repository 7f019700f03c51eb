"""Reads OpenMetrics strictly, by the parser of Prometheus's own Python client.

usage: openmetrics_output.py FAMILIES-OF-TEXT-FORMAT <OPENMETRICS

The same names and samples must be in the text format of the first argument.
"""
import sys

from prometheus_client.openmetrics import parser as strict
from prometheus_client import parser as plain


def samples(families):
    return {(s.name, tuple(sorted(s.labels.items()))): s.value
            for family in families for s in family.samples}


text = sys.stdin.read()
if not text.endswith("\n# EOF\n"):
    sys.exit("there is no end")
families = list(strict.text_string_to_metric_families(text))
for family in families:
    if not family.documentation or family.type not in ("gauge", "info"):
        sys.exit("%s: no help, or an odd type" % family.name)
    if family.name.endswith("_seconds") != (family.unit == "seconds"):
        sys.exit("%s: the unit is no suffix" % family.name)
other = samples(plain.text_string_to_metric_families(open(sys.argv[1]).read()))
own = samples(families)
for key in ("mailplumb_run_timestamp_seconds", "mailplumb_run_duration_seconds"):
    own.pop((key, ()), None)
    other.pop((key, ()), None)
if own != other:
    sys.exit("not the same: %r" % (set(own.items()) ^ set(other.items())))
