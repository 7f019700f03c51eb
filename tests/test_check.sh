#!/bin/bash
# mailplumb check against a dovecot and a double of SES; what the double takes
# is delivered with the results of a receiver on top.
#
# usage: tests/test_check.sh BUILD_DIR
set -u
. tests/test.sh
. tests/dovecot.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
unset MAILPLUMB_CONFIG AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_PROFILE
export HOME=$dir XDG_CONFIG_HOME=$dir/none NO_COLOR=1
pids=()
at_end dovecot_stop
# shellcheck disable=SC2016
at_end '[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null'
test_shows="$dir/out $dir/err"

exits() { [ "$status" = "$1" ]; }
says() { grep -qF -- "$1" "$dir/err"; }
says_not() { ! says "$1"; }
reports() { grep -qF -- "$1" "$dir/out"; }
one_line() { [ "$(wc -l <"$dir/err")" = 1 ]; }

# A truth about the reports: Python, with `reports` a list of them.
that() {
	python3 - "$dir/out" "$1" <<'X'
import json, sys
reports = [json.loads(line) for line in open(sys.argv[1])]
ids = [[f["id"] for f in r["findings"]] for r in reports]
sys.exit(not eval("(" + sys.argv[2] + ")"))
X
}

as_contract_says() { python3 tests/report_schema.py <"$dir/out"; }

check() { # ARGUMENT...
	status=0
	(cd "$dir" && timeout 60 "$mailplumb" check --no-dns --timeout 8s "$@") \
		>"$dir/out" 2>"$dir/err" </dev/null || status=$?
}

# ---- the configuration alone ------------------------------------------------

check
holds "no configuration: usage" exits 2
holds "no configuration: one line" one_line
holds "no configuration: where it looked" \
	says "looked at --config, \$MAILPLUMB_CONFIG, ./mailplumb.yaml"
holds "no configuration: what to write" says "names senders, mailboxes and checks"

check -c absent.yaml
holds "a file that is not there" exits 2
holds "a file that is not there: its name" says "absent.yaml: No such file"

echo 'mailboxes: {}' >"$dir/m.yaml"
check -c m.yaml
holds "no checks: usage" exits 2
holds "no checks: in which file" says "m.yaml has no checks"

printf 'senders:\n  prod:\n    form: x\n' >"$dir/m.yaml"
check -c m.yaml
holds "an unknown key: usage" exits 2
holds "an unknown key: file, line, key" \
	says 'm.yaml:3: senders.prod.form: unknown key; did you mean "from"?'
holds "an unknown key: one line" one_line

# ---- a world ------------------------------------------------------------------

mkdir "$dir/dovecot" "$dir/ses"
dovecot_start "$dir/dovecot" || exit 1
# Of the form that SES gives them.
secret=BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9
printf '%s\n' $secret >"$dir/ses.password"
printf 'secret\n' >"$dir/imap.password"
fixtures/lab/double --dir "$dir/ses" --user AKIAEXAMPLE \
	--password-file "$dir/ses.password" >"$dir/ses.address" &
pids+=($!)

# One that says nothing at all, and one that hangs in the dialogue.
mkdir "$dir/mute"
fixtures/lab/double --dir "$dir/mute" --fault greeting=silent \
	>"$dir/mute.address" &
pids+=($!)
# One that takes the message, but hangs up instead of saying so.
mkdir "$dir/cut"
fixtures/lab/double --dir "$dir/cut" --fault dot=cut >"$dir/cut.address" &
pids+=($!)
for _ in $(seq 200); do
	[ -s "$dir/cut.address" ] && [ -s "$dir/ses.address" ] && [ -s "$dir/mute.address" ] && break
	sleep 0.05
done
ses=$(cat "$dir/ses.address") mute=$(cat "$dir/mute.address")
closed=127.0.0.1:$(free_port)

