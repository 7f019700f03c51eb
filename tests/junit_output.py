"""Reads JUnit XML by a package that reads what build servers read.

usage: junit_output.py TRUTH <XML

TRUTH is Python about `suites` and `ends`: of each suite a dict from its cases
to how they end, "" when well.
"""
import sys
import tempfile

import junitparser

with tempfile.NamedTemporaryFile() as file:
    file.write(sys.stdin.buffer.read())
    file.flush()
    xml = junitparser.JUnitXml.fromfile(file.name)
suites = list(xml)
ends = {s.name: {c.name: "".join(type(r).__name__ for r in c.result)
                 for c in s} for s in suites}
for counted in (*suites, xml):
    endings = [e for s in (suites if counted is xml else [counted])
               for e in ends[s.name].values()]
    own = (counted.tests, counted.failures, counted.errors, counted.skipped)
    if len(ends) == len(suites) and own != (len(endings), *(
            endings.count(e) for e in ("Failure", "Error", "Skipped"))):
        sys.exit("%s: counts are wrong: %r" % (counted.name, own))
if not eval("(" + sys.argv[1] + ")"):
    sys.exit("it is not so: %r" % ends)
