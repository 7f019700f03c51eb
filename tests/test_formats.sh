#!/usr/bin/env bash
# The formats that monitoring and build servers read, each by a reader of its
# own.  Run in the top folder: tests/test_formats.sh BUILD_DIR
set -u
. tests/test.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
top=$PWD
unset MAILPLUMB_CONFIG GITHUB_STEP_SUMMARY
export LC_ALL=C.UTF-8 HOME=$dir XDG_CONFIG_HOME=$dir/none
test_shows="$dir/out $dir/err"
# Where Debian's packages are.
python=/usr/bin/python3

exits() { [ "$status" = "$1" ]; }
prints() { grep -qF -- "$1" "$dir/out"; }
prints_not() { ! prints "$1"; }

run() { # ARGUMENT...
	status=0
	(cd "$dir" && "$mailplumb" "$@") >"$dir/out" 2>"$dir/err" </dev/null ||
		status=$?
}
inspect() { run inspect --no-dns --now 2026-11-20T10:05:00Z "$@"; }

message() { sed '1,/^message$/d' "fixtures/cases/$1.case"; }
for story in healthy only-amazonses no-receiver terminal-escapes; do
	message "$story" >"$dir/$story"
done

printf '_dmarc.example.com. 300 IN TXT "v=DMARC1; p=none"\n' >"$dir/dmarc.zone"
# What would be a command, a tag, a reference, an end, if it got through.
printf '%s\r\n' 'From: "::pwned::]]><script>&x;" <a@example.com>' \
	'Subject: =?utf-8?b?Ojpwd25lZDo6WzMxbSMjW2Vycm9yXXgg77+/IO+/viA=?=' \
	'Received: from ::pwned::x by ##[pwned]y; Fri, 20 Nov 2026 10:00:00 +0000' \
	'Authentication-Results: ::pwned; dkim=fail reason="::pwned::|<b>[x](y)"' \
	'DKIM-Signature: v=1; d=<b>::pwned::; s=|##[pwned]; a=x; h=from; bh=; b=' \
	'' 'x' >"$dir/hostile"

# ---- Nagios and Icinga --------------------------------------------------------

nagios() { "$python" "$top/tests/nagios_output.py" "$status" "$@" <"$dir/out"; }

inspect --format nagios healthy
holds 'nagios: OK' exits 0
holds 'nagios: the methods as data' nagios 'state == "OK" and
	[data[m][0] for m in ("dkim", "spf", "dmarc")] == [1, 1, 1] and
	data["dkim"][3] == "1:" and data["broken"][:4] == (0, "", None, "0")'
inspect --format nagios only-amazonses
holds 'nagios: CRITICAL' exits 2
holds 'nagios: what is wrong, below' nagios 'data["dkim"][0] == 0 and
	data["broken"][0] == 2 and
	"  broken dkim-only-amazonses: " in below[0] and
	"    fix: " in below[1]'
inspect --format nagios --require spf only-amazonses
holds 'nagios: no limit for what is not required' nagios \
	'data["dkim"][3] is None and data["spf"][3] == "1:"'
inspect -q --format nagios only-amazonses
holds 'nagios, quiet: one line' nagios 'below == [] and state == "CRITICAL"'
inspect --format nagios no-receiver
holds 'nagios: UNKNOWN when nobody decides' exits 3
holds 'nagios: what is not known is no number' nagios 'data["dkim"][0] is None'
inspect --format nagios --fail-on note healthy
holds 'nagios: --fail-on' nagios 'data["risk"][2:4] == (None, "0")'
inspect --format nagios healthy only-amazonses terminal-escapes
holds 'nagios, several: the worst' nagios 'state == "CRITICAL" and
	line.startswith("MAILPLUMB CRITICAL: 1 critical, 2 ok - only-amazonses: ")
	and data["critical"][0] == 1 and data["ok"][0] == 2 and
	data["only-amazonses dkim"][0] == 0 and below[0].startswith("CRITICAL ")'
inspect --format nagios healthy only-amazonses healthy
holds 'nagios: the same twice is one in the data' nagios \
	'data["ok"][0] == 2 and data["healthy dkim"][0] == 1'
