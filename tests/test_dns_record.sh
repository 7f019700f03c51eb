#!/bin/sh
# mailplumb inspect with answers of a zone, of name servers and of a record:
# what a record gives is what was given, octet by octet.
set -u
. tests/test.sh
. tests/nsd.sh
build=${1:-build}
mailplumb=$build/mailplumb
export LC_ALL=C.UTF-8 NO_COLOR=1
PATH=$PATH:/usr/sbin:/sbin
test_shows="$dir/err"
now=2026-11-20T10:00:00Z

cat >"$dir/message" <<'X'
Received: from mail.example.org (mail.example.org [192.0.2.25])
	by mx.example.com with ESMTPS id 1 for <b@example.com>;
	Fri, 20 Nov 2026 09:59:00 +0000
Return-Path: <a@example.org>
DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; h=from:to; bh=aGFz;
	b=c2ln
DKIM-Signature: v=1; a=rsa-sha256; d=loop.example.org; s=k; h=from:to;
	bh=aGFz; b=c2ln
DKIM-Signature: v=1; a=rsa-sha256; d=nowhere.example.com; s=k; h=from:to;
	bh=aGFz; b=c2ln
From: a@sub.example.org
To: b@example.com
Subject: x

Hello
X

zone() {
	cat <<'Z'
$ORIGIN example.org.
$TTL 300
@ SOA ns root 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.53
@ MX 10 mx
mx A 192.0.2.26
@ TXT "v=spf1 a:other.example.org mx exists:%{l}.%{i}.x.example.org " "include:s.example.org -all"
@ TXT "\001\255 some octets"
s CNAME spf
spf TXT "v=spf1 ip4:192.0.2.25 -all"
k._domainkey CNAME k2._domainkey
k2._domainkey TXT "v=DKIM1; p="
k._domainkey.loop CNAME k2._domainkey.loop
k2._domainkey.loop CNAME k._domainkey.loop
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.net"
Z
}
zone >"$dir/example.org.zone"

# Reports of every kind, as the options after them have it.
forms='--json -vv'
reports() { # FILE OPTION...
	file=$1
	shift
	for form in $forms; do
		"$mailplumb" inspect "$form" --now "$now" --client-ip \
			192.0.2.25 "$@" "$dir/message" "$dir/message"
	done >"$file" 2>"$dir/err"
}

# What a record gives knows nothing of how it was before an overlay.
same_reports() {
	case $forms in
	--json) python3 - "$dir/one" "$dir/two" <<'X' ;;
import json, sys
one, two = (open(name).read().splitlines() for name in sys.argv[1:])
for i, line in enumerate(one):
    report = json.loads(line)
    assert report.pop("before") and report.pop("difference")
    assert report == json.loads(two[i])
assert len(one) == len(two) == 2
X
	*) cmp "$dir/one" "$dir/two" ;;
	esac
}

same() { # WHAT OPTION...
	what=$1
	shift
	rm -f "$dir/record"
	reports "$dir/one" "$@" --dns-record "$dir/record"
	holds "$what: something was asked" grep -q k._domainkey "$dir/record"
	reports "$dir/two" --dns-replay "$dir/record" \
		--dns-record "$dir/again"
	holds "$what: the same reports" same_reports
	holds "$what: the same record" cmp "$dir/record" "$dir/again"
	holds "$what: reports as documented" python3 - "$dir/one" <<'X'
import json, subprocess, sys
lines = [l for l in open(sys.argv[1]) if l.startswith("{")]
assert len(lines) == 2 and lines[0] == lines[1]
assert json.loads(lines[0])["dns"]
subprocess.run(["python3", "tests/report_schema.py"],
               input="".join(lines), text=True, check=True,
               stdout=subprocess.DEVNULL)
X
}

same 'a zone' --zone "$dir/example.org.zone"

# What an overlay changes is recorded as changed.
printf '$ORIGIN example.org.\n@ 60 TXT "v=spf1 ip4:192.0.2.25 -all"\n' \
	>"$dir/overlay"
forms=--json
same 'an overlay' --zone "$dir/example.org.zone" --overlay "$dir/overlay"
forms='--json -vv'
holds 'an overlay: its record' grep -q 'v=spf1 ip4:192.0.2.25 -all' \
	"$dir/record"

# The old record stays whole until a new one is.
echo old >"$dir/record"
chmod 640 "$dir/record"
reports "$dir/one" --zone "$dir/example.org.zone" --dns-record \
	"$dir/nowhere/record"
is 'no such folder: no report' '' "$(cat "$dir/one")"
reports "$dir/one" --zone "$dir/example.org.zone" \
	--dns-record "$dir/record"
is 'a record takes the mode of the old one' 640 "$(stat -c %a "$dir/record")"
if [ -w /dev/full ]; then
	"$mailplumb" inspect --zone "$dir/example.org.zone" --dns-record \
		/dev/full "$dir/message" >"$dir/one" 2>"$dir/err"
	is 'a full disk' 70 $?
	holds 'a full disk: told' grep -q 'No space left' "$dir/err"
fi

# ---- name servers ------------------------------------------------------------

# What goes wrong on the way is recorded, and goes wrong again.
server_start python3 tests/dns_faulty.py
for name in servfail refused never garbage tc-tc odd chain20 ping \
	cname-loop partial-root partial-never partial-nxdomain; do
	set -- spf --json --ip 192.0.2.1 --mail-from "a@$name.test"
	"$mailplumb" "$@" --resolver "127.0.0.1:$said" --timeout 300ms \
		--dns-record "$dir/record" >"$dir/one" 2>"$dir/err"
	"$mailplumb" "$@" --dns-replay "$dir/record" \
		--dns-record "$dir/again" >"$dir/two" 2>"$dir/err"
	holds "$name: something was asked" grep -q "$name.test" "$dir/record"
	holds "$name: the same report" cmp "$dir/one" "$dir/two"
	holds "$name: the same record" cmp "$dir/record" "$dir/again"
done
server_stop

name_server_start() {
	mkdir "$dir/nsd"
	zone >"$dir/nsd/example.org.zone"
	{
		nsd_config "$dir/nsd" "127.0.0.1@$port"
		nsd_zones example.org
	} >"$dir/nsd/nsd.conf"
	nsd_start "$dir/nsd" "$port"
}

if ! command -v nsd >/dev/null; then
	skip 'name servers' 'no nsd'
else
	port=$(free_port)
	name_server_start
	same 'nsd, which refuses what it does not know' \
		--resolver "127.0.0.1:$port"
	holds 'nsd: who answered' grep -q "127.0.0.1#$port" "$dir/record"
	holds 'nsd: refused' grep -q '"refused"' "$dir/record"
	forms=--json
	same 'nsd under an overlay' --resolver "127.0.0.1:$port" \
		--overlay "$dir/overlay"
	forms='--json -vv'
	server_stop
	same 'nobody answers' --resolver "127.0.0.1:$port" --timeout 500ms
	holds 'nobody answers: a status' grep -q '"timeout"' "$dir/record"
fi

test_end test_dns_record
