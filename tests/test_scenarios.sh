#!/bin/bash
# `mailplumb check` in the lab: exit code and report of every scenario, as what
# the receiver wrote and the lab's DNS imply.  `mailplumb inspect` says the same
# of what was delivered and the scenario's zone files, outside the lab.
#
# usage: tests/test_scenarios.sh BUILD_DIR
set -u
. tests/test.sh
. tests/lab.sh
export MAILPLUMB_BUILD=$1
export LAB_DEADLINE=20s # for what must arrive; nothing waits that long

fails() { # TEXT
	fail "$1" "$dir/report" "$dir/errors"
}

start() { # MODE
	lab stop
	LAB_MODE=$1 LAB_DIR=$dir/$1-${#be[@]}
	lab_folder
	lab start >/dev/null
}

check() { # EXIT-CODE EXPRESSION...
	local wanted=$1 status=0 mistakes
	shift
	# shellcheck disable=SC2086
	lab run -- mailplumb check --json ${options-} >"$dir/report" \
		2>"$dir/errors" || status=$?
	if [ $status != "$wanted" ]; then
		fails "exit code $status, not $wanted"
	elif ! mistakes=$(tests/report_schema.py <"$dir/report" 2>&1); then
		fails "$mistakes"
	elif ! mistakes=$(tests/report_says.py "$@" <"$dir/report" 2>&1); then
		fails "$mistakes"
	else
		pass
	fi
}

scenario() { # NAME EXIT-CODE EXPRESSION...
	label="$LAB_MODE $1"
	lab scenario "$1"
	shift
	check "$@"
}

# The message that the last report is about, as it lies in the mailbox.
delivered() {
	local token

	token=$(python3 -c 'import json, sys
print(json.loads(sys.stdin.read().splitlines()[-1])["message"]["token"])' \
		<"$dir/report")
	grep -rlF --exclude='dovecot*' "X-Mailplumb-Token: $token" \
		"$LAB_DIR/mail/probe/Maildir"
}

# The same questions and answers; but whom SES tells where the keys of Easy
# DKIM are need not look for them.
same_answers="(lambda mine, theirs: mine == theirs or
	findings[0]['id'].startswith('dkim-key-') and
	[q for q in mine if 'dkim' not in q[0]] ==
	[q for q in theirs if 'dkim' not in q[0]] and
	all(q in mine for q in theirs if q[:2] in [m[:2] for m in mine]))(
	*[[(d['name'], d['type'], d['status'], sorted(map(str, d['data'])))
	for d in each] for each in (dns, first['dns'])])"

# What the last check found is what the zone files say; it also looked at the
# records that no message shows, and asked SES.
outside() { # EXIT-CODE
	local status=0 mistakes zone zones=()

	label="$label, from zone files"
	for zone in "$LAB_DIR"/zones/*.zone; do
		zones+=(--zone "$zone")
	done
	"$MAILPLUMB_BUILD/mailplumb" inspect --json --receiver gmail \
		--config "$LAB_DIR/mailplumb.yaml" --sender prod \
		"${zones[@]}" "$(delivered)" >>"$dir/report" \
		2>"$dir/errors" || status=$?
	if [ $status != "$1" ]; then
		fails "exit code $status, not $1"
	elif ! mistakes=$(tests/report_says.py "verdict == first['verdict']" \
		"dkim == first['dkim'] and spf == first['spf']" \
		"dmarc == first['dmarc'] and arc == first['arc']" \
		"$same_answers" \
		"{f['id'] for f in findings} <= {f['id'] for f in first['findings']}" \
		<"$dir/report" 2>&1); then
		fails "$mistakes"
	else
		pass
	fi
}

# A scenario whose message arrives.
arrives() { # NAME EXIT-CODE EXPRESSION...
	scenario "$@" "${found[@]}"
	outside "$2"
}

verdict() { # WORD PLACEMENT: sets what every found message's report says
	found=("verdict == '$1'" "exit_code == (0 if '$1' == 'pass' else 1)"
		"message['source']['placement'] == '$2'"
		"message['token'] in message['subject']"
		"message['ses']['region'] == 'us-east-1'"
		"len(dkim['signatures']) == sum(r['method'] == 'dkim' for c in claims if c['trusted'] for r in c['results'])"
		"dkim['signatures'][-1]['domain'] == 'amazonses.com' and dkim['signatures'][-1]['verified'] == 'pass'"
		"spf['client_ip'] == message['client_ip']"
		"all(d['status'] in ('found', 'no-data', 'no-name') for d in dns)"
		"len(dns) > 3 and not [f for f in findings if f['id'].startswith('claim-disagrees')]"
		"any(c['trusted'] and c['authserv_id'] == 'mx.google.com' for c in claims)"
		"message['helo'] == 'a8-156.smtp-out.amazonses.com'"
		"timing['queued'] <= timing['accepted'] <= timing['found']"
		"ses['identity'] == 'example.com'"
		"'ses-unasked' not in [f['id'] for f in findings]")
}

# What both witnesses say.
spf_is() { # RESULT ALIGNED
	found+=("spf['reported'] == spf['verified'] == '$1'"
		"spf['aligned'] is $2")
}

dkim_is() { # REPORTED VERIFIED ALIGNED
	found+=("dkim['reported'] == '$1' and dkim['verified'] == '$2'"
		"dkim['aligned'] is $3")
}

dmarc_is() { # RESULT
	found+=("dmarc['reported'] == dmarc['verified'] == '$1'"
		"set(dmarc['result'].values()) == {'$1'}")
}

# What SES says is no second trouble: the records explain it.
ses_follows() { # FINDING CAUSE
	found+=("('$1', '$2') in [(f['id'], f['cause']) for f in findings]")
}

broken() { # FINDING...: these and no other
	found+=("{f['id'] for f in findings if f['severity'] == 'broken'} == set('$*'.split())")
}

healthy() {
	verdict pass inbox
	spf_is pass True
	dkim_is pass pass True
	dmarc_is pass
	broken
	arrives healthy 0 \
		"check == {'name': 'prod-to-gmail', 'sender': 'prod', 'mailbox': 'gmail'}" \
		"message['from_domain'] == 'example.com'" \
		"message['mail_from_domain'] == 'bounce.example.com'" \
		"message['message_id'] == '<%s@email.amazonses.com>' % message['ses']['message_id']" \
		"[s['domain'] for s in dkim['signatures']] == ['example.com', 'amazonses.com']" \
		"[s['aligned'] for s in dkim['signatures']] == [True, False]" \
		"spf['matched'] == 'include:amazonses.com'" \
		"all(f['severity'] == 'note' for f in findings)" \
		"ses['account']['production_access'] is True" \
		"ses['identities'][-1]['dkim']['tokens'] == published['expected']['dkim_tokens']" \
		"ses['identities'][-1]['dkim']['status'] == 'SUCCESS'" \
		"ses['identities'][-1]['mail_from']['status'] == 'SUCCESS'"
}

unaligned() {
	verdict fail junk
	spf_is pass False
	dkim_is pass pass False
	dmarc_is fail
	broken dkim-key-missing dkim-only-amazonses spf-mailfrom-mx-missing \
		spf-mailfrom-fallback ses-dkim-failed ses-mailfrom-failed
	ses_follows ses-dkim-failed dkim-key-missing
	arrives unaligned 1 \
		"message['mail_from_domain'] == 'amazonses.com'" \
		"[s['domain'] for s in dkim['signatures']] == ['amazonses.com']"
}

breakages() {
	verdict fail inbox
	spf_is pass True
	dkim_is neutral permerror False
	dmarc_is pass
	broken dkim-key-revoked
	arrives dkim-revoked 1 \
		"dkim['signatures'][0]['reported'] == 'neutral'" \
		"dkim['signatures'][0]['verified'] == 'permerror'" \
		"dkim['signatures'][0]['reason'] == 'the key is revoked'"

	verdict fail inbox
	spf_is none False
	dkim_is pass pass True
	dmarc_is pass
	broken spf-record-missing
	arrives spf-missing 1

	verdict fail inbox
	spf_is pass False
	dkim_is pass pass True
	dmarc_is pass
	broken spf-mailfrom-mx-missing spf-mailfrom-fallback ses-mailfrom-failed
	ses_follows ses-mailfrom-failed spf-mailfrom-mx-missing
	arrives mail-from-default 1 \
		"message['mail_from_domain'] == 'amazonses.com'" \
		"spf['domain'] == 'amazonses.com'"

	verdict fail junk
	spf_is pass False
	dkim_is pass pass False
	dmarc_is fail
	broken dmarc-strict-misaligned
	arrives strict-subdomain 1 \
		"message['from_domain'] == 'news.example.com'"

	verdict fail inbox
	found+=("spf['reported'] == spf['verified'] == 'pass'")
	dkim_is pass pass True
	dmarc_is none
	broken dmarc-record-missing
	arrives dmarc-missing 1
	unaligned

	verdict fail junk
	spf_is pass True
	dkim_is pass pass True
	dmarc_is pass
	broken msg-in-junk
	scenario junk 1 "${found[@]}"
}

first_is() { # FINDING: the root cause comes first
	found+=("findings[0]['id'] == '$1' and findings[0]['cause'] is None"
		"findings[0]['fix']['text']")
}

# What no receiver explains; each has one root.
causes() {
	verdict warn inbox
	found[1]='exit_code == 0'
	first_is dkim-token-missing
	arrives one-token 0 "dkim['verified'] == 'pass'" \
		"len(findings[0]['fix']['records']) == 2"
	verdict warn inbox
	found[1]='exit_code == 0'
	first_is dmarc-rua-unauthorized
	arrives rua-unauthorized 0

	verdict fail inbox
	first_is dkim-key-name-doubled
	ses_follows ses-dkim-lost dkim-key-name-doubled
	arrives zone-doubled 1 "dkim['verified'] == 'permerror'" \
		"any(r['action'] == 'upsert' and r['type'] == 'CNAME' for r in findings[0]['fix']['records'])"
	verdict fail inbox
	first_is dkim-key-cname-dangling
	arrives cname-dangling 1
	verdict fail junk
	first_is dkim-key-revoked
	arrives revoked-masked 1 "dmarc['verified'] == 'fail'" \
		"any(f['id'] == 'spf-mailfrom-mx-missing' for f in findings)"
	verdict fail inbox
	first_is dmarc-record-several
	arrives dmarc-two 1 "findings[0]['fix']['records'][0]['type'] == 'TXT'"
	verdict fail inbox
	first_is spf-strict-impossible
	arrives dmarc-strict 1 "spf['aligned'] is False" \
		"'aspf=s' not in findings[0]['fix']['records'][0]['data'][0]"
	verdict fail inbox
	first_is spf-include-typo
	arrives include-typo 1 "spf['verified'] == 'permerror'" \
		"'include:amazonses.com' in findings[0]['fix']['records'][0]['data'][0]"
	# The receiver's library counts otherwise than RFC 7208.
	verdict fail inbox
	found[9]="len(dns) > 3"
	first_is spf-too-many-lookups
	arrives eleven-lookups 1 "spf['verified'] == 'permerror'"
	verdict fail inbox
	first_is spf-mailfrom-mx-region
	ses_follows ses-mailfrom-failed spf-mailfrom-mx-region
	arrives mx-region 1 "any(f['id'] == 'spf-mailfrom-fallback' and f['cause'] == 'spf-mailfrom-mx-region' for f in findings)" \
		"findings[0]['fix']['records'][0]['data'] == ['10 feedback-smtp.us-east-1.amazonses.com']"
	verdict fail inbox
	found[6]="[s['body_hash'] for s in dkim['signatures']] == ['mismatch'] * 2"
	first_is dkim-body-changed
	scenario footer 1 "${found[@]}" "'appended' in findings[0]['message']"
	scenario sandbox 5 "findings[0]['id'] == 'send-not-verified'" \
		"findings[0]['cause'] == 'ses-sandbox'" \
		"ses['account']['production_access'] is False" \
		"any('gmail.com' in e['value'] for e in findings[0]['evidence'])"
}

# A scenario in which waiting is in vain.
impatient() { # NAME
	label="$LAB_MODE $1"
	lab scenario "$1"
	sed -i 's/deadline: .*/deadline: 2s/' "$LAB_DIR/mailplumb.yaml"
}

# Changes one secret, and puts the other one right.
secret() { # aws|imap VALUE
	secret_restore
	cp "$LAB_DIR/secrets/$1" "$dir/secret-$1"
	echo "$2" >"$LAB_DIR/secrets/$1"
}

secret_restore() {
	local name

	for name in aws imap; do
		[ ! -f "$dir/secret-$name" ] ||
			mv "$dir/secret-$name" "$LAB_DIR/secrets/$name"
	done
}

bad_days() {
	scenario delayed 0 "verdict == 'pass'" "timing['detected_after'] >= 0"

	label="$LAB_MODE bounce"
	lab scenario bounce
	check 6 "verdict == 'fail'" "message['size'] is None" \
		"[f['id'] for f in findings if f['severity'] != 'note'] == ['locate-bounced']" \
		"{'label': 'final recipient', 'value': 'probe@gmail.com'} in findings[0]['evidence']" \
		"any(e['label'] == 'diagnostic code' and '5.1.1' in e['value'] for e in findings[0]['evidence'])" \
		"'no such mailbox' in findings[0]['message']"

	label="$LAB_MODE refused with Gmail's words"
	lab scenario refused-gmail
	check 6 "verdict == 'fail'" \
		"'came back, because neither SPF nor DKIM passes: 550 5.7.26 This email' in findings[0]['message']" \
		"findings[0]['id'] == 'locate-bounced'" \
		"findings[0]['cause'] in ('dkim-key-revoked', 'spf-record-missing')"

	label="$LAB_MODE refused with Outlook.com's words"
	lab scenario refused-outlook
	check 6 "'5,000 messages a day: 550 5.7.515' in findings[0]['message']" \
		"findings[0]['cause'] == 'spf-record-missing'"

	label="$LAB_MODE late"
	lab scenario delayed=2
	sed -i 's/^\( *\)deadline: .*/&\n\1warn_after: 1s/' \
		"$LAB_DIR/mailplumb.yaml"
	check 0 "verdict == 'warn'" \
		"[f['id'] for f in findings if f['severity'] == 'risk'] == ['locate-late']"

	impatient lost
	check 6 "verdict == 'fail'" "message['size'] is None" \
		"any(f['id'] == 'locate-not-found' for f in findings)"

	label="$LAB_MODE a wrong mailbox password"
	lab scenario healthy
	secret imap wrong
	check 7 "verdict == 'fail'" \
		"any(f['id'] == 'mailbox-login-rejected' for f in findings)"

	label="$LAB_MODE a wrong secret"
	secret aws wrong+wrong+wrong+wrong+wrong+wrong+wrong+w
	check 5 "verdict == 'fail'" \
		"any(f['id'] == 'send-auth-rejected' for f in findings)"
	secret_restore
}

# What one run sends the next one judges: `check --async` until it has something
# to say, at most for so long as the test runs.
later() { # SCENARIO DEADLINE EXIT-CODE EXPRESSION...
	local options="--async --look 0s"

	label="$LAB_MODE $1, asynchronously"
	lab scenario "$1"
	sed -i "s/deadline: .*/deadline: $2\n    every: 1h/" \
		"$LAB_DIR/mailplumb.yaml"
	rm -f "$LAB_DIR/mailplumb.state.json"
	shift 2
	for _ in $(seq 100); do
		lab run -- mailplumb check --json --async --look 0s \
			>"$dir/first" 2>&1
		[ $? = 4 ] || break
		sleep 0.2
	done
	# It is told once more, and that it is.
	check "$@" "globals()['async']['again']"
}

asynchronous() {
	later junk 20s 1 "verdict == 'fail'" \
		"message['source']['placement'] == 'junk'"
	later delayed 20s 0 "verdict == 'pass'" "timing['detected_after'] >= 0"
	later bounce 20s 6 "findings[0]['id'] == 'locate-bounced'" \
		"'no such mailbox' in findings[0]['message']"
	later lost 1s 6 "findings[0]['id'] == 'locate-not-found'"
}

# A lab of its own: LAB_DIR goes by $dir.
part() { # MODE FUNCTION...
	at_end 'lab stop'
	start "$1"
	shift
	for what; do
		"$what"
	done
}

lab_modes
beside part "${modes[0]}" healthy breakages
beside part "${modes[0]}" causes
beside part "${modes[0]}" bad_days
beside part "${modes[0]}" asynchronous
[ ${#modes[@]} = 1 ] || beside part loopback healthy unaligned
if [ "$(id -u)" = 0 ]; then
	as_nobody
	if "${be[@]}" test -x "$MAILPLUMB_BUILD/mailplumb"; then
		lab_modes
		for mode in "${modes[@]}"; do
			beside part "$mode" healthy
		done
	else
		skip 'as nobody' 'nobody cannot read this folder'
	fi
fi
beside_end
test_end test_scenarios
