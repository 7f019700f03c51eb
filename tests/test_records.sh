#!/bin/sh
# mailplumb records: every form, checked by what reads it; each mistake.
# Usage: tests/test_records.sh BUILD_DIR
build=${1:?usage: tests/test_records.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
LC_ALL=C.UTF-8
export LC_ALL
unset AWS_REGION AWS_DEFAULT_REGION MAILPLUMB_CONFIG AWS_PROFILE \
	AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
HOME=$dir XDG_CONFIG_HOME=$dir
export HOME XDG_CONFIG_HOME
t1=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
t2=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
t3=cccccccccccccccccccccccccccccccc

records() {
	"$program" records "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# row WHAT WORDS OPTION...: it succeeds, and says the words on stdout.
row() {
	what=$1 words=$2
	shift 2
	records "$@"
	if [ $status -eq 0 ] && grep -qF -e "$words" "$dir/out"; then pass
	else fail "$what (exit $status): $words" "$dir/out" "$dir/err"; fi
}

# lacks WHAT WORDS OPTION...: it succeeds, and does not say them.
lacks() {
	what=$1 words=$2
	shift 2
	records "$@"
	if [ $status -eq 0 ] && ! grep -qF -e "$words" "$dir/out"; then pass
	else fail "$what (exit $status): not $words" "$dir/out" "$dir/err"; fi
}

# refused STATUS WORDS OPTION...: one line on stderr, nothing on stdout.
refused() {
	want=$1 words=$2
	shift 2
	records "$@"
	if [ $status -eq "$want" ] && [ ! -s "$dir/out" ] &&
		[ "$(wc -l <"$dir/err")" -eq 1 ] &&
		grep -qF -e "$words" "$dir/err"
	then pass
	else fail "exit $status, want $want: $words" "$dir/out" "$dir/err"; fi
}

for bits in 768 1024 2048 3072; do
	openssl genrsa -out "$dir/private$bits" $bits 2>/dev/null
	openssl pkey -in "$dir/private$bits" -pubout -out "$dir/key$bits"
done
openssl genpkey -algorithm ed25519 -out "$dir/private-ed" 2>/dev/null
openssl pkey -in "$dir/private-ed" -pubout -out "$dir/key-ed"
openssl rsa -in "$dir/private2048" -RSAPublicKey_out -out "$dir/key-pkcs1" \
	2>/dev/null
head -n 3 "$dir/key2048" >"$dir/key-cut"
printf 'p=abc\n' >"$dir/key-text"
printf -- '-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----\n' \
	>"$dir/key-noise"

# All there is, as a sender with Easy DKIM needs it.
all() {
	records example.com --region ap-south-2 --token $t1 --token $t2 \
		--token $t3 --mail-from bounce.example.com --policy reject \
		--sp quarantine --np reject --adkim r --aspf relaxed \
		--rua mailto:a@example.com --rua mailto:b@example.net \
		--ruf mailto:f@example.net --fo 1:d --testing "$@"
}

wanted="upsert $t1._domainkey.example.com CNAME 3600 $t1.dkim.ap-south-2.amazonses.com.
upsert $t2._domainkey.example.com CNAME 3600 $t2.dkim.ap-south-2.amazonses.com.
upsert $t3._domainkey.example.com CNAME 3600 $t3.dkim.ap-south-2.amazonses.com.
upsert bounce.example.com MX 3600 10 feedback-smtp.ap-south-2.amazonses.com.
upsert bounce.example.com TXT 3600 $(printf 'v=spf1 include:amazonses.com ~all' | od -An -v -tx1 | tr -d ' \n')
upsert _dmarc.example.com TXT 3600 $(printf 'v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=r; aspf=r; t=y; rua=mailto:a@example.com,mailto:b@example.net; ruf=mailto:f@example.net; fo=1:d' | od -An -v -tx1 | tr -d ' \n')"

# ---- zone: a name server loads it and serves it
test_shows="$dir/out $dir/err $dir/checked"
all --format zone
{
	printf 'example.com. 300 IN SOA ns.example.com. x.example.com. 1 2 3 4 5\n'
	printf 'example.com. 300 IN NS ns.example.com.\n'
	printf 'ns.example.com. 300 IN A 192.0.2.1\n'
	cat "$dir/out"
} >"$dir/zone"
if command -v nsd-checkzone >/dev/null; then
	holds 'nsd loads the zone' nsd-checkzone example.com "$dir/zone" \
		>"$dir/checked"
else
	skip 'nsd loads the zone' 'no nsd-checkzone'
fi
is 'records in the zone' 6 "$(grep -c '^[^;].* IN ' "$dir/out")"
holds 'a line of the zone' grep -qxF \
	'bounce.example.com. 3600 IN MX 10 feedback-smtp.ap-south-2.amazonses.com.' \
	"$dir/out"
holds 'what others publish is a comment' grep -qxF \
	'; example.com._report._dmarc.example.net. 3600 IN TXT "v=DMARC1"' \
	"$dir/out"
is 'each organisation once' 1 "$(grep -c _report "$dir/out")"
holds 'a command is a comment' grep -q '^; run: aws sesv2 create-email' \
	"$dir/out"
is 'nothing on stderr' '' "$(cat "$dir/err")"

# mailplumb itself reads it: DMARC, SPF and both overlays.
"$program" align --zone "$dir/zone" --from example.com --dkim example.com \
	>"$dir/checked" 2>&1
holds 'align finds the policy' grep -q 'reject for mail of' "$dir/checked"
all --format route53
printf 'amazonses.com. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"\n' \
	>"$dir/empty"
"$program" spf --zone "$dir/empty" --overlay "$dir/out" --ip 192.0.2.9 \
	--mail-from x@bounce.example.com >"$dir/checked" 2>&1
is 'SPF passes by the batch' 0 $?

# What records tells to publish is what dns wants to see.
{
	printf 'example.com. 300 IN A 192.0.2.1\n'
	printf 'amazonses.com. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"\n'
	printf 'feedback-smtp.ap-south-2.amazonses.com. 300 IN A 192.0.2.3\n'
	for token in $t1 $t2 $t3; do
		printf '%s.dkim.ap-south-2.amazonses.com. 300 IN TXT ' $token
		printf '"p=%s" "%s"\n' "$(sed '/^---/d' "$dir/key2048" |
			tr -d '\n' | cut -c 1-200)" \
			"$(sed '/^---/d' "$dir/key2048" | tr -d '\n' |
				cut -c 201-)"
	done
} >"$dir/ses"
for form in zone route53; do
	records example.com --region ap-south-2 --token $t1 --token $t2 \
		--token $t3 --mail-from bounce.example.com --policy reject \
		--rua mailto:d@example.com --format $form
	"$program" dns example.com --region ap-south-2 --token $t1 \
		--token $t2 --token $t3 --mail-from bounce.example.com \
		--zone "$dir/ses" --overlay "$dir/out" -q >"$dir/checked" 2>&1
	is "dns finds all of it right ($form)" 0 $?
	is 'without a finding' 'PASS  example.com' \
		"$(cut -c 1-17 "$dir/checked")"
done

# ---- Route 53, Terraform
for form in route53 terraform; do
	all --format $form
	python3 tests/change_shape.py $form <"$dir/out" >"$dir/checked"
	is "$form has the documented form" "$wanted" "$(cat "$dir/checked")"
done
all --format route53
holds 'commands beside the batch' grep -q '^run: aws sesv2 create' "$dir/err"
holds 'records of others beside it' grep -qF \
	'example.com._report._dmarc.example.net. 3600 IN TXT "v=DMARC1"' \
	"$dir/err"
all --format terraform
holds 'commands are comments' grep -q '^# run: aws sesv2 create' "$dir/out"

# ---- a table, text
all --format table
holds 'the host part' grep -qxF "host      $t1._domainkey" "$dir/out"
holds 'the full name' grep -qxF "name      $t1._domainkey.example.com" \
	"$dir/out"
holds 'the priority apart' grep -qxF 'priority  10' "$dir/out"
holds 'a value without quotes' grep -qxF \
	'value     v=spf1 include:amazonses.com ~all' "$dir/out"
all
holds 'text explains' grep -qF 'Bounces go to SES' "$dir/out"
holds 'a command can be pasted' grep -qxF \
	'aws sesv2 put-email-identity-mail-from-attributes --email-identity example.com --mail-from-domain bounce.example.com --behavior-on-mx-failure USE_DEFAULT_VALUE --region ap-south-2' \
	"$dir/out"
holds 'none asks for tokens' [ -z "$(grep get-email-identity "$dir/out")" ]
is 'no wide line but what is pasted' 0 "$(grep -vE '^(value|aws|name|host)' \
	"$dir/out" | awk 'length > 80' | wc -l)"

# ---- JSON
all --json
cat >"$dir/says.py" <<'END'
import json
import sys

o = json.load(sys.stdin)
assert list(o) == ["schema", "domain", "sender", "region", "zone",
                   "mail_from", "records", "commands", "notes",
                   "ses"], list(o)
assert o["schema"] == "mailplumb.records/1"
assert (o["domain"], o["sender"], o["zone"]) == (
    "example.com", None, "example.com")
assert [r["purpose"] for r in o["records"]] == ["dkim-token"] * 3 + [
    "mail-from-mx", "mail-from-spf", "dmarc", "report-authorization"]
assert [r["publisher"] for r in o["records"]] == ["example.com"] * 6 + [
    "example.net"]
for r in o["records"]:
    assert list(r) == ["action", "name", "type", "ttl", "data", "replaces",
                       "purpose", "publisher"]
    assert r["action"] == "upsert" and r["replaces"] == []
    assert isinstance(r["data"], list) and len(r["data"]) == 1
assert o["records"][3]["data"] == [
    "10 feedback-smtp.ap-south-2.amazonses.com"]
assert len(o["commands"]) == 2
END
holds 'the JSON' python3 "$dir/says.py" <"$dir/out"

# ---- DKIM
row 'no tokens yet' 'aws sesv2 get-email-identity --email-identity example.com --query DkimAttributes --region eu-west-1' \
	example.com --region eu-west-1
row '... said clearly' 'The three CNAME records of Easy DKIM are not here' \
	example.com --region eu-west-1
row 'a region without a zone of its own' "value     $t1.dkim.amazonses.com" \
	example.com --region us-east-1 --token $t1
row '... one with' "value     $t1.dkim.af-south-1.amazonses.com" \
	example.com --region AF-South-1 --token $t1
row 'a zone told' "value     $t1.dkim.x.example" example.com \
	--token $t1 --dkim-zone dkim.x.example
row 'one token of three' 'Easy DKIM has three tokens, and 1 is given' \
	example.com --region us-east-1 --token $t1
row 'tokens of another form' 'A token of SES has 32 letters' example.com \
	--region us-east-1 --token aaa --token bbb --token ccc
row 'the region of the environment is not asked for' 'p=none' example.com
AWS_REGION=eu-west-3
export AWS_REGION
row 'the region of the environment' 'feedback-smtp.eu-west-3.amazonses.com' \
	example.com --mail-from bounce.example.com
unset AWS_REGION
for bits in 1024 2048; do
	key=$(sed '/^---/d' "$dir/key$bits" | tr -d '\n')
	row "a key of $bits bits" "value     p=$key" example.com \
		--selector s1 --public-key-file "$dir/key$bits"
	records example.com --selector s1 --region eu-west-1 \
		--public-key-file "$dir/key$bits" --format route53
	python3 tests/change_shape.py route53 <"$dir/out" >"$dir/checked"
	is 'its octets' "$(printf 'p=%s' "$key" | od -An -v -tx1 |
		tr -d ' \n')" \
		"$(sed -n 's/.*s1._domainkey.example.com TXT 3600 //p' \
			"$dir/checked" | tr -d ' ')"