# What a receiver does: note results, deliver.  Recipients are told by To.
cat >"$dir/receiver.py" <<'X'
import email, glob, os, smtplib, sys, time
folder, port, junk = sys.argv[1], int(sys.argv[2]), sys.argv[3]
RESULTS = """Authentication-Results: mx.example.org;\r
\tdkim=pass header.d=example.com header.s=s; spf=pass smtp.mailfrom=example.com;\r
\tdmarc=pass header.from=example.com\r
Received: from a.smtp-out.amazonses.com (a.smtp-out.amazonses.com [192.0.2.1])\r
\tby mx.example.org with ESMTPS id 1; Mon, 23 Nov 2026 12:00:00 +0000\r
DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AA==; b=AA==\r
"""
BOUNCE = b"""Content-Type: multipart/report; report-type=delivery-status;
 boundary="=_b"

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; WHOM
STATUS

--=_b
Content-Type: message/rfc822

MESSAGE
--=_b--
"""
FAILED = b"""Action: failed
Status: 5.7.26
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.7.26 \x1b[31mno\x1b[m"""
DELAYED = b"""Action: delayed
Status: 4.2.2
Will-Retry-Until: Thu, 3 Dec 2026 10:00:00 +0000
Diagnostic-Code: smtp; 452-4.2.2 The mailbox
 452 4.2.2 is full"""
SUPPRESSED = b"""Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; Amazon SES did not send the message to this address
 because it is on the suppression list for your account."""
COMPLAINT = BOUNCE.replace(b"delivery-status", b"feedback-report").replace(
    b"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822;",
    b"Feedback-Type: abuse\nOriginal-Rcpt-To:")
REPORTS = {"bounced": (BOUNCE, FAILED), "delayed": (BOUNCE, DELAYED),
           "suppressed": (BOUNCE, SUPPRESSED), "complaint": (COMPLAINT, b"")}


def report(to, octets, of=None):
    form, status = REPORTS[of or to.split("@")[0]]
    form = form.replace(b"WHOM", to.encode()).replace(b"STATUS", status)
    form = form.replace(b"\n", b"\r\n").replace(b"MESSAGE", octets)
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.sendmail("", ["probe"], form)


done = set()
while os.getppid() != 1:
    for name in sorted(set(glob.glob(folder + "/*.eml")) - done):
        time.sleep(0.05)
        done.add(name)
        octets = open(name, "rb").read()
        to = email.message_from_bytes(octets)["To"]
        if to.startswith("lost@"):
            continue
        if to.split("@")[0] in REPORTS:
            report(to, octets)
            continue
        if to.startswith("copied@"):
            report("another@example.org", octets, "bounced")
            time.sleep(0.3)
        if to.startswith("late@"):
            time.sleep(1.5)
        results = RESULTS.encode()
        if to.startswith("fail@"):
            results = results.replace(b"=pass", b"=fail")
        if to.startswith("junk@"):
            with open(junk + "/%d" % len(done), "wb") as file:
                file.write(results + octets)
            os.rename(file.name, junk[:-3] + "new/%d" % len(done))
            continue
        box = {"other@example.org": "other"}
        with smtplib.LMTP("127.0.0.1", port) as lmtp:
            lmtp.sendmail("bounce@example.com", [box.get(to, "probe")],
                          results + octets)
    time.sleep(0.02)
X
# LMTP takes no folder with an umlaut; make it by looking, then write there.
junk=$dir/dovecot/mail/probe/Maildir/.M\&APw-ll/tmp
printf 'a login probe secret\r\nb logout\r\n' | timeout 10 openssl s_client \
	-quiet -connect "127.0.0.1:$imaps_port" >/dev/null 2>&1
for from in ses cut; do
	python3 "$dir/receiver.py" "$dir/$from" "$lmtp_port" "$junk" &
	pids+=($!)
done

