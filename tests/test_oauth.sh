#!/bin/bash
# Logging in with OAuth, end to end: an authorisation server of our own
# (tests/oauth_server.py), dovecot's oauth2 driver, curl as the browser.
#
# usage: tests/test_oauth.sh BUILD_DIR
set -u
. tests/test.sh
. tests/dovecot.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
unset MAILPLUMB_CONFIG
export HOME=$dir XDG_CONFIG_HOME=$dir/none NO_COLOR=1 XDG_RUNTIME_DIR=$dir
test_shows="$dir/out $dir/err $dir/log"

if ! command -v dovecot >/dev/null; then
	skip all 'dovecot is not installed'
	test_end test_oauth
	exit
fi

# ---- a world

at_end dovecot_stop
mkdir "$dir/dovecot"
authority "$dir/dovecot"
certificate "$dir/dovecot" login DNS:login.example.com
server_start python3 tests/oauth_server.py "$dir" "$dir/dovecot/login.pem" \
	"$dir/dovecot/login.key"
# shellcheck disable=SC2154
read -r https http <<<"$said"
cat >"$dir/dovecot/oauth2" <<X
introspection_url = http://127.0.0.1:$http/introspect
introspection_mode = post
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
X
# shellcheck disable=SC2034
dovecot_mechanisms='plain login oauthbearer xoauth2'
# shellcheck disable=SC2034
dovecot_passdb="passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = $dir/dovecot/oauth2
}"
dovecot_start "$dir/dovecot" || exit 1

mailbox() { # NAME [LINE OF OAUTH...]
	printf '  %s:\n    address: probe@example.org\n    user: probe\n' "$1"
	printf '    imap: imaps://imap.example.com\n'
	printf '    ca_file: dovecot/ca.pem\n    authserv_ids: mx.example.org\n'
	# shellcheck disable=SC2154
	printf '    connect_to: 127.0.0.1:%s\n    oauth:\n' "$imaps_port"
	printf '      client_id: client\n      ca_file: dovecot/ca.pem\n'
	printf '      connect_to: 127.0.0.1:%s\n' "$https"
	shift
	printf '      %s\n' "$@"
}
login=https://login.example.com
urls=("provider: other" "scope: mail offline_access"
	"auth_url: $login/authorize" "token_url: $login/token"
	"device_url: $login/device")
{
	echo mailboxes:
	mailbox box "${urls[@]}" "token_file: box.token"
	mailbox device "${urls[@]}" "token_file: device.token" "flow: device"
	mailbox secret "${urls[@]}" "token_file: secret.token" \
		"flow: device" "client_secret_env: CLIENT_SECRET"
	mailbox microsoft "provider: microsoft" "token_url: $login/token" \
		"device_url: $login/device" "token_file: microsoft.token" \
		"client_secret_env: CLIENT_SECRET"
	mailbox command "${urls[@]}" "token_command: cat kept" \
		"store_command: cat >kept.new && mv kept.new kept"
	mailbox nowhere "${urls[@]}" "token_file: none/box.token"
	printf '  password:\n    address: probe@example.org\n'
	printf '    imap: imaps://imap.example.com\n    password_env: X\n'
} >"$dir/mailplumb.yaml"
chmod 600 "$dir/mailplumb.yaml"
export CLIENT_SECRET=hunter2

control() { # JSON: what the server does from now on
	printf '%s' "$1" >"$dir/control.new"
	mv "$dir/control.new" "$dir/control"
	: >"$dir/log"
}
ran() { # COMMAND...: its exit status in $status
	status=0
	(cd "$dir" && timeout 60 "$@") >"$dir/out" 2>"$dir/err" </dev/null ||
		status=$?
}
inspect() { ran "$mailplumb" inspect --no-dns --json "$@"; }
exits() { [ "$status" = "$1" ]; }
says() { grep -qF -- "$1" "$dir/err"; }
prints() { grep -qF -- "$1" "$dir/out"; }
logged() { [ "$(grep -cx "$1" "$dir/log")" = "${2:-1}" ]; }
kept() { jq -r ".$2" "$dir/$1"; }
# Nothing of a token in what anybody sees.
discreet() {
	! grep -qF -e "$(kept "$1" refresh_token)" \
		-e "$(kept "$1" access_token)" "$dir/out" "$dir/err"
}