done
row 'a key larger than SES takes' 'The key has 3072 bits' example.com \
	--selector s1 --public-key-file "$dir/key3072"
row 'the private key is in no command' 'file://dkim.json' example.com \
	--region eu-west-1 --selector s1 --public-key-file "$dir/key2048"
lacks '... nor tokens asked for' get-email-identity example.com \
	--region eu-west-1 --selector s1 --public-key-file "$dir/key2048"

# ---- names
row 'an international name' _dmarc.xn--mller-kva.example 'Müller.example'
row 'a subdomain' 'host      _dmarc.news' news.example.com
row '... the organisation needs a record, too' \
	'example.com needs a DMARC record, too' news.example.com
row '... in a zone of its own' 'host      _dmarc' news.example.com \
	--zone-apex news.example.com
lacks 'reports within the organisation' _report example.com \
	--rua mailto:d@mail.example.com
row 'aspf=s cannot be had' 'With aspf=s SPF aligns only' example.com \
	--region us-east-1 --mail-from b.example.com --aspf s
row 'words for modes' 'adkim=s; aspf=r' example.com --adkim Strict \
	--aspf relaxed
row 'a list of addresses' 'rua=mailto:a@example.com,mailto:b@example.com' \
	example.com --rua mailto:a@example.com,mailto:b@example.com