mailbox() { # NAME ADDRESS USER [LINE...]
	printf '  %s:\n    address: %s\n    user: %s\n' "$1" "$2" "$3"
	printf '    imap: imaps://imap.example.com\n'
	printf '    ca_file: dovecot/ca.pem\n    authserv_ids: mx.example.org\n'
	shift 3
	[ $# = 0 ] && set -- "connect_to: 127.0.0.1:$imaps_port" \
		"password_file: imap.password"
	printf '    %s\n' "$@"
}

sender() { # NAME ADDRESS-TO-CONNECT-TO [LINE...]
	printf '  %s:\n    from: "Example <hello@example.com>"\n    ses:\n' "$1"
	printf '      region: us-east-1\n      smtp_user: AKIAEXAMPLE\n'
	printf '      connect_to: %s\n' "$2"
	shift 2
	[ $# = 0 ] && set -- "smtp_password_file: ses.password"
	[ "$1" = "ca_file: cut/ca.pem" ] || set -- "$@" "ca_file: ses/ca.pem"
	printf '      %s\n' "$@"
}

{
	echo senders:
	sender prod "$ses"
	sender mute "$mute"
	sender down "$closed"
	sender cut "$(cat "$dir/cut.address")" "ca_file: cut/ca.pem" \
		"smtp_password_file: ses.password"
	echo mailboxes:
	at="connect_to: 127.0.0.1:$imaps_port" pw="password_file: imap.password"
	mailbox probe probe@example.org probe
	mailbox other other@example.org other
	mailbox lost lost@example.org probe
	mailbox late late@example.org probe
	mailbox bounced bounced@example.org probe
	for one in delayed suppressed complaint copied; do
		mailbox $one $one@example.org probe
	done
	mailbox fail fail@example.org probe
	mailbox junk junk@example.org probe
	mailbox denied denied@example.org probe
	mailbox sandbox sandbox@example.org probe
	mailbox wrong probe@example.org probe "$at" "password_env: WRONG"
	mailbox mute probe@example.org probe "$pw" "connect_to: $mute"
	mailbox down probe@example.org probe "$pw" "connect_to: $closed"
	mailbox long probe@example.org probe "$at" "password_env: LONG"
	mailbox slow-secret probe@example.org probe "$at" \
		'password_command: "echo x >asked; sleep 600; true"'
	echo checks:
	for one in probe other lost late bounced fail junk denied sandbox wrong mute down \
		long slow-secret delayed suppressed complaint copied; do
		printf '  %s: {sender: prod, mailbox: %s, deadline: 8s}\n' \
			$one $one
	done
	printf '  delete: {sender: prod, mailbox: probe, keep: false, deadline: 8s}\n'
	printf '  both: {sender: prod, mailbox: [probe, down, other], deadline: 8s}\n'
	printf '  senders: {sender: [down, prod], mailbox: probe, deadline: 8s}\n'
	printf '  warn: {sender: prod, mailbox: late, warn_after: 1s}\n'
	printf '  dkim: {sender: prod, mailbox: probe, require: dkim}\n'
	printf '  cut: {sender: cut, mailbox: probe}\n'
	printf '  cut-lost: {sender: cut, mailbox: lost}\n'
	printf '  hang: {sender: mute, mailbox: probe}\n'
} >"$dir/good.yaml"
export WRONG=wrong LONG
LONG=$(printf '%010000d' 0)
configured() { check -c good.yaml "$@"; }

# ---- verdicts -----------------------------------------------------------------

configured --json probe
holds "all passes: exit 0" exits 0
holds "all passes: nothing on stderr" [ ! -s "$dir/err" ]
holds "all passes: one report" that 'len(reports) == 1'
holds "all passes: verdict" that 'reports[0]["verdict"] == "pass"'
holds "all passes: the check is named" that 'reports[0]["check"] ==
	{"name": "probe", "sender": "prod", "mailbox": "probe"}'
holds "all passes: all of the timing" that \
	'None not in reports[0]["timing"].values()'
holds "all passes: in order" that '(lambda t: t["queued"] <= t["accepted"] <=
	t["found"] and t["detected_after"] >= 0)(reports[0]["timing"])'
holds "all passes: where it lay" that '(lambda s: (s["kind"], s["name"],
	s["folder"], s["placement"]) == ("imap", "probe", "INBOX", "inbox"))(
	reports[0]["message"]["source"])'
holds "all passes: the form of the report" as_contract_says
holds "all passes: what was sent is what is here" that \
	'reports[0]["transit"]["compared"] and
	reports[0]["transit"]["body"]["change"] == "none"'
holds "all passes: nobody changed a field but by habit" that \
	'{f["field"] for f in reports[0]["transit"]["header"]
	if f["by"] is None} == set()'

configured --json --bundle b.tar probe
holds "a bundle: the exit code of the report" exits 0
cp "$dir/out" "$dir/wanted"
status=0
"$mailplumb" inspect --json --bundle-read "$dir/b.tar" >"$dir/out" \
	2>"$dir/err" || status=$?
holds "a bundle: read" exits 0
holds "a bundle: the same report" [ \
	"$(jq -c 'del(.published)' "$dir/out")" = \
	"$(jq -c 'del(.published)' "$dir/wanted")" ]
mkdir "$dir/unpacked"
tar -xf "$dir/b.tar" -C "$dir/unpacked"
holds "a bundle: what was sent" \
	grep -q '^X-Mailplumb-Token: ' "$dir/unpacked/sent.eml"
holds "a bundle: the receipt is of it" [ \
	"$(jq -r .bytes_sha256 "$dir/unpacked/receipt.json")" = \
	"$(sha256sum <"$dir/unpacked/sent.eml" | cut -c -64)" ]
