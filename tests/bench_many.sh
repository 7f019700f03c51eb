#!/usr/bin/env bash
# How inspect fares with many messages: two jobs against one over an mbox, and
# how much memory a million messages take.  The DNS is a zone file.
#
#	tests/bench_many.sh BUILD_DIR
set -u
exec python3 - "$1/mailplumb" <<'EOF'
import os, resource, subprocess, sys, tempfile, time

ZONE = '''$TTL 300
_dmarc.example.com. TXT "v=DMARC1; p=reject"
bounce.example.com. TXT "v=spf1 include:amazonses.com ~all"
amazonses.com. TXT "v=spf1 ip4:54.240.0.0/18 -all"
'''
ROUNDS, SOME, MANY = 5, 20000, 1000000

folder = tempfile.TemporaryDirectory(prefix="mailplumb-bench.")
zone, mbox = (os.path.join(folder.name, name) for name in ("zone", "mbox"))
with open("fixtures/cases/healthy.case", "rb") as story:
    message = story.read().split(b"\nmessage\n", 1)[1]
message += (b"y" * 76 + b"\n") * ((4096 - len(message)) // 77)
block = (b"From a@example.com Fri Nov 20 10:00:00 2026\n" + message + b"\n") * 1000
with open(zone, "w") as out:
    out.write(ZONE)
with open(mbox, "wb") as out:
    for _ in range(SOME // 1000):
        out.write(block)


def run(jobs, source, *options, feed=0):
    """Wall seconds, processor seconds, and the largest RSS in MB."""
    start = time.monotonic()
    child = subprocess.Popen(
        [sys.argv[1], "inspect", "--zone", zone, "-j", str(jobs), *options, source],
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL)
    for _ in range(feed):
        child.stdin.write(block)
    if feed:
        child.stdin.close()
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    return (time.monotonic() - start, used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024)


def median(values):
    return sorted(values)[len(values) // 2]


for form in ("--quiet", "--json"):
    one, two = [], []
    for _ in range(ROUNDS):
        one.append(run(1, mbox, form))
        two.append(run(2, mbox, form))
    wall = median([a[0] / b[0] for a, b in zip(one, two)])
    used = median([a[1] / b[1] for a, b in zip(one, two)])
    print(f"{SOME} messages of {len(message)} octets, {form}: "
          f"{SOME / median([a[0] for a in one]):.0f}/s with one job; two jobs: "
          f"{wall:.2f} times that (1.90), by processor time {2 * used:.2f}")
wall, _, size = run(2, "-", "--quiet", feed=MANY // 1000)
print(f"{MANY} messages in one mbox on standard input: "
      f"{MANY / wall:.0f}/s, RSS at most {size:.1f} MB (64)")
EOF