row 'no address' 'Without --rua nobody reports' example.com
row 'its help' 'Usage: mailplumb records' --help

# ---- a sender of the configuration
cat >"$dir/mailplumb.yaml" <<END
senders:
  prod:
    from: "Example <hello@news.example.com>"
    ses:
      region: eu-north-1
      smtp_user: x
      smtp_password: x
    expect:
      mail_from: bounce.example.com
      dkim_domain: example.com
      dkim_tokens: [$t1, $t2, $t3]
  other:
    from: me@example.org
    smtp:
      url: smtp://localhost
  odd:
    from: me@example.org
    ses:
      region: eu-north-1
      smtp_user: x
      smtp_password: x
    expect:
      dkim_tokens: [a.b]
END
chmod 600 "$dir/mailplumb.yaml"
row 'a sender' "value     $t1.dkim.amazonses.com" prod \
	-c "$dir/mailplumb.yaml"
row '... its MAIL FROM' 'name      bounce.example.com' prod \
	-c "$dir/mailplumb.yaml"
row '... an option counts more' feedback-smtp.us-west-2 prod \
	-c "$dir/mailplumb.yaml" --region us-west-2
row '... of another server' 'does not send through Amazon SES' other \
	-c "$dir/mailplumb.yaml"
lacks '... which has no use for SES' 'aws sesv2' other \
	-c "$dir/mailplumb.yaml"