holds "a bundle: the submission" \
	grep -q '^prod > MAIL FROM' "$dir/unpacked/transcript.txt"
holds "a bundle: the mailbox" \
	grep -q "^probe > .* AUTHENTICATE PLAIN \*\*\*" \
	"$dir/unpacked/transcript.txt"
for file in ses.password imap.password; do
	holds "a bundle: nothing of $file" sh -c \
		'! grep -aqF "$(cat "$1")" "$2"' sh "$dir/$file" "$dir/b.tar"
	holds "a bundle: nothing of $file in base64" sh -c \
		'! grep -aqF "$(tr -d "\n" <"$1" | base64)" "$2"' sh \
		"$dir/$file" "$dir/b.tar"
done
configured --bundle c.tar both
holds "a bundle of several: usage" exits 2
holds "a bundle of several: said" says "a bundle holds one message"

configured probe
holds "as text: exit 0" exits 0
holds "as text: the verdict first" grep -q '^PASS  probe: prod' "$dir/out"
configured -q probe
holds "quiet: one line" [ "$(wc -l <"$dir/out")" = 1 ]

configured --json fail
holds "a receiver that says fail" exits 1
holds "a receiver that says fail: verdict" that 'reports[0]["verdict"] == "fail"'
configured --json junk
holds "junk: placement" that \
	'reports[0]["message"]["source"]["placement"] == "junk"'
holds "junk: folder" that '"Müll" in reports[0]["message"]["source"]["folder"]'

configured --json warn
holds "found late: a risk fails nothing" exits 0
holds "found late: the finding" that '"locate-late" in ids[0]'
configured --json --fail-on risk warn
holds "found late: unless asked" exits 1

configured --json --timeout 2s lost
holds "never arrives: exit 6" exits 6
holds "never arrives: finding" that 'ids == [["locate-not-found"]]'
holds "never arrives: accepted, not found" that '(lambda t: t["accepted"] and
	t["found"] is None and t["detected_after"] is None)(
	reports[0]["timing"])'
holds "never arrives: the form of the report" as_contract_says

configured --json --timeout 55s bounced
holds "comes back: exit 6" exits 6
holds "comes back: finding" that 'ids == [["locate-bounced"]]'
holds "comes back: verdict" that 'reports[0]["verdict"] == "fail"'
holds "comes back: what the report says" that '[(e["label"], e["value"])
	for e in reports[0]["findings"][0]["evidence"]][1:5] == [
	("final recipient", "bounced@example.org"), ("status", "5.7.26"),
	("remote mta", "mx.example.org"),
	("diagnostic code", "550 5.7.26 \x1b[31mno\x1b[m")]'
holds "comes back: the code explained" that \
	'"authentication checks fail" in reports[0]["findings"][0]["message"]'
holds "comes back: the form of the report" as_contract_says
configured --timeout 55s bounced
holds "comes back, as text: safe for terminals" reports '550 5.7.26 \x1b[31mno'

configured --json --timeout 2s delayed
holds "put off: exit 6, at the deadline" exits 6
holds "put off: it is not found, it did not come back" that \
	'ids == [["locate-not-found"]]'
holds "put off: why, and until when" that '"put off, because the mailbox is "
	"full: 452 4.2.2 The mailbox is full; it tries again until Thu, 3 Dec "
	in reports[0]["findings"][0]["message"]'
holds "put off: more time" that \
	'"Allow more time" in reports[0]["findings"][0]["fix"]["text"]'

configured --json suppressed
holds "held back by SES: exit 6" exits 6
holds "held back by SES: said" that \
	'"suppression list of the SES account" in reports[0]["findings"][0]["message"]'
holds "held back by SES: released by a command" that \
	'reports[0]["findings"][0]["fix"]["commands"] == ["aws sesv2 "
	"delete-suppressed-destination --email-address suppressed@example.org "
	"--region us-east-1"]'

configured --json --timeout 2s complaint
holds "a complaint: exit 6" exits 6
holds "a complaint: finding" that 'ids == [["locate-complaint"]]'
holds "a complaint: the form of the report" as_contract_says

configured --json copied
holds "a copy for another came back: the message is waited for" exits 0
holds "a copy for another came back: found" that \
	'reports[0]["timing"]["found"] is not None'