inspect --format nagios healthy absent
holds 'nagios: what cannot be read is UNKNOWN' nagios 'state == "UNKNOWN" and
	"absent: No such file" in line'
inspect --format nagios only-amazonses absent
holds 'nagios: CRITICAL is worse' nagios 'state == "CRITICAL"'
mkdir "$dir/empty"
inspect --format nagios empty
holds 'nagios: nothing at all is UNKNOWN' nagios 'state == "UNKNOWN"'
run inspect --format nagios --frobnicate
holds 'nagios: usage' nagios '"--frobnicate" in line and state == "UNKNOWN"'
run check --format=nagios -c absent.yaml
holds 'nagios: no configuration' nagios '"absent.yaml" in line'
printf 'From: a|b =?x?= <a@example.com>\nSubject: |\x1b[31m|\n\n|' \
	>"$dir/it's=a|b"
inspect --format nagios healthy "it's=a|b"
holds 'nagios: hostile names' nagios '"it_s_a_b dkim" in data'
for n in $(seq 100); do cp "$dir/only-amazonses" "$dir/many-$n"; done
inspect --format nagios "$dir"/many-*
holds 'nagios: a hundred of them' nagios 'data["critical"][0] == 100'
run dns --zone /dev/null --format nagios example.com
holds 'nagios: of what is published' nagios '"dmarc-record-missing" in line'

# ---- Prometheus, OpenMetrics --------------------------------------------------

metric() { grep -qxF -- "$1" "$dir/out"; }
lints() { promtool check metrics <"$dir/out" && [ ! -s "$dir/err" ]; }

inspect --format prometheus healthy only-amazonses
cp "$dir/out" "$dir/text.prom"
holds 'prometheus: the exit status of the run' exits 1
holds 'prometheus: promtool' lints
holds 'prometheus: a result' metric \
	'mailplumb_result{source="healthy",method="dkim",witness="reported",result="pass"} 1'
holds 'prometheus: and what it is not' metric \
	'mailplumb_result{source="healthy",method="dkim",witness="reported",result="fail"} 0'
holds 'prometheus: a witness that says nothing' metric \
	'mailplumb_result{source="healthy",method="spf",witness="verified",result="absent"} 1'
holds 'prometheus: a finding' metric \
	'mailplumb_finding{source="only-amazonses",finding="dkim-only-amazonses",severity="broken"} 1'
holds 'prometheus: the run' metric 'mailplumb_run_success 1'
holds 'prometheus: the time' metric \
	'mailplumb_run_timestamp_seconds 1795169100'
holds 'prometheus: no time stamps' sh -c \
	'! grep -vE "^(#.*|[a-z_]+(\{.*\})? [0-9.e+]+)$" "$1"' sh "$dir/out"
inspect --format openmetrics healthy only-amazonses
holds 'openmetrics: a strict reader; the same samples' \
	"$python" tests/openmetrics_output.py "$dir/text.prom" <"$dir/out"
inspect --format prometheus healthy only-amazonses healthy only-amazonses
holds 'prometheus: nothing twice' cmp -s "$dir/out" "$dir/text.prom"
inspect --format prometheus -j 4 healthy "$dir"/many-*
holds 'prometheus: many workers' promtool check metrics <"$dir/out"
inspect --format prometheus "it's=a|b" 'back\slash"quote'
holds 'prometheus: hostile names' promtool check metrics <"$dir/out"
echo stale >"$dir/metrics.prom"
run check -c absent.yaml --format prometheus -o metrics.prom
holds 'prometheus: a run that cannot be done' exits 2
holds 'prometheus: ... is no success' \
	grep -qx 'mailplumb_run_success 0' "$dir/metrics.prom"
echo stale >"$dir/metrics.prom"
run check --frobnicate --format prometheus -o metrics.prom
holds 'prometheus: nor is one of wrong usage' \
	grep -qx 'mailplumb_run_success 0' "$dir/metrics.prom"
holds 'prometheus: nothing beside it is left' \
	sh -c '[ "$(echo "$1"/metrics.prom*)" = "$1/metrics.prom" ]' sh "$dir"
inspect --format prometheus empty
holds 'prometheus: nothing looked at is no success' metric \
	'mailplumb_run_success 0'

