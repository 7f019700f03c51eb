#!/usr/bin/env bash
# mailplumb inspect on many: folders, Maildirs, lists, and several at a time.
# Run in the top folder: tests/test_inspect_many.sh BUILD_DIR
# shellcheck disable=SC2164
set -u
. tests/test.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
top=$PWD
export LC_ALL=C.UTF-8

message() { sed '1,/^message$/d' "$top/fixtures/cases/$1.case"; }
# run ARGUMENT...: in $dir; status, out and err are kept
run() {
	status=0
	(cd "$dir" && exec "$mailplumb" inspect --no-dns "$@") \
		>"$dir/out" 2>"$dir/err" || status=$?
}
test_shows="$dir/out $dir/err"
# names STATUS WANTED WHAT ARGUMENT...: which messages come, in order
names() {
	local want=$1 wanted=$2 what=$3
	shift 3
	run --json "$@"
	is "$what: exit" "$want" "$status"
	is "$what" "$wanted" "$(jq -r .message.source.name "$dir/out" | xargs)"
}

# ---- folders
mkdir -p "$dir"/folder/{b/deep,a,.hidden,none}
for path in 10 2 b/deep/x b/y a/z .hidden/h; do
	message healthy >"$dir/folder/$path"
done
message healthy >"$dir/folder/.dot"
ln -s .. "$dir/folder/b/loop"
ln -s 2 "$dir/folder/link"
mkfifo "$dir/folder/pipe"
all='folder/10 folder/2 folder/a/z folder/b/deep/x folder/b/y'
names 0 "$all" 'a folder, by name' folder
names 0 "$(echo "$all" | sed 's|folder/|folder//|g; s|//|/|g')" \
	'a slash behind it' folder/
names 0 './folder/b/deep/x ./folder/b/y' 'a path with a dot' ./folder/b
run --quiet folder
is 'each is named' 5 "$(grep -c '^PASS  folder/' "$dir/out")"
names 3 '' 'a folder without messages' folder/none
grep -q '^mailplumb: folder/none: holds no message$' "$dir/err" && pass ||
	fail 'a folder without messages is named' "$dir/err"
(cd "$dir" && mkdir -p "$(printf 'deep/%.0s' $(seq 1 40))" &&
	cp folder/2 "$(printf 'deep/%.0s' $(seq 1 40))")
run deep
is 'too deep' 3 "$status"
grep -q 'more than 32 folders deep' "$dir/err" && pass ||
	fail 'too deep is said' "$dir/err"

# ---- a Maildir
maildir="$dir/mail"
mkdir -p "$maildir"/{cur,new,tmp,.Sent.2026/cur,.Sent.2026/new,.nothing} \
	"$maildir"/list/{cur,new} "$maildir"/plain
for path in cur/1:2,S new/2 tmp/3 .Sent.2026/cur/4 list/new/5 plain/6; do
	message healthy >"$maildir/$path"
done
echo 'From x' >"$maildir/dovecot-uidlist"
mkdir "$maildir/cur/odd"
message healthy >"$maildir/cur/odd/7"
names 0 'mail/.Sent.2026/cur/4 mail/cur/1:2,S mail/list/new/5 mail/new/2' \
	'a Maildir and its folders' mail
is 'kinds' maildir "$(jq -r .message.source.kind "$dir/out" | sort -u)"
is 'folders' 'Sent.2026 null list null' \
	"$(jq -r .message.source.folder "$dir/out" | xargs)"
mkdir "$dir/users"
cp -r "$maildir" "$dir/users/a"
message healthy >"$dir/users/b"
names 0 'users/a/.Sent.2026/cur/4 users/a/cur/1:2,S users/a/list/new/5 users/a/new/2 users/b' \
	'a Maildir in a folder' users
is 'kind of what lies beside it' file \
	"$(jq -r .message.source.kind "$dir/out" | tail -n 1)"
# A "From " line parts no messages there.
{
	echo 'From a@example.com Fri Nov 20 10:00:00 2026'
	message healthy
	printf '\nFrom a@example.com Fri Nov 20 10:00:00 2026\nSubject: x\n\n'
} >"$maildir/new/8"
names 0 'mail/.Sent.2026/cur/4 mail/cur/1:2,S mail/list/new/5 mail/new/2 mail/new/8' \
	'one file, one message' mail
rm "$maildir/new/8"

