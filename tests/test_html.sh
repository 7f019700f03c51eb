#!/usr/bin/env bash
# Pages of reports, read by others: a reader of XML, and headless Chromium at
# several widths, in light, dark and in print, with nothing but their file.
# Run in the top folder: tests/test_html.sh BUILD_DIR
#
# MAILPLUMB_SHOTS=FOLDER keeps what Chromium saw.
set -u
. tests/test.sh
build=$(cd "$1" && pwd)
mailplumb=$build/mailplumb
export LC_ALL=C.UTF-8 TMPDIR=$dir
pages=$dir/pages
mkdir "$pages"
# shellcheck disable=SC2034
test_shows="$dir/out $dir/err"

# A page of several messages, one of which cannot be read.
for story in healthy only-amazonses terminal-escapes verified-alone; do
	sed '1,/^message$/d' "fixtures/cases/$story.case" >"$dir/$story.eml"
done
"$mailplumb" inspect --no-dns --receiver gmail --format html \
	-o "$pages/several.html" "$dir"/*.eml "$dir/absent" \
	2>"$dir/err"
is 'several: the exit status of the run' 3 $?
counts='4 reports: 2 pass, 1 fail, 1 undecided; 1 could not be done'
holds 'several: the counts' grep -q "<h2>$counts</h2>" "$pages/several.html"
holds 'several: links to each' test "$(grep -c 'href="#r[1-4]"' \
	"$pages/several.html")" = 4

MAILPLUMB_WRITE_PAGES=$pages "$build/tests/test_report_html" >"$dir/out"
is 'pages are written' 0 $?

# All of them, in a reader that knows nothing of them.
xmllint --noout "$pages"/*.html >"$dir/out" 2>&1
is 'XML, says libxml2' 0 $?

# What they look like, of each kind one: all is well, a default of SES, several
# faults with records to publish, what strangers wrote, changed on the way, no
# message at all, what is published, several.
kinds=(verified-healthy mailfrom-amazonses two-faults-key-and-spf
	hostile-markup transit-footer no-message published-tokens-missing
	several)
opened=("${kinds[@]/#/"$pages"/}")
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null
then
	skip 'in Chromium' 'it is not installed'
else
	tests/browser.py ${MAILPLUMB_SHOTS:+--shots "$MAILPLUMB_SHOTS"} \
		"${opened[@]/%/.html}" >"$dir/out" 2>"$dir/err"
	case $? in
	0) pass && cat "$dir/out" ;;
	77) skip 'in Chromium' "$(tail -n 1 "$dir/out")" ;;
	*) fail 'in Chromium' "$dir/out" "$dir/err" ;;
	esac
fi

test_end test_html