# ---- JUnit --------------------------------------------------------------------

# Two readers: by our schema, and by one that knows what is common.
junit() {
	xmllint --noout --schema tests/junit.xsd "$dir/out" 2>"$dir/lint" &&
		"$python" tests/junit_output.py "$@" <"$dir/out"
}

inspect --format junit healthy only-amazonses no-receiver absent
holds 'junit: the exit status of the run' exits 3
holds 'junit: each ends as it ought to' junit '[s.name for s in suites] == [
	"healthy", "only-amazonses", "no-receiver", "mailplumb"] and
	ends["healthy"] == dict(dkim="", spf="", dmarc="", findings="") and
	ends["only-amazonses"] == dict.fromkeys(
	("dkim", "spf", "dmarc", "findings"), "Failure") and
	ends["no-receiver"]["dkim"] == "Error" and
	ends["no-receiver"]["findings"] == "" and
	ends["mailplumb"] == {"run": "Error"}'
inspect --format junit --require spf only-amazonses
holds 'junit: what is not required is skipped' junit \
	'ends["only-amazonses"]["dkim"] == "Skipped"'
holds 'junit: the report for people' prints 'BROKEN  spf-mailfrom-amazonses'
inspect -q --format junit only-amazonses
holds 'junit, quiet: without it' prints_not 'BROKEN'
inspect --format junit terminal-escapes "it's=a|b" "$dir/hostile"
holds 'junit: hostile texts' junit 'len(suites) == 3'
run check --format junit -c absent.yaml
holds 'junit: a run that cannot be done is an error' junit \
	'ends == {"mailplumb": {"run": "Error"}}'
run dns --zone dmarc.zone --format junit example.com
holds 'junit: what nobody told is skipped' junit \
	'ends["example.com"]["dkim"] == "Skipped" and
	ends["example.com"]["dmarc"] != "Failure"'

# ---- GitHub -------------------------------------------------------------------

# What a runner takes for commands, as a list of (command, properties, message);
# TRUTH is about that.
github() { "$python" tests/workflow_commands.py "$@" <"$dir/out"; }

inspect --format github healthy only-amazonses
holds 'github: errors, at their lines' github '[
	(p["title"], p["file"], p["line"]) for c, p, m in commands if c == "error"]
	== [("mailplumb dkim-only-amazonses", "only-amazonses", "14"),
	("mailplumb spf-mailfrom-amazonses", "only-amazonses", "4")]'
holds 'github: with the fix on a line of its own' github \
	'any("\nFix: Set up Easy DKIM" in m for c, p, m in commands)'
holds 'github: reports in groups' github \
	'[c for c, p, m in commands].count("group") == 2 ==
	[c for c, p, m in commands].count("endgroup")'
inspect -q --format github only-amazonses
holds 'github, quiet: annotations alone' github \
	'{c for c, p, m in commands} == {"error"}'
inspect --format github no-receiver absent
holds 'github: what nobody decides is an error, too' github \
	'[m for c, p, m in commands if c == "error"] == ["no-receiver: nobody we "
	"may trust says how DKIM, SPF and DMARC stand",
	"absent: No such file or directory"]'
inspect -vv --format github "$dir/hostile" "it's=a|b" '::error title=x::y'
holds 'github: hostile texts are no commands' github \
	'{c for c, p, m in commands} <= {"group", "endgroup", "error", "warning",
	"notice"} and not any("pwned" in c for c, p, m in commands) and
	[c for c, p, m in commands].count("group") == 2'
export GITHUB_STEP_SUMMARY=$dir/summary.md
echo '# before' >"$dir/summary.md"
inspect --format github healthy only-amazonses "$dir/hostile"
holds 'github: the summary goes behind what is there' \
	grep -qx '# before' "$dir/summary.md"
holds 'github: a row for each' [ "$(grep -c '^| [pfuw]' "$dir/summary.md")" = 3 ]
holds 'github: no markup of strangers' sh -c \
	'! grep -qE "(^|[^\\])(<|\[|\]\()" "$1"' sh "$dir/summary.md"
