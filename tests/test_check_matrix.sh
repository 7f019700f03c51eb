#!/bin/bash
# `mailplumb check` of three senders and four mailboxes in the lab, as a table:
# one receiver takes all for spam, one loses and one refuses what it gets.
#
# usage: tests/test_check_matrix.sh BUILD_DIR
set -u
. tests/test.sh
. tests/lab.sh
export MAILPLUMB_BUILD=$1
export LAB_DEADLINE=45s # nothing that arrives waits that long
export LC_ALL=C.UTF-8 NO_COLOR=1
LAB_MODE='' LAB_DIR=$dir/lab
# shellcheck disable=SC2034
test_shows="$dir/out $dir/err"

lab start receivers >/dev/null
lab run -- mailplumb check --no-ses-api \
	>"$dir/out" 2>"$dir/err"
status=$?
# The table and what follows it.
sed -n '/^ *gmail  *spam  *refuse  *drop$/,$p' "$dir/out" >"$dir/table"

exits() { [ "$status" = "$1" ]; }
row() { # SENDER LABEL CELLS
	[ "$(sed -n "/^$1$/,/^  time/s/^  $2  *//p" "$dir/table" |
		sed 's/   */|/g')" = "$3" ]
}
tells() { tr -s '\n ' '  ' <"${2:-$dir/table}" | grep -qF -- "$1"; }
narrow() { [ "$(wc -L <"$dir/table")" -le 80 ]; }

holds 'bounced and lost: exit 6' exits 6
holds 'the table is there' [ -s "$dir/table" ]
holds 'and 80 columns wide' narrow
for sender in prod news; do
	holds "$sender: placement" row $sender placement \
		'inbox|junk|bounced|lost'
	holds "$sender: SPF" row $sender SPF 'pass|pass|-|-'
	holds "$sender: DKIM" row $sender DKIM 'pass|pass|-|-'
	holds "$sender: DMARC" row $sender DMARC 'pass|pass|-|-'
done
holds 'shop: placement' row shop placement 'junk|junk|bounced|lost'
holds 'shop: DMARC' row shop DMARC 'fail|fail|-|-'
holds 'where they disagree' tells 'Where the receivers disagree, and why'
holds 'junk: the filter says why' tells \
	"prod → spam: placement is junk, elsewhere inbox. The message is authenticated, yet lies in Spam. The receiver's filter says why: X-Spam-Status Yes (spam), score 7.1 of 5.0"
holds 'lost' tells 'prod → drop: placement is lost, elsewhere inbox.'
holds 'bounced: the words of the report' tells 'not wanted here'
holds "a receiver of one's own" tells \
	'Claimed by The provider example.net (mx.example.net), named by you' \
	"$dir/out"

lab run -- mailplumb check --dry-run >"$dir/out" 2>"$dir/err"
holds 'a dry run has no table' sh -c '! grep -q "^  placement" "$1"' sh "$dir/out"
lab run -- mailplumb check -q --no-ses-api --timeout 1s \
	>"$dir/out" 2>"$dir/err"
holds 'quiet: a line for each and no table' [ "$(wc -l <"$dir/out")" = 12 ]

test_end test_check_matrix
