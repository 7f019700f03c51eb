#!/usr/bin/env bash
# mailplumb inspect --bundle, --redact and --bundle-read, from the outside.
# Run in the top folder: tests/test_inspect_bundle.sh BUILD_DIR
set -u
. tests/test.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
export LC_ALL=C.UTF-8 NO_COLOR=1
# shellcheck disable=SC2034,SC2154
test_shows="$dir/out $dir/err"

exits() { [ "$status" = "$1" ]; }
complains() { grep -qF -- "$1" "$dir/err"; }
silent() { [ ! -s "$dir/err" ]; }
that() { jq -es "$1" <"$dir/out" >/dev/null; }
as_contract_says() { python3 tests/report_schema.py <"$dir/out"; }
absent() { [ ! -e "$1" ]; }

inspect() { # ARGUMENT...
	status=0
	(cd "$dir" && "$mailplumb" inspect "$@") \
		>"$dir/out" 2>"$dir/err" </dev/null || status=$?
}
with_zone() {
	inspect --zone example.com.zone --receiver gmail \
		--now 2026-11-20T10:05:00Z "$@"
}

case=fixtures/cases/transit-subject.case
sed -n '/^sent$/,/^message$/{/^sent$/d;/^message$/d;s/$/\r/;p}' \
	$case >"$dir/sent.eml"
sed '1,/^message$/d;s/$/\r/' $case >"$dir/got.eml"
cat >"$dir/example.com.zone" <<'Z'
$ORIGIN example.com.
@ 300 IN SOA ns.example.com. h.example.com. 1 1 1 1 300
bounce 300 IN TXT "v=spf1 ip4:54.240.0.0/18 ~all"
_dmarc 300 IN TXT "v=DMARC1; p=reject"
Z

# ---- the same report ---------------------------------------------------------

with_zone --sent sent.eml --bundle b.tar got.eml
cp "$dir/out" "$dir/wanted"
holds "written: the exit code of the report" exits 1
holds "written: nothing to say of it" silent
inspect --bundle-read b.tar
holds "read: exit code" exits 1
holds "read: the same text" cmp -s "$dir/out" "$dir/wanted"
for form in -v '-v -v' -q --json; do
	# shellcheck disable=SC2086
	with_zone --sent sent.eml $form got.eml
	cp "$dir/out" "$dir/wanted"
	# shellcheck disable=SC2086
	inspect --bundle-read b.tar $form
	holds "read: the same with $form" cmp -s "$dir/out" "$dir/wanted"
done
holds "read: as the contract says" as_contract_says
inspect --bundle-read b.tar -o report.txt
holds "read: into a file" [ -s "$dir/report.txt" ]
tar -xOf "$dir/b.tar" message.eml | cmp -s - "$dir/got.eml"
holds "any tar reads it" [ $? = 0 ]
mkdir "$dir/unpacked"
tar -xf "$dir/b.tar" -C "$dir/unpacked"
holds "the digests are right" [ "$(cd "$dir/unpacked" && jq -r \
	'.files[] | "\(.sha256)  \(.name)"' manifest.json | sha256sum -c 2>&1 |
	grep -vc ': OK$')" = 0 ]
holds "what was sent is in it" cmp -s "$dir/unpacked/sent.eml" "$dir/sent.eml"
holds "the DNS is in it" jq -e \
	'[.answers[] | select(.name == "_dmarc.example.com")] != []' \
	"$dir/unpacked/dns.json"
inspect --dns-replay unpacked/dns.json --receiver gmail --sent sent.eml \
	--now 2026-11-20T10:05:00Z --json got.eml
holds "the DNS alone gives the same report" cmp -s "$dir/out" "$dir/wanted"
inspect --no-dns --bundle b.tar --receiver gmail got.eml
holds "without DNS" exits 1
cp "$dir/out" "$dir/wanted"
inspect --bundle-read b.tar
holds "without DNS: the same" cmp -s "$dir/out" "$dir/wanted"
(cd "$dir" && "$mailplumb" inspect --no-dns --authserv-id a.example \
	--client-ip 192.0.2.1 --mail-from '<>' --helo h --require dkim \
	--fail-on note --bundle b.tar <got.eml >wanted)
