#!/usr/bin/env bash
# mailplumb inspect --receipt and --sent, from the outside: whose octets count,
# what a mismatch says, and receipts that are none.
# Run in the top folder: tests/test_inspect_sent.sh BUILD_DIR
set -u
. tests/test.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
export LC_ALL=C.UTF-8 NO_COLOR=1
test_shows="$dir/out $dir/err"
token=HYQIQRHTCE2VHTGLNSM57U5VHI

exits() { [ "$status" = "$1" ]; }
says() { grep -qF -- "$1" "$dir/out"; }
complains() { grep -qF -- "$1" "$dir/err"; }
silent() { [ ! -s "$dir/err" ]; }
that() { jq -es "$1" <"$dir/out" >/dev/null; }
as_contract_says() { python3 tests/report_schema.py <"$dir/out"; }

inspect() { # ARGUMENT...
	status=0
	(cd "$dir" && "$mailplumb" inspect --no-dns --receiver gmail "$@") \
		>"$dir/out" 2>"$dir/err" </dev/null || status=$?
}

# A receipt of the file that was sent; jq changes it.
receipt() { # FILE SENT_FILE CHANGE
	jq -nc --arg token $token --arg sent "$2" \
		--arg sha "$(sha256sum <"$dir/sent/footer.eml" | cut -c -64)" \
		'{schema: "mailplumb.receipt/1", token: $token,
		from: "a@example.com", to: "b@example.net", subject: "x",
		server: "smtp://a", smtp_code: 250, smtp_reply: "250 Ok x",
		ses_message_id: "0100-1", expected_message_id:
		"<0100019aa0c5e2b7-3f1c8a54-6d2e-4b97-9c10-7e5a2d84f6b3-000000@email.amazonses.com>",
		queued: "2026-11-20T09:59:59.000Z",
		accepted: "2026-11-20T10:00:00.000Z", attempts: 1,
		bytes_sha256: $sha, sent_file: $sent} | '"$3" >"$dir/$1"
}

# The messages of stories, as sent and as received.
mkdir "$dir/sent"
for story in footer subject unchanged; do
	case=fixtures/cases/transit-$story.case
	sed -n '/^sent$/,/^message$/{/^sent$/d;/^message$/d;s/$/\r/;p}' \
		$case >"$dir/sent/$story.eml"
	sed '1,/^message$/d;s/$/\r/' $case >"$dir/$story.eml"
done
# The same with a token of its own.
other=ABCDEFGHIJKLMNOPQRSTUVWX22
sed "s/$token/$other/" "$dir/subject.eml" >"$dir/other.eml"
sed "s/$token/$other/" "$dir/sent/subject.eml" >"$dir/sent/other.eml"

# ---- what was sent counts ---------------------------------------------------

receipt sent/receipt.json footer.eml .
inspect --json --receipt sent/receipt.json footer.eml
holds "a receipt: status" exits 1
holds "a receipt: no complaint" silent
holds "a receipt: the report is as it should be" as_contract_says
holds "a receipt: a file beside it" \
	that '.[0].transit | .compared and .file == "footer.eml"'
holds "a receipt: the footer" \
	that '.[0].transit.body | .change == "appended" and .octets == 15'
holds "a receipt: where" \
	that '.[0].transit.body | .sent.line == 12 and .received.octets == "-- \r\nScanned.\r\n"'
holds "a receipt: its facts" \
	that '.[0].transit | .ses_message_id == "0100-1" and .accepted == "2026-11-20T10:00:00.000Z"'
holds "a receipt: SES's habits are none's fault" \
	that '[.[0].transit.header[] | select(.by == null)] == []'

receipt receipt.json "$dir/sent/footer.eml" .
inspect --json --receipt receipt.json footer.eml
holds "an absolute name" that '.[0].transit.compared'
receipt sent/receipt.json sent/footer.eml .
inspect --json --receipt sent/receipt.json footer.eml
holds "a name as send was given it" that '.[0].transit.compared'
receipt receipt.json sent/footer.eml '.expected_message_id = "<other@a>"'
inspect --json --receipt receipt.json footer.eml
holds "a Message-ID that SES did not tell" \
	that '[.[0].transit.header[] | select(.by == null).field] == ["Message-ID"]'
receipt receipt.json sent/footer.eml .
inspect -v --receipt receipt.json footer.eml
holds "text: the section" says 'Sent and received'
holds "text: the footer" says 'a footer of 15 octets was appended'
jq . "$dir/receipt.json" >"$dir/pretty.json"
inspect --json --receipt pretty.json footer.eml
holds "a receipt over several lines" that '.[0].transit.compared'

inspect --json --sent sent/footer.eml footer.eml
holds "the octets alone" \
	that '.[0].transit | .compared and .body.change == "appended"'
