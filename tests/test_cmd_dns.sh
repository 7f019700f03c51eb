#!/bin/sh
# mailplumb dns: what is wanted and what is published, its reports and exit
# statuses, from zone files.
# Usage: tests/test_cmd_dns.sh BUILD_DIR
build=${1:?usage: tests/test_cmd_dns.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
. tests/nsd.sh
LC_ALL=C.UTF-8
export LC_ALL
test_shows=$dir/out
key=$(python3 fixtures/sign.py --record author)
one=k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa
two=m2ydq7hnwz5xk3trv6cb4gjeu8lofpsa
three=r9wnb3kxz6vth2qdy5mc7gjeu4lofpsa

txt() { # the strings of a record, cut at 250 octets
	printf '%s' "$1" | fold -w 250 | sed 's/.*/"&"/' | tr '\n' ' '
}

cat >"$dir/ses" <<END
\$ORIGIN amazonses.com.
\$TTL 900
@ TXT "v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"
$one.dkim TXT $(txt "$key")
$two.dkim TXT $(txt "$key")
$three.dkim TXT ""
$one.dkim.eu-south-1 TXT $(txt "$key")
END
cat >"$dir/zone" <<END
\$ORIGIN example.com.
\$TTL 300
@ TXT "v=spf1 include:_spf.mailer.example ~all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
bounce MX 10 feedback-smtp.us-east-1.amazonses.com.
bounce TXT "v=spf1 include:amazonses.com ~all"
$one._domainkey CNAME $one.dkim.amazonses.com.
$two._domainkey CNAME $two.dkim.amazonses.com.
$three._domainkey CNAME $three.dkim.amazonses.com.
own._domainkey TXT $(txt "$key")
south._domainkey TXT "v=DKIM1; p="
\$ORIGIN example.net.
_dmarc TXT "v=DMARC1; p=none; pct=50; rua=mailto:r@reports.example.org"
$one._domainkey CNAME $one.dkim.eu-south-1.amazonses.com.
$two._domainkey TXT "v=DKIM1; p=AAAA"
bounce TXT "v=spf1 ip4:192.0.2.1 -all"
rebound MX 10 feedback-smtp.us-east-1.amazonses.com.
rebound MX 20 mx.example.net.
rebound TXT "v=spf1 include:amazonses.com include:gone.example.net ~all"
END

dns() {
	"$program" dns --zone "$dir/zone" --zone "$dir/ses" "$@" \
		>"$dir/out" 2>"$dir/err"
}

# row WHAT STATUS WORDS OPTION...: it ends so, and says the words.
row() {
	what=$1 want=$2 words=$3
	shift 3
	dns "$@"
	status=$?
	if [ $status -eq "$want" ] &&
		tr -s ' \n' ' ' <"$dir/out" | grep -qF -e "$words"; then
		pass
	else
		fail "$what: exit status $status, want $want: $words" \
			"$dir/out" "$dir/err"
	fi
}

# refused WHAT STATUS WORDS OPTION...: nothing is printed but these words.
refused() {
	what=$1 want=$2 words=$3
	shift 3
	dns "$@"
	status=$?
	if [ $status -eq "$want" ] && [ ! -s "$dir/out" ] &&
		grep -qF -e "$words" "$dir/err"; then
		pass
	else
		fail "$what: exit status $status, want $want: $words" \
			"$dir/out" "$dir/err"
	fi
}

# json WHAT EXPRESSION... -- OPTION...: each is true of the report
json() {
	what=$1
	shift
	: >"$dir/says"
	while [ "$1" != -- ]; do
		printf '%s\0' "$1" >>"$dir/says"
		shift
	done
	shift
	dns --json "$@"
	if python3 tests/report_schema.py <"$dir/out" >"$dir/schema" &&
		xargs -0 -a "$dir/says" python3 tests/report_says.py \
			<"$dir/out" >"$dir/untrue"; then
		pass
	else
		fail "$what" "$dir/schema" "$dir/untrue" "$dir/err"
	fi
}

# ---- in words ---------------------------------------------------------------

all="--region us-east-1 --mail-from bounce.example.com
	--token $one --token $two --token $three"
# shellcheck disable=SC2086
{
	row healthy 0 'PASS example.com: DKIM, SPF, DMARC will pass and align' \
		example.com $all
	row 'a key' 0 "$one.dkim.amazonses.com note a key of 2048 bits" \
		example.com $all
	row 'a token that rests' 0 'no key behind it: it does not sign' \
		example.com $all
	row 'what it costs' 0 '1 of 10 look-ups, 0 of 2 void' example.com $all
	row 'in one line' 0 'PASS example.com: DKIM, SPF, DMARC' -q \
		example.com $all
	is 'one line' 1 "$(wc -l <"$dir/out")"
	row 'the terms' 0 "+ include:amazonses.com: pass (1 lookup) \
+ ip4:199.255.192.0/22 - ip4:54.240.0.0/18 - -all - ~all 1 of 10 lookups" \
		-v example.com $all
}
row 'a domain alone' 0 'nothing is wrong with what can be told' example.com
row 'what is not known' 0 'Not known DKIM Selectors cannot be guessed.' \
	example.com
row 'nor MAIL FROM' 0 'It is checked at the MAIL FROM domain: name it' \
	example.com
row 'SPF that nobody looks at' 0 \
	'- example.com TXT found v=spf1 include:_spf.mailer.example ~all' \
	example.com
row 'a tag' 0 'p=reject mail of this domain that fails DMARC is to be' \
	example.com
row 'an elder tag' 0 'pct=50 so many percent' example.net
row 'reports outside' 0 \
	'missing example.net._report._dmarc.reports.example.org TXT' \
	example.net
row 'no DMARC' 1 'FAIL example.org: dmarc-record-missing' example.org
row 'a warning is no failure' 0 'WARN example.net: dmarc-rua-unauthorized' \
	example.net
row 'but for who says so' 1 WARN --fail-on risk example.net
row 'a key of your own' 0 'right own._domainkey.example.com TXT' \
	--selector own example.com
row 'a revoked one' 1 'FAIL example.com: dkim-key-revoked' \
	--selector south example.com
row 'DKIM is not required' 0 'right _dmarc.example.com TXT' \
	--require dmarc --selector own example.com
row 'TXT instead of CNAME' 1 'TXT instead of CNAME' --token $two example.net
row 'a zone of its own' 0 "right $one._domainkey.example.net CNAME" \
	--require dkim --region eu-south-1 --token $one example.net
row 'the zone is told' 0 "right $one._domainkey.example.net CNAME" \
	--require dkim --dkim-zone dkim.eu-south-1.amazonses.com \
	--token $one example.net
row 'no region is told' 0 "right $one._domainkey.example.net CNAME" \
	--token $one example.net
row 'SES may not send' 1 spf-not-authorized --mail-from bounce.example.net \
	example.net
row 'several MX' 1 \
	'found 20 mx.example.net wanted 10 feedback-smtp.us-east-1' \
	--region us-east-1 --mail-from rebound.example.net example.net
row 'a name in capitals' 0 'PASS example.com' -q EXAMPLE.com.
row 'two of them' 1 'FAIL example.org' -q example.com example.org
is 'a line each' 2 "$(wc -l <"$dir/out")"

row 'what to publish' 0 "gone._domainkey.example.com. 3600 IN CNAME \
gone.dkim.amazonses.com." --fix-format zone --region us-east-1 --token $one \
	--token $two --token gone example.com

# ---- as JSON ----------------------------------------------------------------

# shellcheck disable=SC2086
json 'all of it' 'verdict == "pass"' 'exit_code == 0' 'domain == "example.com"' \
	'[r["state"] for r in records] == ["right"] * 6 + [None]' \
	'records[0]["wanted"] == records[0]["found"][0]' \
	'records[3]["wanted"] == "10 feedback-smtp.us-east-1.amazonses.com"' \
	'[s["verified"] for s in dkim["signatures"]] == ["pass", "pass"]' \
	'dkim["aligned"] and dkim["reported"] is None' \
	'spf["verified"] == "pass" and spf["client_ip"] == "199.255.192.0"' \
	'spf["matched"] == "include:amazonses.com"' \
	'dmarc["verified"] == "pass" and dmarc["policy"] == "reject"' \
	'dmarc_tags[1]["tag"] == "p" and dmarc_tags[1]["value"] == "reject"' \
	'not_known == []' \
	'[f["id"] for f in findings] == ["dkim-token-empty"]' \
	'expected["region"] == "us-east-1" and expected["ses"]' \
	'len(expected["dkim_tokens"]) == 3' -- example.com $all
json 'a domain alone' 'verdict == "pass"' 'dmarc["verified"] is None' \
	'dmarc["policy"] == "reject"' 'spf["verified"] is None' \
	'dkim["verified"] is None and dkim["signatures"] == []' \
	'[n["fact"] for n in not_known] == ["keys", "mail_from"]' \
	-- example.com
json 'the whole record' 'spf["verified"] == "permerror"' \
	'"gone.example.net" in spf["reason"]' \
	'records[0]["state"] == "wrong" and len(records[0]["found"]) == 2' \
	-- --region us-east-1 --mail-from rebound.example.net example.net
json 'one a line' 'first["domain"] == "example.net"' \
	'domain == "example.com"' -- example.net example.com

# ---- a replay ---------------------------------------------------------------

cat >"$dir/down" <<'END'
{"schema": "mailplumb.dns/1", "answers": [
{"name": "_dmarc.example.com", "type": "TXT", "status": "servfail",
 "ttl": 0, "data": [], "server": null}]}
END
"$program" dns --dns-replay "$dir/down" example.com >"$dir/out" 2>&1
is 'no answer' 4 $?
holds 'which the report says' grep -q 'UNKNOWN  example.com' "$dir/out"
holds 'of the record, too' grep -q 'unreachable  _dmarc.example.com TXT' \
	"$dir/out"
# shellcheck disable=SC2086
{
	dns --json --dns-record "$dir/record" example.com $all
	cp "$dir/out" "$dir/first"
	"$program" dns --json --dns-replay "$dir/record" example.com $all \
		>"$dir/out" 2>&1
	holds 'the same again' cmp -s "$dir/first" "$dir/out"
}

# ---- what if ----------------------------------------------------------------

cat >"$dir/overlay" <<'END'
_dmarc.example.org. 300 TXT "v=DMARC1; p=none; rua=mailto:a@example.org"
END
row 'what if' 0 'PASS example.org' --overlay "$dir/overlay" example.org
holds 'the difference' grep -q 'gone.*dmarc-record-missing' "$dir/out"

# ---- a list -----------------------------------------------------------------

cat >"$dir/list" <<END
# senders
example.com region=us-east-1 mail-from=bounce.example.com token=$one token=$two

  example.com	selector=own
example.org
END
row 'a list' 1 'FAIL example.org: dmarc-record-missing' -q \
	--from-file "$dir/list"
is 'a line each' 3 "$(wc -l <"$dir/out")"
is 'the first' 'PASS  example.com: DKIM, SPF, DMARC will pass and align' \
	"$(head -n 1 "$dir/out")"
row 'an option for all' 1 'FAIL example.org' -q --jobs 1 --selector own \
	--from-file "$dir/list"
printf 'example.com\nexa mple\nexample.org tokens=a\nb..c\n%05000d\n' 0 \
	>"$dir/list"
dns -q --from-file "$dir/list"
is 'lines that cannot be read' 3 $?
is 'and those that can' 1 "$(wc -l <"$dir/out")"
for line in "list:2: 'exa' is no domain" "list:3: 'tokens' is none of" \
	"list:4: 'b..c' is no domain" 'list:5: longer than'; do
	holds "$line" grep -qF "$line" "$dir/err"
done
printf 'example.com' | dns -q --from-file -
is 'standard input' 1 "$(wc -l <"$dir/out")"

# Order, whatever the number of jobs.
i=0
while [ $i -lt 100 ]; do
	echo "d$i.example.com"
	i=$((i + 1))
done >"$dir/list"
dns -q --from-file "$dir/list"
is 'in order' "$(cat "$dir/list")" \
	"$(sed 's/^[A-Z]*  //; s/: .*//' "$dir/out")"

# ---- a name server ----------------------------------------------------------

PATH=$PATH:/usr/sbin:/sbin
port=$(free_port)
{
	nsd_config "$dir" "127.0.0.1@$port"
	nsd_zones example.com example.net amazonses.com
} >"$dir/nsd.conf"
soa='@ SOA ns root 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.53'
split() { # NAME: what stands below its origin
	sed -n "/^.ORIGIN $1/,/^.ORIGIN/p" "$dir/zone" | sed '1d;/^.ORIGIN/d'
}
for zone in example.com example.net; do
	{
		printf '$ORIGIN %s.\n$TTL 300\n%s\n@ MX 10 mx\n' $zone \
			"$soa"
		split $zone | grep -v '^.TTL'
	} >"$dir/$zone.zone"
done
{
	sed 2q "$dir/ses"
	echo "$soa"
	sed 1,2d "$dir/ses"
} >"$dir/amazonses.com.zone"
nsd_start "$dir" "$port"
live() {
	"$program" dns --resolver "127.0.0.1:$port" "$@" >"$dir/out" \
		2>"$dir/err"
}
# shellcheck disable=SC2086
live -q example.com $all
is 'live' 'PASS  example.com: DKIM, SPF, DMARC will pass and align' \
	"$(cat "$dir/out")"
i=0
while [ $i -lt 200 ]; do
	echo "example.com mail-from=bounce.example.com token=$one"
	echo 'example.net mail-from=bounce.example.net'
	i=$((i + 1))
done >"$dir/list"
live -q -j 8 --from-file "$dir/list"
is 'many live' 1 $?
is 'those that pass' 200 "$(grep -c '^PASS  example.com: ' "$dir/out")"
is 'those that do not' 200 "$(grep -c '^FAIL  example.net: ' "$dir/out")"

# Tokens, their zone and MAIL FROM as SES itself tells them.
nsd=$server
server=
at_end "kill $nsd 2>/dev/null"
printf 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n' >"$dir/secret"
cat >"$dir/answers" <<END
{"identities": {"example.com": {"IdentityType": "DOMAIN",
 "VerifiedForSendingStatus": true, "DkimAttributes": {"SigningEnabled": true,
 "Status": "SUCCESS", "Tokens": ["$one", "$two", "$three"],
 "SigningHostedZone": "dkim.amazonses.com"}, "MailFromAttributes":
 {"MailFromDomain": "bounce.example.com", "MailFromDomainStatus": "SUCCESS"}}},
 "account": {"ProductionAccessEnabled": true, "SendingEnabled": true,
 "SendQuota": {"Max24HourSend": 200.0}}}
END
chmod 644 "$dir/secret" "$dir/answers"
server_start fixtures/lab/ses-api --dir "$dir" --answers "$dir/answers" \
	--key AKIAIOSFODNN7EXAMPLE --secret-file "$dir/secret"
cat >"$dir/ses.yaml" <<END
senders:
  prod:
    from: hello@example.com
    ses:
      region: us-east-1
      api_endpoint: https://$said
      ca_file: $dir/ca.pem
      access_key_id: AKIAIOSFODNN7EXAMPLE
      secret_access_key_file: $dir/secret
END
live -q -c "$dir/ses.yaml" prod
is 'as SES tells' 'PASS  example.com: DKIM, SPF, DMARC will pass and align' \
	"$(cat "$dir/out")"
live --json -c "$dir/ses.yaml" --token gone prod
holds 'an option goes before SES' python3 tests/report_says.py \
	'expected["dkim_tokens"] == ["gone"]' 'ses["region"] == "us-east-1"' \
	'expected["mail_from"] == "bounce.example.com"' <"$dir/out"
holds 'its report' python3 tests/report_schema.py <"$dir/out" >"$dir/schema"
server_stop
kill "$nsd"
# shellcheck disable=SC2086
live -q example.com $all
is 'no server' 4 $?
is 'which is no failure' UNKNOWN "$(cut -d ' ' -f 1 "$dir/out")"

# ---- a sender of the configuration -------------------------------------------

cat >"$dir/mailplumb.yaml" <<END
senders:
  prod:
    from: "Example <hello@example.com>"
    ses:
      region: us-east-1
    expect:
      mail_from: bounce.example.com
      dkim_tokens: [$one, $two, $three]
  plain:
    from: hello@example.com
    smtp:
      url: smtps://mail.example.com
END
row 'a sender' 0 'PASS example.com: DKIM, SPF, DMARC will pass and align' \
	-c "$dir/mailplumb.yaml" prod
row 'beside a domain' 1 'FAIL example.org' -q -c "$dir/mailplumb.yaml" prod \
	example.org
row 'an option goes before' 1 'feedback-smtp.eu-west-1.amazonses.com' \
	-c "$dir/mailplumb.yaml" --region eu-west-1 --token $three prod
json 'a sender without SES' 'not expected["ses"]' 'verdict == "pass"' \
	'spf["verified"] is None' \
	'[n["fact"] for n in not_known] == ["keys", "servers"]' \
	-- -c "$dir/mailplumb.yaml" --mail-from bounce.example.com plain

# ---- mistakes ---------------------------------------------------------------

refused 'no domain' 2 'name a domain or a sender'
refused 'nobody' 2 "'nobody' is neither a domain nor a sender" nobody
refused 'nobody of the configuration' 2 "'nobody' is neither a domain nor" \
	-c "$dir/mailplumb.yaml" nobody
refused 'no such configuration' 2 "$dir/none" -c "$dir/none" prod
refused 'an address' 2 'neither a domain' me@example.com
refused "a server's address" 2 'neither a domain' 192.0.2.1
refused 'no region' 2 "'us east' is no region" --region 'us east' example.com
refused 'no MAIL FROM' 2 "mail-from: 'a..b' is no domain" --mail-from a..b \
	example.com
refused 'no zone' 2 "dkim-zone: 'x' is no domain" --dkim-zone x example.com
refused 'no token' 2 "token: 'a b' is no name" --token 'a b' example.com
refused 'no selector' 2 "selector: '' is no name" --selector '' example.com
refused 'no list' 3 "$dir/none" --from-file "$dir/none"
refused 'no jobs' 2 'is no number from 1' --jobs 0 example.com
refused 'an option of others' 2 no-dns --no-dns example.com
test_end test_cmd_dns