# login NAME BROWSER [ARGUMENT...]: BROWSER is given the address that is shown
# and does what a user does.
login() {
	login_of=$1 browser=$2
	shift 2
	(cd "$dir" && exec timeout 60 "$mailplumb" login "$@" "$login_of") \
		>"$dir/out" 2>"$dir/err" </dev/null &
	login_pid=$!
	for _ in $(seq 300); do
		grep -q '^  http' "$dir/out" && break
		kill -0 $login_pid 2>/dev/null || break
		sleep 0.02
	done
	$browser "$(sed -n 's/^  \(http.*\)/\1/p' "$dir/out")" \
		>"$dir/browser" 2>&1
	status=0
	wait $login_pid || status=$?
}
web() {
	curl -s --cacert "$dir/dovecot/ca.pem" \
		--connect-to "login.example.com:443:127.0.0.1:$https" "$@"
}
consents() { web -L "$1"; }
nobody() { :; }

{
	printf 'From: a@example.com\nSubject: hello\n\nhello\n'
} >"$dir/message"
deliver probe "$dir/message"

# ---- before any consent

inspect box
holds 'no consent yet: exit 2' exits 2
holds 'no consent yet: what to do' says 'box.token: mailplumb login box'
ran "$mailplumb" login password
holds 'a mailbox with a password: exit 2' exits 2
holds 'a mailbox with a password: where' says 'mailplumb.yaml:'
ran "$mailplumb" login nowhere
holds 'tokens cannot be kept: before anybody consents' exits 2
holds 'tokens cannot be kept: where' says 'none/box.token'
ran "$mailplumb" login
holds 'no mailbox named' exits 2
ran "$mailplumb" login bx
holds 'a mailbox misspelt' says 'did you mean "box"?'

# ---- the loopback redirect

control '{}'
login box consents
holds 'loopback: exit 0' exits 0
holds 'loopback: the mailbox opens' prints 'The mailbox box opens.'
holds 'loopback: the browser is told' grep -q 'Consent given' "$dir/browser"
holds 'loopback: PKCE was right' logged 'authorization_code granted'
is 'loopback: nobody else may read it' 600 "$(stat -c %a "$dir/box.token")"
is 'loopback: what is kept' 'mailplumb.token/1 other client probe' \
	"$(jq -r '"\(.schema) \(.provider) \(.client) \(.user)"' \
		"$dir/box.token")"
holds 'loopback: no token shown' discreet box.token
holds 'loopback: nothing left beside' [ ! -e "$dir/box.token.new" ]

inspect -v box
holds 'inspect with the token: a report' prints '"kind": "imap"'
holds 'inspect with the token: no refresh' logged refresh_token.* 0
holds 'inspect with the token: by the standard' \
	says 'AUTHENTICATE OAUTHBEARER ***'
holds 'inspect with the token: none shown' discreet box.token

inspect 'box/INBOX;UID=1:*'
holds 'several messages with the token: a report' prints '"kind": "imap"'