inspect --json --sent sent/unchanged.eml unchanged.eml
holds "unchanged" that '.[0].transit.body.change == "none"'
sed "/^X-Mailplumb-Token/d" "$dir/sent/footer.eml" >"$dir/sent/bare.eml"
inspect --json --sent sent/bare.eml footer.eml
holds "octets without a token" \
	that '.[0].transit.header | any(.field == "X-Mailplumb-Token" and .change == "added")'
receipt receipt.json nowhere.eml '.sent_file = null'
inspect --json --receipt receipt.json --sent sent/footer.eml footer.eml
holds "octets for a receipt without" \
	that '.[0].transit | .compared and .ses_message_id == "0100-1"'
inspect --json footer.eml
holds "nothing is known" that '.[0].transit == null'

# ---- several messages --------------------------------------------------------

receipt receipt.json sent/footer.eml .
jq -c ".token = \"$other\" | .sent_file = \"sent/other.eml\" | .bytes_sha256 = \"$(sha256sum <"$dir/sent/other.eml" | cut -c -64)\"" \
	"$dir/receipt.json" >>"$dir/receipt.json"
inspect --json --receipt receipt.json footer.eml other.eml
holds "a receipt for each" \
	that '[.[].transit.body.change] == ["appended", "none"]'
holds "a field of the second" \
	that '.[1].transit.header | any(.field == "Subject" and .change == "replaced" and .signed)'
receipt receipt.json sent/footer.eml .
inspect --json --receipt receipt.json footer.eml other.eml
holds "it is that of one" \
	that '[.[].transit.compared] == [true, null]'
inspect -j 8 --json --receipt receipt.json footer.eml other.eml \
	footer.eml other.eml footer.eml other.eml footer.eml
holds "several jobs" that '[.[] | select(.transit.compared)] | length == 4'

# ---- what does not fit -------------------------------------------------------

inspect --json --receipt receipt.json other.eml
holds "of another message: status" exits 3
holds "of another message: said" \
	complains "receipt.json: no message here has its token $token"
holds "of another message: the report stands" that '.[0].transit == null'
inspect --json --sent sent/footer.eml other.eml
holds "octets of another message: said" complains "footer.eml: no message"

mismatch() { # WHAT SAID
	inspect --json --receipt receipt.json footer.eml
	holds "$1: nothing is compared" \
		that '.[0].transit | .compared == false and .body == null'
	holds "$1: why" that '.[0].transit.mistake | contains("'"$2"'")'
	holds "$1: as it should be" as_contract_says
	inspect --receipt receipt.json footer.eml
	holds "$1: told without -v" says 'Not compared with what was sent'
}
receipt receipt.json sent/bare.eml .
mismatch "other octets" "SHA-256"
receipt receipt.json nothing.eml .
mismatch "no such file" "nothing.eml: No such file"
receipt receipt.json sent/footer.eml '.sent_file = null'
mismatch "no file was kept" "names no file"
receipt receipt.json sent/other.eml ".bytes_sha256 = \"$(sha256sum <"$dir/sent/other.eml" | cut -c -64)\""
mismatch "octets of another token" "its token is $other"

# ---- what is no receipt ------------------------------------------------------

refused() { # WHAT SAID
	inspect --receipt receipt.json footer.eml
	holds "$1: status" exits 3
	holds "$1: said" complains "receipt.json$2"
	holds "$1: no report" [ ! -s "$dir/out" ]
}
altered() { # WHAT CHANGE SAID
	receipt receipt.json sent/footer.eml "$2"
	refused "$1" ": no receipt: $3"
}
altered "another schema" '.schema = "mailplumb.receipt/2"' "schema"
altered "no schema" 'del(.schema)' "schema: missing"
altered "no token" 'del(.token)' "token: missing"
altered "another token" '.token = "x"' "token: not of our form"
altered "no digest" '.bytes_sha256 = "00"' "bytes_sha256"
altered "capitals" '.bytes_sha256 |= ascii_upcase' "bytes_sha256"
altered "a number" '.sent_file = 1' "sent_file: neither text nor null"
altered "no time" '.queued = "now"' "queued: no time"
altered "NUL" '.sent_file = "a\u0000b"' "sent_file: too long, or holds NUL"
altered "long" '.sent_file = "a" * 2000' "sent_file: too long, or holds NUL"
echo '[]' >"$dir/receipt.json"
refused "a list" ": no receipt"
: >"$dir/receipt.json"
refused "an empty file" ": holds no receipt"
echo 'no' >"$dir/receipt.json"
refused "no JSON" ": not JSON"
receipt receipt.json sent/footer.eml .
echo '{"schema": 1}' >>"$dir/receipt.json"
refused "the second of two" ":2: no receipt"
rm "$dir/receipt.json"
refused "no file" ": No such file"
inspect --receipt '' footer.eml
holds "no name" exits 2

test_end test_inspect_sent