GITHUB_STEP_SUMMARY=$dir/no/summary inspect --format github healthy
holds 'github: a summary that cannot be written is a fault' exits 70
cp "$dir/summary.md" "$dir/kept"
inspect --format junit healthy
holds 'github: no summary with other formats' cmp -s "$dir/summary.md" "$dir/kept"
unset GITHUB_STEP_SUMMARY

# ---- SARIF --------------------------------------------------------------------

sarif() { "$python" tests/sarif_output.py "$@" <"$dir/out"; }

inspect --format sarif only-amazonses no-receiver absent
holds 'sarif: results and their rules' sarif '[(r["ruleId"], r["level"])
	for r in results][:2] == [("dkim-only-amazonses", "error"),
	("spf-mailfrom-amazonses", "error")]'
holds 'sarif: where' sarif 'results[0]["locations"][0]["physicalLocation"] == {
	"artifactLocation": {"uri": "only-amazonses"}, "region": {"startLine": 14}}'
holds 'sarif: what could not be read' sarif \
	'invocation["executionSuccessful"] is False and any("absent" in
	n["message"]["text"] for n in invocation["toolExecutionNotifications"])'
inspect --format sarif healthy
holds 'sarif: nothing wrong' sarif \
	'not [r for r in results if r["level"] == "error"] and
	invocation["executionSuccessful"] and invocation["exitCode"] == 0'
cp "$dir/only-amazonses" "$dir/it's 100% ü"
inspect --format sarif "$dir/it's 100% ü" "$dir/hostile"
holds 'sarif: a place is a URI' sarif 'results[0]["locations"][0]
	["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///") and
	"/it%27s%20100%25%20%C3%BC" in str(results)'
run dns --zone /dev/null --format sarif example.com
holds 'sarif: of what is published' sarif \
	'results[0]["locations"][0]["logicalLocations"][0]
	["fullyQualifiedName"] == "example.com"'
run check --format sarif -c absent.yaml
holds 'sarif: a run that cannot be done' sarif \
	'results == [] and invocation["exitCode"] == 2 and
	not invocation["executionSuccessful"]'

# ---- HTML: test_report_html tells of the page itself ---------------------------

page() { xmllint --noout "$dir/out"; }
articles() { [ "$(grep -c '^<article>' "$dir/out")" = "$1" ]; }

inspect --format html healthy only-amazonses
holds 'html: well formed' page
holds 'html: an article for each' articles 2
holds 'html: the exit status of the run' exits 1
inspect -q --format html only-amazonses absent "$dir/hostile"
holds 'html: what cannot be read is told there' prints 'absent: No such file'
holds 'html: hostile texts' page
run check --format html -c absent.yaml
holds 'html: a run that cannot be done' prints 'absent.yaml: No such file'

# ---- of a bundle -----------------------------------------------------------------

inspect --bundle b.tar only-amazonses
for format in nagios prometheus junit github sarif html; do
	run inspect --format $format --bundle-read b.tar
	holds "$format: of a bundle" prints 'only-amazonses'
done
run inspect --format nagios --bundle-read absent.tar
holds 'nagios: no bundle' nagios 'state == "UNKNOWN"'

# ---- combinations -------------------------------------------------------------

for format in html nagios prometheus openmetrics junit github sarif; do
	inspect --format $format --fix-format zone healthy
	holds "$format excludes --fix-format" grep -q 'no report with' "$dir/err"
	for command in 'align --from a@example.com' 'spf --ip ::1' send; do
		# shellcheck disable=SC2086
		run $command --format $format
		holds "$format is not for $command" \
			grep -q "'$format' is none of text, json" "$dir/err"
	done
	run dns --wait --format $format example.com
	holds "$format is not for --wait" grep -q 'text or json' "$dir/err"
	inspect --format $format -o no/where healthy
	holds "$format: an output that cannot be, told once" \
		[ "$(grep -c 'no/where' "$dir/err")" = 1 ]
	holds "$format: ... is no good run" [ "$status" != 0 ]
	inspect --format $format -o /dev/full healthy
	holds "$format: nor is one that is full" [ "$status" != 0 ]
done
run dns --zone /dev/null --overlay dmarc.zone --format nagios example.com
holds 'with an overlay: as if it were published' nagios \
	'"dmarc-record-missing" not in line'

test_end test_formats
