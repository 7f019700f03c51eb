#!/bin/bash
# The lab by itself: curl sends with the derived password and fetches what
# arrives, in both modes and as root and an ordinary user; what the receiver
# writes is compared for every scenario.
#
# usage: tests/test_lab.sh [BUILD_DIR]
set -u
. tests/test.sh
. tests/lab.sh

matches() { # WHAT PATTERN FOUND
	if [[ $3 =~ $2 ]]; then is "$1" x x; else is "$1" "$2" "$3"; fi
}

inside() {
	lab run -- "$@"
}

# curl as it is on a real network; in loopback mode it has to be led.
reach() { # NAME-OF-ADDRESS PORT CURL-OPTION...
	# shellcheck disable=SC2016
	inside bash -c 'to=$1 port=$2
		shift 2
		[ "$LAB_MODE" = namespace ] || set -- "$@" \
			--connect-to "::${!to}:$((port + LAB_PORT_25 - 25))" \
			--cacert "$LAB_DIR/tls/ca.pem"
		exec curl -sS "$@"' reach "$@"
}

ses=email-smtp.us-east-1.amazonaws.com
key=AKIAIOSFODNN7EXAMPLE:BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9

# A token that no message has yet.
token_new() {
	token=t$RANDOM$RANDOM$RANDOM
}

# Submits FILE for $token@gmail.com; curl's transcript is in $dir/curl.
submit() { # FILE PORT CURL-OPTION...
	local file=$1 port=$2 scheme=smtp
	shift 2
	[ "$port" != 465 ] && [ "$port" != 2465 ] || scheme=smtps
	reach LAB_SES "$port" -v --url "$scheme://$ses:$port" --ssl-reqd \
		--mail-from hello@example.com --mail-rcpt "$token@gmail.com" \
		-T "$file" "$@" >"$dir/curl" 2>&1
}

message() { # FROM FIELD...
	local from=$1
	shift
	printf '%s\r\n' "From: Example <$from>" "To: $token@gmail.com" \
		"Subject: Re: the  lab [$token]" "Message-ID: <old@example.com>" \
		'Date: Thu, 1 Jan 1970 00:00:00 +0000' "X-Token: $token" "$@" \
		'' 'Trailing blanks,  ' '.a dot' '' '' >"$dir/message"
}

# Waits for the message of $token: sets found (the folder) and headers, a
# field a line; found is empty when $1 tenths of a second did not suffice.
fetch() {
	local tries folder

	found='' headers=''
	for ((tries = 0; tries < $1; tries++)); do
		for folder in INBOX Spam; do
			imap_get "$token" $folder || continue
			found=$folder
			return
		done
		sleep 0.1
	done
}

imap_get() { # USER FOLDER
	reach LAB_IMAP 993 --user "$1@gmail.com:abcdefghijklmnop" \
		"imaps://imap.gmail.com/$2;MAILINDEX=1" \
		>"$dir/got" 2>/dev/null || return
	headers=$(tr -d '\r' <"$dir/got" | sed '/^$/q' |
		sed -e ':a' -e 'N' -e '$!ba' -e 's/\n[ \t]\+/ /g')
}

field() { # NAME
	sed -n "s/^$1: //p" <<<"$headers"
}

# What the receiver says, its names shortened to what matters.
results() {
	field Authentication-Results | sed -E -e 's/ \([^)]*\)//g' \
		-e 's/ header\.s=[^ ;]*//g' -e 's/ header\.b=[^ ;]{8}//g' \
		-e 's/mailfrom=[0-9a-f-]+@/mailfrom=ID@/'
}

scenario_is() { # NAME FROM FOLDER RESULTS
	label="$LAB_MODE $1"
	lab scenario "$1"
	is 'switching' 0 $?
	token_new
	message "$2"
	submit "$dir/message" 587 --user $key
	is 'curl sends' 0 $?
	fetch 50
	is 'folder' "$3" "$found"
	is 'token' "$token" "$(field X-Token)"
	is 'results' "mx.google.com; $4" "$(results)"
}