# ---- lists
(cd "$dir" && find folder -name '[xyz]' | sort >list)
printf 'folder/2\0folder/b\0' >"$dir/list0"
names 0 'folder/a/z folder/b/deep/x folder/b/y' 'a list' --files-from list
names 0 'folder/2 folder/b/deep/x folder/b/y' 'a list with NUL' \
	-0 --files-from list0
names 0 'folder/10 folder/a/z folder/b/deep/x folder/b/y' \
	'a list behind sources' --files-from list folder/10
names 0 'folder/a/z folder/b/deep/x folder/b/y' 'a list on standard input' \
	--files-from - <"$dir/list"
message healthy >"$dir/-"
message healthy >"$dir/a
b"
printf -- '-\0a\nb\0' >"$dir/list0"
run --json --null --files-from list0
is 'strange names' '"./-" "a\nb"' \
	"$(jq .message.source.name "$dir/out" | tr '\n' ' ' | sed 's/ $//')"
printf '\n\nfolder/2' >"$dir/list"
names 0 folder/2 'empty lines, and none at the end' --files-from list
: >"$dir/list"
names 3 '' 'an empty list' --files-from list
grep -q 'list: names no file' "$dir/err" && pass || fail 'it is said'
names 3 '' 'no such list' --files-from nowhere
names 3 '' 'a folder is no list' --files-from folder
names 2 '' '--null without a list' --null folder
{
	head -c 5000 /dev/zero | tr '\000' x
	printf '\nfolder/2\n'
} >"$dir/list"
names 3 folder/2 'a name that is too long' --files-from list

# ---- one bad file among good ones
echo 'not a message' >"$dir/folder/b/bad"
names 3 'folder/10 folder/2 folder/a/z folder/b/deep/x folder/b/y' \
	'a bad file among good ones' folder
is 'it is told' \
	'mailplumb: folder/b/bad: not a message: no header field such as From or Received' \
	"$(cat "$dir/err")"
: >"$dir/folder/c"
run -q folder nowhere only
is 'faults in order' 'folder/b/bad: folder/c: nowhere: only:' \
	"$(sed 's/^mailplumb: \([^:]*:\).*/\1/' "$dir/err" | xargs)"

# ---- jobs: the same octets
for _ in $(seq 1 60); do
	for story in healthy only-amazonses no-receiver gmx outlook; do
		echo 'From sender@example.com Fri Nov 20 10:00:00 2026'
		message $story
		echo
	done
done >"$dir/mbox"
several() { # FORMAT...
	local jobs
	for jobs in 1 2 4 7; do
		(cd "$dir" && "$mailplumb" inspect --no-dns --now 1795169100 -j $jobs \
			"$@" folder mbox mail folder nowhere - <mbox) \
			>"$dir/jobs$jobs" 2>&1
		echo $? >>"$dir/jobs$jobs"
	done
	holds "jobs 1 and 2 ($*)" cmp "$dir/jobs1" "$dir/jobs2"
	holds "jobs 1 and 4 ($*)" cmp "$dir/jobs1" "$dir/jobs4"
	holds "jobs 1 and 7 ($*)" cmp "$dir/jobs1" "$dir/jobs7"
}
several --json
is 'all messages' 614 "$(grep -c '^{' "$dir/jobs4")"
is 'the exit status' 3 "$(tail -n 1 "$dir/jobs4")"
several -v
several --quiet
run -j 0 mbox
is '-j 0' 2 "$status"
run -j 257 mbox
is '-j 257' 2 "$status"

# ---- an output that fails ends the run, even while input is awaited
mkfifo "$dir/wait"
for jobs in 1 3; do
	(cat "$dir/mbox" && exec sleep 60) >"$dir/wait" 2>/dev/null &
	writer=$!
	status=0
	timeout 20 "$mailplumb" inspect --no-dns -j $jobs "$dir/wait" \
		>/dev/full 2>"$dir/err" || status=$?
	is "a full output, $jobs jobs" 70 "$status"
	kill $writer 2>/dev/null
	wait $writer 2>/dev/null
	"$mailplumb" inspect --no-dns -j $jobs "$dir/mbox" 2>"$dir/err" | head -n 1 \
		>"$dir/out"
	is "a reader that leaves, $jobs jobs" '' "$(cat "$dir/err")"
done

test_end test_inspect_many