# Strangers at the port, before the browser comes.
strangers() {
	url=$1
	back=$(python3 -c 'import sys, urllib.parse as u
print(u.parse_qs(u.urlsplit(sys.argv[1]).query)["redirect_uri"][0])' "$url")
	# Two that say nothing, as browsers open them.
	port=${back##*:} port=${port%/}
	exec 5<>"/dev/tcp/127.0.0.1/$port" 6<>"/dev/tcp/127.0.0.1/$port"
	curl -s -o /dev/null -w '%{http_code}\n' "${back}favicon.ico"
	curl -s -o /dev/null -w '%{http_code}\n' "$back?code=x&state=guessed"
	curl -s -o /dev/null -w '%{http_code}\n' "$back?code=x"
	curl -s -o /dev/null -w '%{http_code}\n' -X POST "$back"
	state=${url##*[?&]state=} state=${state%%&*}
	curl -s -o /dev/null -w '%{http_code}\n' -H 'Host: evil.example' \
		"$back?code=x&state=$state"
	curl -s -o /dev/null -w '%{http_code}\n' \
		"$back?code=x&code=y&state=$state"
	head -c 20000 /dev/zero | tr '\0' a | curl -s -o /dev/null \
		-w '%{http_code}\n' "$back$(head -c 17000 /dev/zero | tr '\0' a)"
	consents "$url"
}
login box strangers
holds 'strangers: exit 0 all the same' exits 0
is 'strangers: each is sent away' '404 400 400 404 400 400 400' \
	"$(head -n 7 "$dir/browser" | paste -sd' ')"

control '{"denied": true}'
login box consents
holds 'denied: exit 7' exits 7
holds 'denied: said' says 'access_denied: Consent was denied'
holds 'denied: what was kept stays' test -s "$dir/box.token"
login box nobody --timeout 1s
holds 'nobody comes: exit 7' exits 7
holds 'nobody comes: said' says 'no browser came back in time'

# ---- the device code

control '{"pending": 1}'
login device nobody
holds 'device: exit 0' exits 0
holds 'device: the code' prints ABCD-EFGH
holds 'device: asked until the user decides' \
	logged "urn.* authorization_pending"
holds 'device: the mailbox opens' prints 'The mailbox device opens.'
control '{"denied": true}'
login device nobody
holds 'device, denied: exit 7' exits 7
control '{"code_expires_in": 2, "pending": 9}'
login device nobody
holds 'device, too late: exit 7' exits 7
holds 'device, too late: said' says 'the code was not entered in time'
control '{"secret": "hunter2"}'
login secret nobody
holds 'a client secret: exit 0' exits 0
control '{"secret": "another"}'
login microsoft nobody
holds 'a wrong client secret: exit 7' exits 7
holds 'a wrong client secret: what to do' \
	says 'client_secret is its Value, not its Secret ID'
holds 'a wrong client secret: it is not shown' \
	sh -c '! grep -q hunter2 "$1" "$2"' sh "$dir/out" "$dir/err"

# ---- commands in place of a file

control '{}'
login command consents
holds 'commands: exit 0' exits 0
is 'commands: what they keep' mailplumb.token/1 "$(kept kept schema)"
control '{"expires_in": 1}'
login command consents
control "{\"store\": \"$dir/kept\"}"
inspect command
holds 'commands: a refresh' logged 'refresh_token granted'
holds 'commands: kept before it is used' logged 'used, kept'

# ---- expiry and rotation

control '{"expires_in": 30}'
login box consents
old=$(kept box.token refresh_token)
control "{\"store\": \"$dir/box.token\"}"
inspect box
holds 'about to expire: a refresh' logged 'refresh_token granted'
holds 'about to expire: kept before it is used' logged 'used, kept'
holds 'about to expire: a report' prints '"kind": "imap"'
holds 'rotation: another refresh token' \
	[ "$old" != "$(kept box.token refresh_token)" ]
inspect box
holds 'then none is needed' logged 'refresh_token granted'

# The server's clock is the one that counts.
control '{"inactive": true}'
inspect box
holds 'a token that is refused: got anew once' logged 'refresh_token granted'
holds 'a token that is refused twice: exit 7' exits 7
holds 'a token that is refused twice: what the server says' \
	says 'status invalid_token)'
holds 'a token that is refused twice: what to do' says 'consent again'
control '{}'
inspect box
holds 'and a good one opens' prints '"kind": "imap"'

control '{"keep": true, "expires_in": 1}'
old=$(kept box.token refresh_token)
jq -c '.expires = "2020-01-01T00:00:00.000Z"' "$dir/box.token" >"$dir/x"
cat "$dir/x" >"$dir/box.token"
inspect box
holds 'no rotation: a report' prints '"kind": "imap"'
is 'no rotation: the same refresh token' "$old" \
	"$(kept box.token refresh_token)"

# ---- a long token
control '{"length": 4500, "expires_in": 1}'
login box consents
holds 'a token of 6,000 octets' exits 0

# ---- many at once: each refresh token is used once

control '{"delay": 0.1, "expires_in": 1}'
login box consents
control '{"delay": 0.1, "expires_in": 61}'
many=()
for n in 1 2 3 4; do
	(cd "$dir" && timeout 60 "$mailplumb" inspect --no-dns --json box \
		>"$dir/many.$n" 2>&1) &
	many+=($!)
done
wait "${many[@]}"
is 'four at once: all of them read it' 4 \
	"$(grep -lF '"kind": "imap"' "$dir"/many.? | wc -l)"
holds 'four at once: no token is used twice' logged stolen 0

# ---- killed at any point: what is kept is whole, and good

# "grace": the provider forgives that its answer was lost.
control '{"grace": true, "expires_in": 1}'
login box consents
whole=0
for n in $(seq 10); do
	(cd "$dir" && exec "$mailplumb" inspect --no-dns --json box \
		>/dev/null 2>&1) &
	one=$!
	sleep "0.$(printf '%03d' $((n * 25)))"
	kill -9 $one 2>/dev/null
	wait $one 2>/dev/null
	jq -e '.refresh_token' "$dir/box.token" >/dev/null && whole=$((whole + 1))
done 2>/dev/null
is 'killed: what is kept is whole' 10 $whole
inspect box
holds 'killed: the next run reads the mailbox' prints '"kind": "imap"'

# ---- a check: sent, delivered, found

# Takes what is sent; we deliver it with a receiver's results.
mkdir "$dir/ses"
fixtures/lab/double --dir "$dir/ses" --tls none >"$dir/ses.address" &
ses_pid=$!
at_end "kill $ses_pid"
for _ in $(seq 200); do
	[ -s "$dir/ses.address" ] && break
	sleep 0.05
done
cat >"$dir/found.yaml" <<X
senders:
  prod:
    from: hello@example.com
    smtp: {url: "smtp://$(cat "$dir/ses.address")", tls: none}
checks:
  box: {sender: prod, mailbox: box, deadline: 20s, keep: false}
$(cat "$dir/mailplumb.yaml")
X
chmod 600 "$dir/found.yaml"
results='Authentication-Results: mx.example.org;
 dkim=pass header.d=example.com; spf=pass smtp.mailfrom=example.com;
 dmarc=pass header.from=example.com
Received: from a.smtp-out.amazonses.com
 (a.smtp-out.amazonses.com [192.0.2.1])
 by mx.example.org with ESMTPS id 1; Mon, 23 Nov 2026 12:00:00 +0000
DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AA==; b=AA=='
deliver_sent() {
	for _ in $(seq 400); do
		[ -n "$(find "$dir/ses" -name '*.eml')" ] && break
		sleep 0.05
	done
	[ -n "$(find "$dir/ses" -name '*.eml')" ] || return
	{
		printf '%s\n' "$results"
		tr -d '\r' <"$(find "$dir/ses" -name '*.eml')"
	} >"$dir/delivery"
	deliver probe "$dir/delivery"
}
check_finds() { # OPTION...
	rm -f "$dir"/ses/*.eml
	deliver_sent &
	ran "$mailplumb" check --no-dns -c found.yaml "$@" box
	wait $!
}
control "{\"store\": \"$dir/box.token\"}"
login box consents
jq -c '.expires = "2020-01-01T00:00:00.000Z"' "$dir/box.token" >"$dir/x"
cat "$dir/x" >"$dir/box.token"
check_finds --json -v
holds 'a check: it is found, and passes' exits 0
holds 'a check: where' prints '"placement": "inbox"'
holds 'a check: a token that was over is got anew' \
	logged 'refresh_token granted'
holds 'a check: kept before it is used' logged 'USED.*' 0
holds 'a check: no token is shown' discreet box.token
check_finds --format nagios --bulk
holds 'a check for Nagios: OK' prints 'MAILPLUMB OK: box: prod -> box'

# ---- over

cat >"$dir/check.yaml" <<X
senders:
  prod:
    from: hello@example.com
    smtp: {url: "smtp://127.0.0.1:1", tls: none}
checks:
  box: {sender: prod, mailbox: box, deadline: 5s}
$(cat "$dir/mailplumb.yaml")
X
chmod 600 "$dir/check.yaml"
check() {
	ran "$mailplumb" check --no-dns --json --timeout 9s -c check.yaml box
}
finding() { # JQ-EXPRESSION
	jq -e "$1" "$dir/out" >/dev/null
}
control '{"expires_in": 1}'
login box consents
control '{"revoked": true}'
check
holds 'revoked: exit 7' exits 7
holds 'revoked: the finding' \
	finding '[.findings[].id] == ["mailbox-oauth-expired"]'
holds 'revoked: the command' finding \
	'.findings[0].fix.commands == ["mailplumb login box"]'
holds 'revoked: what the provider says' prints 'expired or revoked'
holds 'revoked: the form of the report' \
	sh -c 'python3 tests/report_schema.py <"$1"' sh "$dir/out"
inspect box
holds 'revoked: inspect exits 7' exits 7
holds 'revoked: inspect says what to do' says 'Consent anew'
inspect 'box/INBOX;UID=1:*'
holds 'revoked: of several messages, too' says 'Consent anew'

control '{"status": 503}'
check
holds 'the endpoint is down: exit 7' exits 7
holds 'the endpoint is down: not expired' \
	finding '[.findings[].id] == ["mailbox-unreachable"]'
control '{"status": 500, "body": "{\"error\": \"invalid_grant\"}"}'
check
holds 'the endpoint is broken, whatever it says: not expired' \
	finding '[.findings[].id] == ["mailbox-unreachable"]'
control '{"status": 200, "body": "{}"}'
check
holds 'no token in the answer: not expired' \
	finding '[.findings[].id] == ["mailbox-unreachable"]'
control '{"status": 302}'
inspect box
holds 'a redirection is not followed' says 'HTTP status 302'
control "{\"status\": 200, \"body\": \"$(head -c 70000 /dev/zero |
	tr '\0' x)\"}"
inspect box
holds 'an answer of 70 KB' says 'the answer is longer than 64 KB'
holds 'an answer of 70 KB: exit 7' exits 7
control '{"status": 400, "body": "{\"error\": \"unauthorized_client\"}"}'
check
holds 'the client may not: rejected' \
	finding '[.findings[].id] == ["mailbox-login-rejected"]'
control '{"username": "somebody", "expires_in": 1}'
check
holds 'the token of another user: rejected' \
	finding '[.findings[].id] == ["mailbox-login-rejected"]'
holds 'the token of another user: what to do' \
	finding '.findings[0].fix.text | test("another account")'

# ---- a file that others may read, or that is another's

chmod 640 "$dir/box.token"
inspect box
holds 'others may read it: exit 2' exits 2
holds 'others may read it: said' says 'others may read it (mode 0640)'
chmod 600 "$dir/box.token"
jq -c '.client = "x"' "$dir/box.token" >"$dir/x"
cat "$dir/x" >"$dir/box.token"
inspect box
holds 'of another client: exit 2' exits 2
echo '{' >"$dir/box.token"
inspect box
holds 'not JSON: exit 2' exits 2
holds 'not JSON: what to do' says 'mailplumb login box'

test_end test_oauth