configured --json denied
holds "refused: exit 5" exits 5
holds "refused: finding" that 'ids == [["send-not-authorized"]]'
holds "refused: word for word" reports "554 Access denied"
holds "refused: what was to be done, and on what" that '[(e["label"], e["value"])
	for e in reports[0]["findings"][0]["evidence"] if e["label"] in
	("action", "resource")] == [("action", "ses:SendRawEmail"), ("resource",
	"arn:aws:ses:us-east-1:123456789012:identity/example.com")]'
holds "refused: the statement of the policy" that \
	'"\"Action\": \"ses:SendRawEmail\"" in reports[0]["findings"][0]["fix"]["text"]'
configured --json sandbox
holds "the sandbox: the recipient is named, with the command" that \
	'reports[0]["findings"][0]["fix"]["commands"] == ["aws sesv2 "
	"create-email-identity --email-identity sandbox@example.org --region "
	"us-east-1"]'
holds "refused: not accepted" that 'reports[0]["timing"]["accepted"] is None'

sent=$(find "$dir/ses" -name '*.eml' | wc -l)
configured --json down
holds "no mailbox: exit 7" exits 7
holds "no mailbox: finding" that 'ids == [["mailbox-unreachable"]]'
holds "no mailbox: nothing is sent" \
	[ "$(find "$dir/ses" -name '*.eml' | wc -l)" = "$sent" ]
configured --json --timeout 2s mute
holds "a mute mailbox: exit 7" exits 7
holds "a mute mailbox: finding" that 'ids == [["mailbox-unreachable"]]'
configured --json --timeout 3s hang
holds "a mute submission server: exit 5" exits 5
holds "a mute submission server: finding" that 'ids == [["send-unreachable"]]'

configured --json cut
holds "no reply, but found: it was sent" exits 0
holds "no reply, but found: nobody said accepted" that \
	'reports[0]["timing"]["accepted"] is None and
	reports[0]["timing"]["found"] is not None'
configured --json --timeout 3s cut-lost
holds "no reply, not found: exit 5" exits 5
holds "no reply, not found: never sent twice" \
	[ "$(find "$dir/cut" -name '*.eml' | wc -l)" = 2 ]

configured --json both
holds "one of three broken: exit 7" exits 7
holds "one of three broken: all reports, in order" that \
	'[r["check"]["mailbox"] for r in reports] == ["probe", "down", "other"]'
holds "one of three broken: the others pass" that \
	'[r["exit_code"] for r in reports] == [0, 7, 0]'
configured --json senders
holds "one of two senders broken: exit 5" exits 5
holds "one of two senders broken: the other passes" that \
	'[r["exit_code"] for r in reports] == [5, 0]'
configured --json --timeout 4s other lost denied down probe
holds "all kinds: the highest rank" exits 5
holds "all kinds: the form of the reports" as_contract_says
holds "all kinds: each its own" that \
	'[r["exit_code"] for r in reports] == [0, 6, 5, 7, 0]'

configured --json long probe
holds "a password that IMAP cannot carry: usage" exits 2
holds "a password that IMAP cannot carry: whose" says "prod -> long: "
holds "a password that IMAP cannot carry: it is not shown" says_not 00000
holds "a password that IMAP cannot carry: others go on" that \
	'[r["exit_code"] for r in reports] == [0]'

# ---- for monitoring -----------------------------------------------------------

nagios() { python3 tests/nagios_output.py "$status" "$@" <"$dir/out"; }
metric() { grep -qxF -- "$1" "$dir/out"; }

configured --format nagios warn
holds "nagios: found late is WARNING" nagios 'state == "WARNING" and
	data["time"][0] > 1 and data["time"][1:5] == ("s", "1", "8", 0) and
	"(locate-late)" in line'
configured --format nagios --timeout 2s lost
holds "nagios: never found is CRITICAL" nagios 'state == "CRITICAL" and
	data["time"][0] is None and data["time"][3] == "2"'
configured --format nagios both long
holds "nagios: a mailbox that cannot be read is UNKNOWN" nagios \
	'state == "UNKNOWN" and data["unknown"][0] == 2 and
	data["both/prod/other dkim"][0] == 1'
says_once() { [ "$(grep -c '^mailplumb: prod -> long: ' "$dir/err")" = 1 ]; }
holds "nagios: a fault is told to people, too" says_once