row 'a domain beside a configuration' _dmarc.example.net example.net \
	-c "$dir/mailplumb.yaml"
refused 2 "nor a sender of $dir/mailplumb.yaml" nobody \
	-c "$dir/mailplumb.yaml"
refused 2 "expect.dkim_tokens: 'a.b' is not a token alone" odd \
	-c "$dir/mailplumb.yaml"

# ---- mistakes
refused 2 'whose records?'
refused 2 'one domain or sender at a time' a.example b.example
refused 2 "'nobody' is no domain" nobody
refused 2 "'a_b.example' is no domain" a_b.example
refused 2 "'a..example' is no domain" a..example
refused 2 'none of text, zone, route53' example.com --format bind
refused 2 "--region: 'us east' is not one like" example.com --region 'us east'
refused 2 "--token: 'x._domainkey' is not a token alone" example.com \
	--region us-east-1 --token x._domainkey
refused 2 'is given twice' example.com --region us-east-1 --token $t1 \
	--token $t1
refused 2 '--region us-east-1' example.com --token $t1
refused 2 "--dkim-zone: 'a b' is no domain" example.com --dkim-zone 'a b'
refused 2 '--selector and --public-key-file' example.com --selector s1
refused 2 '--selector and --public-key-file' example.com \
	--public-key-file "$dir/key2048"
refused 2 'not with both' example.com --region us-east-1 --token $t1 \
	--selector s1 --public-key-file "$dir/key2048"
refused 2 "--selector: 'a.b' is no label" example.com --selector a.b \
	--public-key-file "$dir/key2048"
refused 2 "--selector: '-a' is no label" example.com --selector=-a \
	--public-key-file "$dir/key2048"
while read -r file words; do
	refused 3 "$words" example.com --selector s1 \
		--public-key-file "$dir/$file"
done <<'END'
nothing No such file
private2048 holds a private key
key768 has 768 bits
key-ed not for RSA
key-pkcs1 older form
key-cut no PEM file
key-text no PEM file
key-noise is not base64
END
refused 2 'not below example.com' example.com --region us-east-1 \
	--mail-from bounce.example.net
refused 2 'not below example.com' example.com --region us-east-1 \
	--mail-from example.com
refused 2 "--mail-from: 'a@b' is no domain" example.com --region us-east-1 \
	--mail-from a@b
refused 2 '--region us-east-1' example.com --mail-from b.example.com
refused 2 "--policy: 'monitor' is none of none, quarantine, reject" \
	example.com --policy monitor
refused 2 "--sp: '' is none of" example.com --sp ''
refused 2 "--np: 'x' is none of" example.com --np x
refused 2 "--adkim: 'x' is none of r, s" example.com --adkim x
refused 2 "--aspf: 'x' is none of r, s" example.com --aspf x
refused 2 'is not written mailto:' example.com --rua d@example.com
refused 2 'is not written mailto:' example.com --rua https://example.com/
refused 2 'has no address at a domain' example.com --rua mailto:d
refused 2 'has no address at a domain' example.com --rua mailto:d@x_y
refused 2 "has a ';'" example.com --rua 'mailto:a;p=none@example.com'
refused 2 'sizes are gone' example.com --rua 'mailto:a@example.com!10m'
refused 2 'an octet that a URI cannot have' example.com \
	--rua 'mailto:a b@example.com'
refused 2 '--ruf' example.com --ruf x
refused 2 '--ruf says where' example.com --fo 1
refused 2 'which exclude each other' example.com --ruf mailto:a@example.com \
	--fo 0:1
refused 2 'is no list of 0, 1, d and s' example.com \
	--ruf mailto:a@example.com --fo 1,d
