#!/bin/sh
# What live DNS costs: a process beside /bin/true with nsd on loopback, and
# the round trips of an SES message, by a server that answers 50 ms late.
# Wanted: at most 5 ms more than /bin/true; at most 4 round trips.
set -u
. tests/test.sh
. tests/nsd.sh
build=${1:-build/release}
PATH=$PATH:/usr/sbin:/sbin
key=$(openssl genrsa 2048 2>/dev/null | openssl rsa -pubout 2>/dev/null |
	sed '/-----/d' | tr -d '\n' | fold -w 200 | sed 's/.*/"&"/' | tr '\n' ' ')
sed '1,/^message$/d' fixtures/cases/healthy.case >"$dir/message"
selectors=$(sed -n 's/.*[ 	]s=\([a-z0-9]*\);.*/\1/p' "$dir/message")
port=$(free_port)

zone() { # NAME: its records follow on standard input
	{
		echo "\$ORIGIN $1."
		echo '$TTL 300'
		echo '@ SOA ns root 1 3600 600 86400 60'
		echo '@ NS ns'
		echo 'ns A 192.0.2.53'
		cat
	} >"$dir/$1.zone"
	nsd_zones "$1" >>"$dir/nsd.conf"
}

nsd_config "$dir" "127.0.0.1@$port" >"$dir/nsd.conf"
{
	echo '_dmarc TXT "v=DMARC1; p=reject"'
	echo 'bounce TXT "v=spf1 include:amazonses.com ~all"'
	for s in $selectors; do
		echo "$s._domainkey CNAME $s.dkim.amazonses.com."
	done
} | zone example.com
{
	echo '@ TXT "v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"'
	for s in $selectors; do
		echo "$s.dkim TXT \"p=\" $key"
		echo "$s._domainkey TXT \"p=\" $key"
	done
} | zone amazonses.com
zone com </dev/null
nsd_start "$dir" "$port"
nsd=$server
server=
at_end "kill $nsd 2>/dev/null"

"$build/tests/bench_start" "$build/mailplumb" "127.0.0.1:$port"

server_start python3 tests/dns_faulty.py delay=50 upstream="127.0.0.1#$port"
python3 - "$build/mailplumb" "$said" "$dir/message" <<'P'
import statistics
import subprocess
import sys
import time

program, port, message = sys.argv[1:]


def took(*options):
    start = time.monotonic()
    subprocess.run([program, "inspect", message, *options],
                   stdout=subprocess.DEVNULL)
    return (time.monotonic() - start) * 1000


late = statistics.median(
    took("--resolver", "127.0.0.1:" + port) for _ in range(9))
alone = statistics.median(took("--no-dns") for _ in range(9))
print("round trips of an SES message: %.1f (%.0f ms at 50 ms each, "
      "%.0f ms without DNS)" % ((late - alone) / 50, late, alone))
P