configured --format prometheus --timeout 4s both lost denied junk
holds "prometheus: the exit status of the run" exits 5
cp "$dir/out" "$dir/good.prom"
holds "prometheus: promtool" promtool check metrics <"$dir/good.prom"
both='check="both",sender="prod",mailbox='
holds "prometheus: found" metric "mailplumb_up{$both\"probe\"} 1"
holds "prometheus: no mailbox" metric "mailplumb_up{$both\"down\"} 0"
holds "prometheus: no mailbox is no failure of a method" metric \
	"mailplumb_standing{$both\"down\",method=\"dkim\",standing=\"unknown\"} 1"
holds "prometheus: junk" metric 'mailplumb_placement{check="junk",sender="prod",mailbox="junk",placement="junk"} 1'
holds "prometheus: lost" metric 'mailplumb_finding{check="lost",sender="prod",mailbox="lost",finding="locate-not-found",severity="broken"} 1'
holds "prometheus: its time" grep -q \
	"^mailplumb_delivery_seconds{$both\"probe\"} [0-9.]*\$" "$dir/out"
holds "prometheus: no token" sh -c '! grep -qE "[A-Z2-7]{26}" "$1"' sh "$dir/out"
echo stale >"$dir/x.prom"
configured --format prometheus -o x.prom prob
holds "prometheus: a check that is not there is no success" \
	grep -qx 'mailplumb_run_success 0' "$dir/x.prom"
# The other formats tell the same run.
for format in html junit github sarif; do
	configured --format $format --timeout 3s both lost
	cp "$dir/out" "$dir/out.$format"
	holds "$format: the exit status of the run" exits 7
done
xmllint --noout --schema tests/junit.xsd "$dir/out.junit" 2>"$dir/err"
holds "junit: by the schema" [ $? = 0 ]
holds "junit: what arrived, what did not, what could not be looked at" \
	/usr/bin/python3 tests/junit_output.py '[ends[s.name]["delivery"]
	for s in suites] == ["", "Error", "", "Failure"] and
	ends["lost: prod -> lost"]["dkim"] == "Skipped" and
	ends["both: prod -> down"]["findings"] == "Skipped"' <"$dir/out.junit"
holds "github: an error for each that failed" \
	python3 tests/workflow_commands.py '[p["title"] for c, p, m in commands
	if c == "error"] == ["mailplumb mailbox-unreachable",
	"mailplumb locate-not-found"]' <"$dir/out.github"
holds "sarif: the mailbox is no result of a message" \
	python3 tests/sarif_output.py 'invocation["exitCode"] == 7 and
	"both: prod -> down" in str(invocation)' <"$dir/out.sarif"
holds "html: well formed" xmllint --noout "$dir/out.html"

configured --dry-run --format nagios probe
holds "nagios: a dry run without DNS looked at nothing" nagios \
	'state == "UNKNOWN"'

configured prob
holds "an unknown check: usage" exits 2
holds "an unknown check: what there is" \
	says 'no check "prob"; did you mean "probe"? good.yaml has probe, other'
holds "an unknown check: nothing reported" [ ! -s "$dir/out" ]

configured --json --require dkim fail
holds "--require" that 'not [f for f in reports[0]["findings"]
	if f["subject"] == "spf" and f["severity"] == "broken"]'

# ---- progress -----------------------------------------------------------------

on_terminal() { # ARGUMENT...
	(cd "$dir" && python3 - "$mailplumb" check --no-dns -c good.yaml "$@" <<'X'
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL,
                         stderr=theirs)
os.close(theirs)
try:
    while octets := os.read(ours, 4096):
        sys.stdout.buffer.write(octets)
except OSError:
    pass
child.wait(60)
X
	) >"$dir/err"
}
on_terminal probe
holds "a terminal: sending is told" says "prod -> probe: sending"
holds "a terminal: acceptance is told" says "prod -> probe: accepted after"
holds "a terminal: the find is told" says "prod -> probe: found in INBOX after"
on_terminal -q probe
holds "a terminal, quiet: nothing is told" [ ! -s "$dir/err" ]

# ---- keep ---------------------------------------------------------------------

messages() {
	find "$dir/dovecot/mail" -path '*Maildir/*' \
		\( -path '*/new/*' -o -path '*/cur/*' \) -type f | wc -l
}
before=$(messages)
configured --json delete
token=$(grep -o '"token": "[A-Z0-9]*"' "$dir/out" | head -n 1 | cut -d'"' -f4)
holds "keep: false" exits 0
holds "keep: false: others stay" [ "$(messages)" = "$before" ]
holds "keep: false: ours is gone" \
	[ -z "$(grep -rl "$token" "$dir/dovecot/mail" --include='*,S=*')" ]
