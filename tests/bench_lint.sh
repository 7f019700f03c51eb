#!/bin/sh
# How many senders `mailplumb dns --from-file` looks at a second, with nsd on
# loopback, and what memory it takes.  Wanted: 200 a second, below 100 MB.
#
#	tests/bench_lint.sh BUILD_DIR
set -u
. tests/test.sh
. tests/nsd.sh
build=${1:-build/release}
PATH=$PATH:/usr/sbin:/sbin
domains=1000
port=$(free_port)

{
	nsd_config "$dir" "127.0.0.1@$port"
	nsd_zones test amazonses.com
} >"$dir/nsd.conf"
key=$(openssl genrsa 2048 2>/dev/null | openssl rsa -pubout 2>/dev/null |
	sed '/-----/d' | tr -d '\n' | fold -w 200 | sed 's/.*/"&"/' | tr '\n' ' ')
python3 - "$dir" "$domains" "$key" <<'P'
import sys

folder, count, key = sys.argv[1], int(sys.argv[2]), sys.argv[3]
START = "$TTL 300\n@ SOA ns root 1 3600 600 86400 60\n@ NS ns\nns A 192.0.2.53\n"
test = open(folder + "/test.zone", "w")
ses = open(folder + "/amazonses.com.zone", "w")
senders = open(folder + "/list", "w")
print("$ORIGIN test.\n" + START, file=test)
print("$ORIGIN amazonses.com.\n" + START +
      '@ TXT "v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"', file=ses)
for i in range(count):
    name = "d%d" % i
    tokens = ["%s%028d" % (t, i) for t in ("toka", "tokb", "tokc")]
    print('_dmarc.%s TXT "v=DMARC1; p=reject; rua=mailto:d@%s.test"' %
          (name, name), file=test)
    print("%s MX 10 mx" % name, file=test)
    print("bounce.%s MX 10 feedback-smtp.us-east-1.amazonses.com." % name,
          file=test)
    print('bounce.%s TXT "v=spf1 include:amazonses.com ~all"' % name,
          file=test)
    for token in tokens:
        print("%s._domainkey.%s CNAME %s.dkim.amazonses.com." %
              (token, name, token), file=test)
        print('%s.dkim TXT "p=" %s' % (token, key), file=ses)
    print("%s.test mail-from=bounce.%s.test %s" % (
        name, name, " ".join("token=" + t for t in tokens)), file=senders)
P
nsd_start "$dir" "$port"

python3 - "$build/mailplumb" "$dir/list" "$port" <<'P'
import os
import statistics
import subprocess
import sys
import time

program, senders, port = sys.argv[1:]


def run(*options):
    """Senders a second, the largest RSS in MB, and how many pass."""
    start = time.monotonic()
    child = subprocess.Popen(
        [program, "dns", "--resolver", "127.0.0.1:" + port, "--region",
         "us-east-1", "--from-file", senders, *options],
        stdout=subprocess.PIPE)
    lines = child.stdout.read().splitlines()
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    good = sum(b"PASS" in line or b'"verdict":"pass"' in
               line.replace(b" ", b"") for line in lines)
    return (len(lines) / (time.monotonic() - start), used.ru_maxrss / 1024,
            good, len(lines))


for options in (["-q"], ["--json"], ["-q", "-j", "1"]):
    rows = [run(*options) for _ in range(3)]
    rate = statistics.median(row[0] for row in rows)
    print("dns --from-file %s: %d of %d pass, %.0f/s (200), RSS at most "
          "%.1f MB (100)" % (" ".join(options), rows[0][2], rows[0][3], rate,
                             max(row[1] for row in rows)))
P
