#!/bin/sh
# What it costs to ask every server of a sender's zone: four authoritative
# servers, their parent and a resolver, each of which answers 50 ms late, in a
# network namespace.  Wanted: at most 6 round trips for all of `mailplumb dns`.
set -u
. tests/test.sh
. tests/nsd.sh
. tests/dns_world.sh
build=${1:-build/release}
PATH=$PATH:/usr/sbin:/sbin
world_enter "$0" "$@"

# The real servers stand behind those that are late, at port 5300.
late() { # NAME ADDR
	world_address "$2"
	python3 tests/dns_faulty.py delay=50 upstream="$1#53" at="$2" port=53 \
		>"$dir/late.$2" 2>&1 &
	at_end "kill $! 2>/dev/null"
	world_wait grep -qs 53 "$dir/late.$2"
}

ses=amazonses.com
for server in root com sender; do
	case $server in
	root) world_server root 10.54.0.1 ;;
	com) world_server com 10.54.0.2 ;;
	sender) world_server sender 10.54.0.3 ;;
	esac
done
key=$(openssl genrsa 2048 2>/dev/null | openssl rsa -pubout 2>/dev/null |
	sed '/-----/d' | tr -d '\n' | fold -w 200 | sed 's/.*/"&"/' | tr '\n' ' ')
tokens='tokenaaaaaaaaaaaaaaaaaaaaaaaaaaaa
tokenbbbbbbbbbbbbbbbbbbbbbbbbbbbb
tokencccccccccccccccccccccccccccc'
world_zone root root <<Z
@ SOA ns.root. root. 1 3600 600 86400 60
@ NS ns.root.
ns.root. A 10.53.0.1
com. NS ns.com.
ns.com. A 10.53.0.2
Z
{
	echo '@ SOA ns root 1 3600 600 86400 60'
	echo '@ NS ns'
	echo 'ns A 10.53.0.2'
	echo "amazonses NS ns.com."
	for i in 1 2 3 4; do
		echo "example NS ns$i.example"
		echo "ns$i.example A 10.53.1.$i"
	done
} | world_zone com com
{
	echo '@ SOA ns.com. root 1 3600 600 86400 60'
	echo '@ NS ns.com.'
	echo '@ TXT "v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"'
	for token in $tokens; do
		echo "$token.dkim TXT \"p=\" $key"
	done
} | world_zone com $ses
{
	echo '@ SOA ns1 root 1 3600 600 86400 60'
	for i in 1 2 3 4; do
		echo "@ NS ns$i"
		echo "ns$i A 10.53.1.$i"
	done
	for token in $tokens; do
		echo "$token._domainkey CNAME $token.dkim.$ses."
	done
	echo 'bounce MX 10 feedback-smtp.us-east-1.amazonses.com.'
	echo 'bounce TXT "v=spf1 include:amazonses.com ~all"'
	echo '_dmarc TXT "v=DMARC1; p=reject"'
	echo '@ TXT "v=spf1 include:amazonses.com ~all"'
} | world_zone sender example.com
for server in root com sender; do
	world_start $server
done
late 10.54.0.1 10.53.0.1
late 10.54.0.2 10.53.0.2
for i in 1 2 3 4; do
	late 10.54.0.3 10.53.1.$i
done
# Its cache is filled first; that it is far away is what counts.
world_resolver
late 10.53.0.53 10.53.0.54

python3 - "$build" "$tokens" <<'P'
import re
import statistics
import subprocess
import sys
import time

build, tokens = sys.argv[1], sys.argv[2].split()
probe = [build + "/tests/authority_probe", "resolver=10.53.0.54", "times"]
for name in ["%s._domainkey.example.com CNAME" % t for t in tokens] + [
        "bounce.example.com MX", "bounce.example.com TXT",
        "_dmarc.example.com TXT", "example.com TXT"]:
    probe += name.split()
program = [build + "/mailplumb", "dns", "example.com", "--resolver",
           "10.53.0.54", "--region", "us-east-1",
           "--mail-from", "bounce.example.com"]
for token in tokens:
    program += ["--token", token]


def inside(command):
    said = subprocess.run(command, capture_output=True, text=True).stdout
    return float(re.findall(r"^(\d+) ms$", said, re.M)[-1])


def took(command):
    start = time.monotonic()
    subprocess.run(command, capture_output=True)
    return (time.monotonic() - start) * 1000


took(program), inside(probe)
late = statistics.median(inside(probe) for _ in range(7))
whole = statistics.median(took(program) for _ in range(7))
print("round trips to ask all servers of a sender: %.1f (%.0f ms at 50 ms "
      "each)" % (late / 50, late))
print("round trips of the whole of mailplumb dns: %.1f (%.0f ms)" %
      (whole / 50, whole))
P