configured --json probe
holds "kept by default" [ "$(messages)" = $((before + 1)) ]

# ---- what SES says --------------------------------------------------------------

mkdir "$dir/api"
printf '%s\n' '{"identities": {"example.com": {"IdentityType": "DOMAIN",
	"VerifiedForSendingStatus": true, "DkimAttributes": {"SigningEnabled":
	true, "Status": "SUCCESS"}}}, "account": {"SendingEnabled": false}}' \
	>"$dir/api/answers.json"
printf 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n' >"$dir/api/secret"
fixtures/lab/ses-api --dir "$dir/ses" --answers "$dir/api/answers.json" \
	--key AKIAEXAMPLE --secret-file "$dir/api/secret" >"$dir/api/address" &
pids+=($!)
for _ in $(seq 200); do
	[ -s "$dir/api/address" ] && break
	sleep 0.05
done
{
	echo senders:
	sender prod "$ses" "smtp_password_file: ses.password" \
		"access_key_id: AKIAEXAMPLE" \
		"secret_access_key_file: api/secret" \
		"api_endpoint: https://$(cat "$dir/api/address")"
	echo mailboxes:
	mailbox probe probe@example.org probe
	mailbox paused paused@example.org probe
	printf 'checks:\n  probe: {sender: prod, mailbox: probe}\n'
	printf '  paused: {sender: prod, mailbox: paused}\n'
} >"$dir/api.yaml"
check -c api.yaml --json -v probe
holds "SES: it was asked" that 'reports[0]["ses"]["identity"] == "example.com"'
holds "SES: what it says counts" that '"ses-sending-paused" in ids[0]'
holds "SES: each question is in the transcript" says '* GET https://127.0.0.1:'
holds "SES: the secret is not" says_not "$(cat "$dir/api/secret")"
holds "SES: the form of the report" as_contract_says
check -c api.yaml --json --no-ses-api probe
holds "--no-ses-api" that 'reports[0]["ses"] is None'
check -c api.yaml --json paused
holds "a refusal and its cause at SES" that '[(f["id"], f["cause"])
	for f in reports[0]["findings"]][:2] == [
	("send-paused", "ses-sending-paused"), ("ses-sending-paused", None)]'
holds "a refusal and its cause: the form of the report" as_contract_says
check -c api.yaml probe
holds "SES, as text" reports "SES in us-east-1 says of example.com: DKIM"

# ---- secrets ------------------------------------------------------------------

configured -v --json probe
holds "transcript: the dialogue" says '> MAIL FROM:<hello@example.com>'
holds "transcript: the mailbox" says 'probe < * '
holds "transcript: its commands" says 'AUTHENTICATE PLAIN ***'
holds "transcript: a literal" says ' octets}'
holds "transcript: no secret" says_not $secret
configured -vvv --json probe
holds "transcript: no password of the mailbox" says_not "$(printf '\0probe\0secret' |
	base64 -w0)"
holds "transcript: nor in clear" says_not secret
holds "transcript: no encoded secret" says_not "$(printf '\0AKIAEXAMPLE\0%s' \
	$secret | base64 -w0)"

readable() { # SECRET-LINE
	{
		echo senders:
		sender prod "$ses" "$1"
		echo mailboxes:
		mailbox probe probe@example.org probe
		echo 'checks: {probe: {sender: prod, mailbox: probe}}'
	} >"$dir/m.yaml"
}
readable "smtp_password: $secret"
chmod 644 "$dir/m.yaml"
check -q -c m.yaml
holds "others may read a secret: a warning" says \
	'warning: m.yaml:8: senders.prod.ses.smtp_password: a secret in a file with mode 0644'
holds "others may read a secret: it works" exits 0
holds "others may read a secret: it is not shown" says_not $secret
chmod 600 "$dir/m.yaml"
check -q -c m.yaml
holds "nobody else may: no warning" [ ! -s "$dir/err" ]
readable 'smtp_password_file: ses.password'
chmod 644 "$dir/m.yaml"
check -q -c m.yaml
holds "no secret in it: no warning" [ ! -s "$dir/err" ]

lines=$(wc -l <"$dir/ses/log")
readable 'smtp_password_command: "exit 3"'
check -c m.yaml
holds "a command that fails: configuration" exits 2
holds "a command that fails: file, line, key" says \
	'm.yaml:8: senders.prod.ses.smtp_password_command: command "exit ..." exited with status 3'