scenarios() {
	local own='dkim=pass header.i=@example.com;'
	local theirs='dkim=pass header.i=@amazonses.com;'
	local spf='spf=pass smtp.mailfrom=ID@bounce.example.com;'

	scenario_is healthy hello@example.com INBOX \
		"$own $theirs $spf dmarc=pass header.from=example.com"
	scenario_is dkim-revoked hello@example.com INBOX \
		"${own/pass/neutral} $theirs $spf dmarc=pass header.from=example.com"
	scenario_is spf-missing hello@example.com INBOX \
		"$own $theirs ${spf/pass/none} dmarc=pass header.from=example.com"
	scenario_is mail-from-default hello@example.com INBOX \
		"$own $theirs ${spf/bounce.example/amazonses} dmarc=pass header.from=example.com"
	scenario_is strict-subdomain hello@news.example.com Spam \
		"$own $theirs $spf dmarc=fail header.from=news.example.com"
	scenario_is dmarc-missing hello@example.com INBOX \
		"$own $theirs $spf dmarc=none header.from=example.com"
	scenario_is unaligned hello@example.com Spam \
		"$theirs ${spf/bounce.example/amazonses} dmarc=fail header.from=example.com"
	scenario_is junk hello@example.com Spam \
		"$own $theirs $spf dmarc=pass header.from=example.com"
}

# What mailplumb is to see through: the receiver says little of it.
quiet_scenarios() {
	local own='dkim=pass header.i=@example.com;'
	local theirs='dkim=pass header.i=@amazonses.com;'
	local spf='spf=pass smtp.mailfrom=ID@bounce.example.com;'
	local all="$own $theirs $spf dmarc=pass header.from=example.com"
	local scenario

	for scenario in one-token rua-unauthorized dmarc-strict; do
		scenario_is $scenario hello@example.com INBOX "$all"
	done
	for scenario in zone-doubled cname-dangling; do
		scenario_is $scenario hello@example.com INBOX \
			"${all/dkim=pass/dkim=neutral}"
	done
	scenario_is revoked-masked hello@example.com Spam \
		"${own/pass/neutral} $theirs ${spf/bounce.example/amazonses} dmarc=fail header.from=example.com"
	scenario_is dmarc-two hello@example.com INBOX \
		"${all/dmarc=pass/dmarc=none}"
	scenario_is include-typo hello@example.com INBOX \
		"${all/spf=pass/spf=permerror}"
	# Its SPF library counts otherwise than RFC 7208.
	scenario_is eleven-lookups hello@example.com INBOX "$all"
	scenario_is mx-region hello@example.com INBOX \
		"${all/bounce.example/amazonses}"
	scenario_is footer hello@example.com INBOX \
		"${own/pass/fail} ${theirs/pass/fail} $spf dmarc=pass header.from=example.com"
	matches 'the footer' 'scanned by the gateway of example.net' \
		"$(cat "$dir/got")"
}

scenario_sandbox() {
	label="$LAB_MODE sandbox"
	lab scenario sandbox
	token_new
	message hello@example.com
	submit "$dir/message" 587 --user $key
	matches 'refused after DATA' \
		'554 identities failed the check in region US-EAST-1: t[0-9]+@gmail' \
		"$(cat "$dir/curl")"
}

# One message of $token, as curl sends it in a scenario.
sent_in() { # NAME
	label="$LAB_MODE $1"
	lab scenario "$1"
	token_new
	message hello@example.com
	submit "$dir/message" 587 --user $key
	is 'curl sends' 0 $?
}

scenario_lost() {
	sent_in lost
	fetch 5
	is 'folder' '' "$found"
}

scenario_bounce() {
	local tries

	sent_in bounce
	for ((tries = 0; tries < 50; tries++)); do
		! imap_get probe INBOX || break
		sleep 0.1
	done
	matches 'a report' 'report-type=delivery-status' \
		"$(field Content-Type)"
	is 'its sender' '<>' "$(field Return-Path)"
	matches 'quotes the message' "X-Token: $token" "$(cat "$dir/got")"
	fetch 1
	is 'the message itself' '' "$found"
}

scenario_delayed() {
	sent_in delayed=2
	fetch 1
	is 'not yet' '' "$found"
	fetch 100
	is 'later' INBOX "$found"
}

