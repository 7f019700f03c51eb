"""Takes commands out of a log as a runner of GitHub Actions does: a line that,
blanks apart, begins with ::name, and the older ##[name] anywhere in a line.

usage: workflow_commands.py TRUTH <LOG
"""
import re
import sys
from urllib.parse import unquote

log = sys.stdin.buffer.read().decode("utf-8")
commands = []
for line in log.split("\n"):
    found = re.match(r"\s*::([^\s:]+)(?: ([^:]*(?:%3A[^:]*)*))?::(.*)", line)
    if found:
        name, properties, message = found.groups()
        commands.append((name, dict(
            (key, unquote(value)) for key, value in (
                pair.split("=", 1) for pair in (properties or "").split(",")
                if "=" in pair)), unquote(message)))
    for old in re.findall(r"##\[([^\]]*)\]", line):
        commands.append((old, {}, line))
depth = 0
for name, _, _ in commands:
    depth += (name == "group") - (name == "endgroup")
    if depth not in (0, 1):
        sys.exit("groups do not nest")
if depth or re.search(r"[\0-\x08\x0b-\x1f\x7f]", log):
    sys.exit("a group stays open, or control characters")
if not eval("(" + sys.argv[1] + ")"):
    sys.exit("it is not so: %r" % commands)