refused 2 'does not lie in the zone' example.com --zone-apex example.net
refused 2 "--zone-apex: '..' is no domain" example.com --zone-apex ..
label=$(printf 'a%.0s' $(seq 63))
refused 2 'at most 253 octets, this has 257' \
	"$label.$label.$label.${label%aaaaa}"
refused 2 'mailplumb.yaml: No such' example.com -c "$dir/none/mailplumb.yaml"

# ---- what SES itself says of a sender
label='' key=AKIAIOSFODNN7EXAMPLE config=$dir/ses.yaml
echo wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY >"$dir/secret"
said='"IdentityType": "DOMAIN", "VerifiedForSendingStatus": true'
cat >"$dir/answers" <<END
{"identities": {
 "example.com": {$said, "DkimAttributes": {"SigningEnabled": true,
  "Status": "SUCCESS", "SigningAttributesOrigin": "AWS_SES",
  "SigningHostedZone": "dkim.us-east-1.amazonses.com",
  "Tokens": ["$t1", "$t2", "$t3"]},
  "MailFromAttributes": {"MailFromDomain": "bounce.example.com",
  "MailFromDomainStatus": "SUCCESS"}},
 "example.net": {$said, "DkimAttributes": {"SigningEnabled": true,
  "Status": "SUCCESS", "SigningAttributesOrigin": "EXTERNAL",
  "Tokens": ["mine"]}},
 "odd.example": {$said, "DkimAttributes": {"Status": "PENDING",
  "SigningAttributesOrigin": "AWS_SES", "Tokens": ["a-b", "$t2", "$t3"]},
  "MailFromAttributes": {"MailFromDomain": "bounce.elsewhere.example"}},
 "denied.example": [403, "AccessDeniedException", "no"]},
 "account": {"ProductionAccessEnabled": true}}
END
server_start fixtures/lab/ses-api --dir "$dir" --answers "$dir/answers" \
	--key $key --secret-file "$dir/secret"
{
	echo senders:
	while read -r name from tokens; do
		cat <<END
  $name:
    from: $from
    ses:
      region: us-east-1
      api_endpoint: https://$said
      ca_file: $dir/ca.pem
      access_key_id: $key
      secret_access_key_file: $dir/secret
END
		[ -z "$tokens" ] || printf '    expect:\n      dkim_tokens: %s\n' \
			"$tokens"
	done <<END
plain hello@example.com
news hello@news.example.com
old hello@example.com [$t3]
own hello@example.net
new hello@example.org
odd hello@odd.example [$t1]
denied hello@denied.example [$t1]
END
} >"$config"
chmod 600 "$config"
at=https://$said
ses_row() { row "$@" -c "$config"; }
ses_lacks() { lacks "$@" -c "$config"; }
ses_told() { # FILTER WANTED ARGUMENT...
	filter=$1 wanted=$2
	shift 2
	records "$@" --json -c "$config"
	is "$* $filter" "$wanted" "$(jq -r "$filter" "$dir/out")"
}
beside ses_row 'the tokens of SES' "value     $t1.dkim.us-east-1.amazonses.com" plain
beside ses_row 'and its MAIL FROM' 'name      bounce.example.com' plain
beside ses_row 'said' 'dkim.us-east-1.amazonses.com are what SES' \
	plain --format zone
beside ses_row 'those of the domain above' \
	"$t2._domainkey.example.com. 3600 IN CNAME" news --format zone
beside ses_told '.ses.identity, .ses.endpoint' "example.com
$at" plain
beside ses_row 'SES knows better than the configuration' "$t1" old
beside ses_row 'an option counts more' 'names other tokens or keys' plain \
	--token $t3
beside ses_lacks '... than what SES says' "$t1._domainkey" plain --token $t3
beside ses_row 'another MAIL FROM' 'uses bounce.example.com as MAIL FROM' \
	plain --mail-from b.example.com
beside ses_row 'a key of its own' 'a key of your own: --selector mine' own
beside ses_lacks '... has no tokens' 'three CNAME' own
beside ses_row 'an identity that is not there' 'does not know this identity' new
beside ses_row 'an answer that cannot be' 'names other tokens or keys' odd
beside ses_lacks '... is not heard' "$t2._domainkey" odd
beside ses_row 'no answer' 'could not be asked of denied.example' denied
beside ses_row '... does no harm' "$t1._domainkey" denied
beside ses_told .ses null plain --no-ses-api
beside ses_told .ses null plain --token $t1 --mail-from b.example.com
beside_end

test_end test_records