habits() {
	label="$LAB_MODE SES's habits"
	lab scenario healthy
	for port in 25 587 2587 465 2465; do
		token_new
		message hello@example.com \
			'X-SES-CONFIGURATION-SET: deliverability' \
			'X-SES-MESSAGE-TAGS: a=b'
		submit "$dir/message" $port --user $key
		is "port $port" 0 $?
	done
	fetch 50
	local id
	id=$(sed -n 's/^< 250 Ok \(.*-000000\)\r*$/\1/p' "$dir/curl")
	matches 'the identifier' '^0100[0-9a-f]{12}(-[0-9a-f]+)+-000000$' "$id"
	is 'Message-ID' "<$id@email.amazonses.com>" "$(field Message-ID)"
	is 'Return-Path' "<$id@bounce.example.com>" "$(field Return-Path)"
	matches 'Date' "$(date -u '+%Y')" "$(field Date)"
	is 'Subject' "Re: the  lab [$token]" "$(field Subject)"
	matches 'Feedback-ID' '^::1\.us-east-1\..*:AmazonSES$' \
		"$(field Feedback-ID)"
	matches 'X-SES-Outgoing' '^20[0-9]{2}\.[01][0-9]\.[0-3][0-9]-[0-9.]+$' \
		"$(field X-SES-Outgoing)"
	is 'X-SES-CONFIGURATION-SET' '' "$(field X-SES-CONFIGURATION-SET)"
	is 'X-SES-MESSAGE-TAGS' '' "$(field X-SES-MESSAGE-TAGS)"
	is 'signatures' 2 "$(field DKIM-Signature |
		grep -c 'c=relaxed/simple;.* t=[0-9]')"
	is 'hops' 2 "$(field Received | wc -l)"
	matches 'the border' '^from a8-156\.smtp-out\.amazonses\.com \(.*\[[0-9.]+\]\) by mx\.google\.com with ESMTPS .*version=TLS1_3' \
		"$(field Received | tail -n 1)"
	reach LAB_IMAP 143 --ssl-reqd --user probe@gmail.com:abcdefghijklmnop \
		imap://imap.gmail.com/ -X 'LIST (SPECIAL-USE) "" "*"' \
		>"$dir/got" 2>&1
	matches 'IMAP with STARTTLS' '\\Junk\) "/" Spam' "$(cat "$dir/got")"
	is 'offered' 'SIZE 8BITMIME AUTH HELP' "$(tr -d '\r' <"$dir/curl" |
		sed -n -e '/^> EHLO/,/^> AUTH/s/^< 250[- ]\([A-Z0-9]*\).*/\1/p' |
		sed 1d | xargs)"
}

refusals() {
	label="$LAB_MODE SES's refusals"
	token_new
	message hello@elsewhere.test
	submit "$dir/message" 587 --user $key
	matches 'identity' '< 554.Message rejected: Email address is not verified' \
		"$(cat "$dir/curl")"
	message hello@example.com 'X-SES-CONFIGURATION-SET: other'
	submit "$dir/message" 587 --user $key
	matches 'configuration set' '< 554 Configuration set does not exist' \
		"$(cat "$dir/curl")"
	message hello@example.com
	submit "$dir/message" 587 --user \
		'AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
	matches 'the raw secret' '< 535 ' "$(cat "$dir/curl")"
	submit "$dir/message" 587
	matches 'no password' '< 530 Authentication required' \
		"$(cat "$dir/curl")"
	reach LAB_SES 587 -v --url "smtp://$ses:587" --user $key \
		--mail-from hello@example.com --mail-rcpt "$token@gmail.com" \
		-T "$dir/message" >"$dir/curl" 2>&1
	matches 'no TLS' '< 530 Must issue a STARTTLS command first' \
		"$(cat "$dir/curl")"
	is 'AUTH before TLS' '' "$(grep '< 250.AUTH' "$dir/curl")"
}

# The real names, by the system's own resolver.
names() {
	label="$LAB_MODE names"
	is 'SES' 198.51.100.25 "$(inside getent ahostsv4 $ses |
		sed -n '1s/ .*//p')"
	is 'back' 'a8-156.smtp-out.amazonses.com' \
		"$(inside getent hosts 203.0.113.156 | sed 's/.* //')"
	inside getent hosts www.example.org
	is 'a name that does not exist' 2 $?
	is 'the world outside' 1 "$(inside ip -o link | wc -l)"
}