inspect --bundle-read b.tar
holds "options and standard input" cmp -s "$dir/out" "$dir/wanted"

# ---- redacted ----------------------------------------------------------------

with_zone --json got.eml
cp "$dir/out" "$dir/wanted"
with_zone --bundle r.tar --redact got.eml
inspect --json --bundle-read r.tar
holds "redacted: the same findings" [ \
	"$(jq -c '[.findings[].id]' "$dir/out")" = \
	"$(jq -c '[.findings[].id]' "$dir/wanted")" ]
holds "redacted: says so" that '.[0].redacted'
holds "redacted: as the contract says" as_contract_says
inspect --bundle-read r.tar
holds "redacted: says so in text" grep -q '^Redacted: ' "$dir/out"
for word in hello@ probe@ 'Your order' 'on Monday' got.eml; do
	# shellcheck disable=SC2016
	holds "redacted: no $word" sh -c '! grep -aqF -- "$1" "$2"' sh \
		"$word" "$dir/r.tar"
done

# ---- what does not fit -------------------------------------------------------

with_zone --bundle two.tar got.eml got.eml
holds "two messages: usage" exits 2
holds "two messages: said" complains "a bundle holds one message"
holds "two messages: no file" absent "$dir/two.tar"
with_zone --bundle none.tar nothing.eml
holds "no message: input" exits 3
holds "no message: no file" absent "$dir/none.tar"
inspect --redact --no-dns got.eml
holds "--redact alone" exits 2
inspect --bundle b.tar --overlay example.com.zone got.eml
holds "--bundle and --overlay" exits 2
for other in got.eml --no-dns "--now 2026-11-20T10:05:00Z" "--receiver gmail" \
	"--zone example.com.zone" "--bundle c.tar" "--sent sent.eml" \
	"--require dkim" "--fail-on note" "--bulk"; do
	# shellcheck disable=SC2086
	inspect --bundle-read b.tar $other
	holds "--bundle-read and $other" exits 2
	holds "--bundle-read and $other: said" complains "excludes"
done
inspect --bundle /nowhere/b.tar --no-dns --receiver gmail got.eml
holds "a place that is not there" exits 2

# ---- what is no bundle -------------------------------------------------------

refused() { # WHAT SAID
	inspect --bundle-read x.tar
	holds "$1: status" exits 3
	holds "$1: said" complains "x.tar: $2"
	holds "$1: no report" [ ! -s "$dir/out" ]
}
cp "$dir/got.eml" "$dir/x.tar"
refused "a message" "not a tar archive"
gzip -c "$dir/b.tar" >"$dir/x.tar"
refused "compressed" "it is compressed"
tar -cf "$dir/x.tar" -C "$dir" got.eml
refused "another archive" "no bundle"
ln -s /etc/passwd "$dir/manifest.json"
tar -cf "$dir/x.tar" -C "$dir" manifest.json
refused "a link" "it holds something else than files"
sed 's/arrive on Monday/arrive on Sunday/' "$dir/b.tar" >"$dir/x.tar"
refused "a word changed" "a damaged bundle: message.eml is not what"
truncate -s 1T "$dir/hole"
tar -cSf "$dir/x.tar" -C "$dir" hole
refused "a hole of a terabyte" "a file of it is too large"
head -c 9000 "$dir/b.tar" >"$dir/x.tar"
inspect --bundle-read x.tar
holds "cut: status" exits 3
mkdir "$dir/many"
for i in $(seq 70); do echo "$i" >"$dir/many/$i"; done
(cd "$dir/many" && tar -cf ../x.tar -- *)
refused "many files" "it holds too many files"
inspect --bundle-read nothing.tar
holds "no file" exits 3

test_end test_inspect_bundle