holds "a command that fails: one line" one_line
holds "a command that fails: nobody was asked" \
	[ "$(wc -l <"$dir/ses/log")" = "$lines" ]
readable 'smtp_password_file: none.password'
check -c m.yaml
holds "a secret file that is not there" says \
	'm.yaml:8: senders.prod.ses.smtp_password_file: file none.password: No such'

readable 'smtp_password_file: ses.password'
echo 'history: sqlite:x' >>"$dir/m.yaml"
check -c m.yaml
holds "what is for watch: told" says ': history: history, listen and alerts'
holds "what is for watch: once" one_line
check -q -c m.yaml
holds "what is for watch: not when quiet" [ ! -s "$dir/err" ]

# ---- output -------------------------------------------------------------------

configured --json -o "$dir/report.json" probe
holds "a file: exit 0" exits 0
holds "a file: nothing on stdout" [ ! -s "$dir/out" ]
holds "a file: the report" grep -q '"verdict": "pass"' "$dir/report.json"
configured -o "$dir/none/report.json" probe
holds "a folder that is not there: usage" exits 2
holds "a folder that is not there: which" says "none/report.json"
if [ -w /dev/full ]; then
	configured -o /dev/full probe
	holds "a full disk" exits 70
	holds "a full disk: told" says "No space left on device"
fi
(cd "$dir" && "$mailplumb" check --no-dns -c good.yaml --json other) 2>"$dir/err" |
	true
holds "nobody reads: no crash" says_not Sanitizer

# ---- a wrong password: later log-ins have to wait, so it comes late -----------

configured --json wrong
holds "wrong password: exit 7" exits 7
holds "wrong password: finding" that 'ids == [["mailbox-login-rejected"]]'

# ---- the end comes early ------------------------------------------------------

# Start in a session of its own, wait for a sign, send a signal, see what is
# left of the session.
cat >"$dir/stop.py" <<'X'
import os, signal, subprocess, sys, time
number, sign, *command = sys.argv[1:]
number = getattr(signal, number)
# Who runs us in the background has us ignore SIGINT.
child = subprocess.Popen(
    command, start_new_session=True, stdin=subprocess.DEVNULL,
    preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))

def session():
    left = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = open("/proc/%s/stat" % pid).read().rpartition(")")[2]
        except OSError:
            continue
        state, _, _, sid = stat.split()[:4]
        if int(sid) == child.pid and state != "Z":
            left.append(pid)
    return left

for _ in range(1000):
    if subprocess.run(sign, shell=True).returncode == 0:
        break
    time.sleep(0.01)
else:
    print("no sign of it")
if number == signal.SIGINT:
    os.killpg(child.pid, number)    # as a terminal does
else:
    os.kill(child.pid, number)
started = time.monotonic()
status = child.wait(20)
for _ in range(300):
    if not session():
        break
    time.sleep(0.01)
for pid in session():
    print("left:", open("/proc/%s/cmdline" % pid).read().replace("\0", " "))
    os.kill(int(pid), signal.SIGKILL)
if status != -number:
    print("ended with", status)
X

echo old >"$dir/report.json"
stopped() { # WHAT SIGNAL SIGN CHECK
	local found
	found=$(cd "$dir" && python3 stop.py "$2" "$3" "$mailplumb" check \
		--no-dns -c good.yaml --json -o report.json "$4" 2>"$dir/err")
	printf '%s\n' "$found" >"$dir/out"
	holds "$1, $2: ends by it and leaves no process" [ -z "$found" ]
	holds "$1, $2: the old report stays" [ "$(cat "$dir/report.json")" = old ]
	holds "$1, $2: no file beside" [ -z "$(find "$dir" -name \
		'report.json.*')" ]
}

said() { echo "[ \$(grep -c '$2' $1/log) -gt $(grep -c "$2" "$1/log") ]"; }
connected() { # PORT: somebody is
	printf "grep -q ':%04X 0[12]' /proc/net/tcp" "$1"
}
for signal in SIGINT SIGTERM SIGHUP; do
	rm -f "$dir/asked"
	stopped "in a secret's command" $signal "[ -f asked ]" slow-secret
	stopped "while a mailbox is silent" $signal \
		"$(connected "${mute##*:}")" mute
	stopped "while a submission hangs" $signal \
		"$(connected "${mute##*:}")" hang
	touch "$dir/ses/log"
	stopped "while the message is looked for" $signal \
		"sleep 0.3; $(said "$dir/ses" '^DATA')" lost
done

test_end test_check