# Processes that know the folder, by their arguments or environment.
left_over() {
	local process

	for process in /proc/[0-9]*; do
		[ "$process" != "/proc/$$" ] || continue
		! grep -q '^State:.Z' "$process/status" 2>/dev/null || continue
		{ tr '\0' '\n' <"$process/cmdline"; } 2>/dev/null |
			grep -qF "$LAB_DIR" && echo "${process#/proc/}"
	done
}

life() {
	local tries

	label="$LAB_MODE start and stop"
	lab stop
	is 'nothing is left' '' "$(left_over)"
	lab status >/dev/null
	is 'status, stopped' 3 $?
	lab scenario healthy 2>/dev/null
	is 'scenario, stopped' 1 $?
	is 'run alone, where we are' "$PWD" "$(inside pwd)"
	inside bash -c 'exit 42'
	is 'exit code' 42 $?
	is 'nothing is left' '' "$(left_over)"
	lab run -s unaligned -- grep -q unaligned "$LAB_DIR/scenario"
	is 'run -s' 0 $?
	lab start >/dev/null
	rm -rf "$LAB_DIR" 2>/dev/null # what runs there still writes
	for ((tries = 0; tries < 100; tries++)); do
		[ -n "$(left_over)" ] || break
		sleep 0.1
	done
	is 'goes with its folder' '' "$(left_over)"
}

# One mode, as whoever we are now.
mode_is() { # MODE [WHICH]
	LAB_MODE=$1
	LAB_DIR=$dir/$1-${#be[@]}${2:-}
	label="$1 start"
	lab_folder
	lab start >/dev/null
	is 'starts' 0 $?
	lab status >/dev/null
	is 'status' 0 $?
}

bad_input() {
	label='bad input'
	LAB_MODE=loopback LAB_DIR=$dir/bad
	lab run 2>/dev/null
	is 'no command' 2 $?
	lab start nonsense 2>/dev/null
	is 'no such scenario' 2 $?
	lab start delayed=soon 2>/dev/null
	is 'no such number' 2 $?
	LAB_MODE=nonsense lab start 2>/dev/null
	is 'no such mode' 2 $?
	lab nonsense 2>/dev/null
	is 'no such command' 2 $?
	matches 'a blank in the folder' 'letters, digits' \
		"$(LAB_DIR="$dir/a b" lab start 2>&1)"
	matches 'a long name' 'too long' \
		"$(LAB_DIR=$dir/$(printf '%090d' 0) lab start 2>&1)"
	is 'the list' 26 "$(lab scenario | wc -l)"
}

# In a lab of its own, since LAB_DIR goes by $dir.
part() { # MODE FUNCTION...
	at_end 'lab stop'
	mode_is "$1"
	shift
	for what; do
		"$what"
	done
}

two_labs() { # MODE
	at_end 'lab stop; LAB_DIR=${LAB_DIR%-beside} lab stop'
	mode_is "$1"
	mode_is "$1" -beside
	scenario_is healthy hello@example.com INBOX \
		'dkim=pass header.i=@example.com; dkim=pass header.i=@amazonses.com; spf=pass smtp.mailfrom=ID@bounce.example.com; dmarc=pass header.from=example.com'
	life
}

lab_modes
for mode in "${modes[@]}"; do
	[ "$mode" = loopback ] || beside part "$mode" names
	[ "$mode" != "${modes[0]}" ] ||
		beside part "$mode" quiet_scenarios scenario_sandbox
	beside part "$mode" scenarios
	beside part "$mode" scenario_lost scenario_bounce scenario_delayed \
		habits refusals life
done
beside bad_input

# Root also tries it as nobody, in two labs side by side.
if [ "$(id -u)" = 0 ]; then
	as_nobody
	if "${be[@]}" test -r fixtures/lab/lab; then
		lab_modes
		for mode in "${modes[@]}"; do
			beside two_labs "$mode"
		done
	else
		skip 'as nobody' 'nobody cannot read this folder'
	fi
fi
beside_end
test_end test_lab
