"""Reads a plugin's output as the Monitoring Plugins Development Guidelines
have it (2 output, 2.5 ranges, 2.6 performance data), and as Nagios Core does.

usage: nagios_output.py EXIT-STATUS [TRUTH] <OUTPUT

TRUTH is Python about `state`, `line`, `below` (a list of lines) and `data`: a
dict from labels to (value, unit, warn, crit, min, max), numbers or None.
"""
import re
import sys

STATES = ["OK", "WARNING", "CRITICAL", "UNKNOWN"]
NUMBER = r"-?\d+(?:\.\d+)?"
DATUM = re.compile(
    r"\s*(?:'((?:[^']|'')+)'|([^\s='|]+))="
    r"(U|" + NUMBER + r")(s|us|ms|%|B|KB|MB|GB|TB|c|)"
    r"(?:;([^;\s]*))?(?:;([^;\s]*))?(?:;(" + NUMBER + r")?)?"
    r"(?:;(" + NUMBER + r")?)?(?=\s|$)")
RANGE = re.compile(r"^(@?)(?:(~|" + NUMBER + r")?:)?(" + NUMBER + r")?$")


def alerts(text, value):
    """Whether the range says so: 10, 10:, ~:10, 10:20, @10:20."""
    inside, start, end = RANGE.match(text).groups()
    low = float("-inf") if start == "~" else float(start or 0)
    high = float("inf") if end is None else float(end)
    return (low <= value <= high) == (inside == "@")


def data_read(text):
    data, at = {}, 0
    while text[at:].strip():
        found = DATUM.match(text, at)
        if not found:
            sys.exit("no performance data: %r" % text[at:at + 80])
        quoted, plain, value, unit, warn, crit, low, high = found.groups()
        label = quoted or plain
        if label in data or "=" in label or len(label) > 700:
            sys.exit("a label is not one, or there twice: %r" % label)
        for limit in (warn, crit):
            if limit and not RANGE.match(limit):
                sys.exit("no range: %r" % limit)
        data[label] = (None if value == "U" else float(value), unit,
                       warn or None, crit or None,
                       float(low) if low else None,
                       float(high) if high else None)
        at = found.end()
    return data


octets = sys.stdin.buffer.read()
status = int(sys.argv[1])
text = octets.decode("utf-8")          # strictly
if len(octets) > 8192:
    sys.exit("Nagios Core keeps 8192 octets; here are %d" % len(octets))
if not text.endswith("\n") or re.search(r"[\0-\x08\x0b-\x1f\x7f]", text):
    sys.exit("no whole lines, or control characters")
first, *below = text[:-1].split("\n")
line, _, performance = first.partition("|")
if any("|" in row for row in below):
    sys.exit("a bar below the first line begins more data")
match = re.match(r"MAILPLUMB (OK|WARNING|CRITICAL|UNKNOWN): \S", line)
if not match:
    sys.exit("the first line does not begin with the state: %r" % line)
state = match[1]
if not 0 <= status <= 3 or STATES[status] != state:
    sys.exit("exit status %d is not %s" % (status, state))
data = data_read(performance)
broken = [label for label, (value, _, _, crit, _, _) in data.items()
          if value is not None and crit and alerts(crit, value)]
if broken and state not in ("CRITICAL", "UNKNOWN"):
    sys.exit("%s, but the data say critical: %s" % (state, broken))
if len(sys.argv) > 2 and not eval("(" + sys.argv[2] + ")"):
    sys.exit("it is not so; state %s, data %r" % (state, data))
