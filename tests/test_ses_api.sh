#!/bin/bash
# The SES API as mailplumb check asks it: against fixtures/lab/ses-api, which
# checks every signature by itself, and against the package aws-ses-v2-local.
#
# usage: tests/test_ses_api.sh BUILD_DIR
set -u
. tests/test.sh
probe=$(cd "$1" && pwd)/tests/ses_probe
unset MAILPLUMB_CONFIG AWS_PROFILE AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID \
	AWS_SECRET_ACCESS_KEY
export HOME=$dir XDG_CONFIG_HOME=$dir/none NO_COLOR=1
export https_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1
top=$dir # what all parts share
id=AKIAIOSFODNN7EXAMPLE secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
printf '%s\n' "$secret" >"$dir/secret"
printf 'TOKEN+/=\n' >"$dir/token"

answers() { # JSON
	printf '%s\n' "$1" >"$dir/answers.json"
}

config() { # FROM [LINE...]
	{
		printf 'senders:\n  prod:\n    from: %s\n    ses:\n' "$1"
		printf '      region: us-east-1\n      api_endpoint: %s\n' "$at"
		printf '      ca_file: %s/tls/ca.pem\n' "$top"
		shift
		[ $# = 0 ] || printf '      %s\n' "$@"
	} >"$dir/m.yaml"
}

# What SES says of the sender, as the report's `ses`.
ask() {
	status=0 test_shows="$dir/out $dir/err"
	timeout 60 "$probe" "$dir/m.yaml" prod >"$dir/out" 2>"$dir/err" ||
		status=$?
	if grep -qF "$secret" "$dir/out" "$dir/err"; then
		fail "a secret was printed" "$dir/out" "$dir/err"
	fi
}

told() { jq -r "$1" "$dir/out"; }

key=("access_key_id: $id" "secret_access_key_file: $top/secret")
double() { # OPTION...
	[ ! -d "$top/tls" ] || cp "$top"/tls/*.pem "$top"/tls/*.key "$dir"
	server_start fixtures/lab/ses-api --dir "$dir" \
		--answers "$dir/answers.json" --key "$id" \
		--secret-file "$top/secret" "$@"
	at=https://$said
}

good='{"identities": {"example.com": {"IdentityType": "DOMAIN",
	"VerifiedForSendingStatus": true, "DkimAttributes": {"SigningEnabled":
	true, "Status": "SUCCESS", "Tokens": ["aa", "bb", "cc"],
	"SigningHostedZone": "dkim.amazonses.com"}, "MailFromAttributes":
	{"MailFromDomain": "bounce.example.com", "MailFromDomainStatus":
	"SUCCESS"}}}, "account": {"ProductionAccessEnabled": true,
	"SendingEnabled": true, "SendQuota": {"Max24HourSend": 200.0}}}'

# ---- good answers --------------------------------------------------------------

answered() {
	answers "$good"
	double --pace
	config "Ex <Hello@Example.com>" "${key[@]}"
	ask
	is "the identity in force" example.com "$(told .identity)"
	is "its tokens" aa,bb,cc "$(told '.identities[1].dkim.tokens | join(",")')"
	is "its zone" dkim.amazonses.com "$(told '.identities[1].dkim.zone')"
	is "the address is none" not-found "$(told '.identities[0].answer')"
	is "the account" true "$(told .account.production_access)"
	is "its quota" 200 "$(told .account.max_24_hours)"
	holds "an address in the path" grep -q \
		'^GET /v2/email/identities/Hello%40example.com$' "$dir/log"
}

above() {
	answers "$good"
	double --pace
	config news@a.news.example.com "${key[@]}"
	ask
	is "the domain above" example.com "$(told .identity)"
	is "in order" \
		news@a.news.example.com,a.news.example.com,news.example.com,example.com \
		"$(told '[.identities[].name] | join(",")')"
}

keys() {
	answers "$good"
	double
	config hello@example.com
	ask
	is "no key at hand: not asked" null "$(told .)"
	config hello@example.com "smtp_user: $id" \
		"smtp_password: BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9"
	ask
	is "an SMTP password alone: not asked" null "$(told .)"
	AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret ask
	is "a key of the environment" example.com "$(told .identity)"
	config hello@example.com "${key[@]}" \
		"source_arn: arn:aws:ses:us-east-1:1:identity/x"
	ask
	is "another account's identity is not asked of" 0 \
		"$(told '.identities | length')"
}

temporary_keys() {
	answers "$good"
	double --token-file "$top/token"
	config hello@example.com
	AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret \
		AWS_SESSION_TOKEN=TOKEN+/= ask
	is "a temporary key" example.com "$(told .identity)"
	AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=old ask
	is "one that is over" expired "$(told .account.answer)"
}

other_keys() {
	answers "$good"
	double
	printf 'other\n' >"$dir/other"
	config hello@example.com "access_key_id: $id" \
		"secret_access_key_file: $dir/other"
	ask
	is "another secret" bad-signature "$(told .account.answer)"
	config hello@example.com "access_key_id: AKIAOTHER" \
		"secret_access_key_file: $top/secret"
	ask
	is "another key" unknown-key "$(told .account.answer)"
}

# ---- bad days ------------------------------------------------------------------

row() { # WANTED ANSWER
	answers "{\"identities\": {\"example.com\": $2,
		\"example.com again\": {\"IdentityType\": \"DOMAIN\"}},
		\"account\": {\"x\": 1}}"
	double
	config hello@example.com "${key[@]}"
	ask
	is "$2" "$1" "$(told '.identities[-1].answer')"
	[ "$1" = found ] || is "$2: no identity" null "$(told .identity)"
}

certificate() { # WORD
	answers "$good"
	double --certificate "$1"
	config hello@example.com "${key[@]}"
	ask
	is "certificate $1: not asked" unreachable "$(told .account.answer)"
}

nobody() {
	at=https://127.0.0.1:1
	config hello@example.com "${key[@]}"
	ask
	is "nobody there" unreachable "$(told .account.answer)"
	at=http://192.0.2.1
	config hello@example.com "${key[@]}"
	ask
	is "no TLS: a setting that is wrong" 2 "$status"
	holds "no TLS: told" grep -q 'without TLS only a loopback address' \
		"$dir/err"
}

# ---- the emulator ----------------------------------------------------------------

emulator() {
	command -v npm >/dev/null || {
		skip "aws-ses-v2-local" "npm is not there"
		return
	}
	(cd "$dir" && timeout 100 env -u https_proxy -u all_proxy npm install --no-audit --no-fund --silent \
		aws-ses-v2-local) >"$dir/npm" 2>&1 || {
		skip "aws-ses-v2-local" "npm could not install it"
		return
	}
	port=$(python3 -c 'import socket
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
	export AWS_SES_ACCOUNT='{"DedicatedIpAutoWarmupEnabled":true,"Details":
		{"AdditionalContactEmailAddresses":[],"ContactLanguage":"EN",
		"MailType":"TRANSACTIONAL","ReviewDetails":{"CaseId":"1",
		"Status":"GRANTED"},"UseCaseDescription":"x","WebsiteURL":"x"},
		"EnforcementStatus":"HEALTHY","ProductionAccessEnabled":false,
		"SendingEnabled":true,"SendQuota":{"Max24HourSend":200,
		"MaxSendRate":1,"SentLast24Hours":3},"SuppressionAttributes":
		{"SuppressedReasons":[]}}'
	server_at "$port" node "$dir/node_modules/aws-ses-v2-local/dist/cli.js" \
		--host 127.0.0.1 --port "$port"
	at=http://127.0.0.1:$port
	config hello@example.com "${key[@]}"
	ask
	is "the emulator's account" false "$(told .account.production_access)"
	is "the emulator's quota" 200/3/1 "$(told '.account |
		"\(.max_24_hours)/\(.sent_24_hours)/\(.max_rate)"')"
	is "what the emulator lacks is no evidence" malformed \
		"$(told '.identities[-1].answer')"
}
answers "$good"
double # makes the certificates
mkdir "$top/tls"
cp "$dir"/*.pem "$dir"/*.key "$top/tls"
server_stop
beside emulator
beside row unreachable '"drip"' # takes longest
beside answered
beside above
beside keys
beside temporary_keys
beside other_keys
beside nobody
for word in expired self-signed wrong-host; do
	beside certificate $word
done
while read -r wanted answer; do
	beside row "$wanted" "$answer"
done <<END
denied [403, "AccessDeniedException", "User: x is not authorized to perform: ses:GetEmailIdentity"]
expired [403, "ExpiredTokenException", "expired"]
unknown-key [403, "UnrecognizedClientException", "no such token"]
bad-signature [403, "InvalidSignatureException", "does not match"]
bad-clock [403, "InvalidSignatureException", "Signature expired: 20150830"]
refused [400, "BadRequestException", "no"]
unreachable [503, "ServiceUnavailable", "later"]
not-found [404, "NotFoundException", "no such identity"]
malformed [404, "a b", "what"]
malformed "html"
malformed "long"
malformed "redirect"
unreachable "cut"
found "throttled"
END
beside_end

test_end test_ses_api
