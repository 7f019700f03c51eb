#!/bin/sh
# The manual pages: well formed, and with every command, option and key that
# there is, and none that there is not.
. tests/test.sh
build=$1
mailplumb=$build/mailplumb
manual=docs/mailplumb.1
keys=docs/mailplumb.yaml.5

# same WHAT LIST LIST: both lists of words hold the same
same() {
	one=$(printf '%s\n' "$2" | sort -u)
	two=$(printf '%s\n' "$3" | sort -u)
	if [ -n "$one" ] && [ "$one" = "$two" ]; then
		pass
		return
	fi
	fail "$1: program and manual differ:"
	printf '%s\n' "$one" "$two" | sort | uniq -u | while read -r word; do
		printf '%s\n' "$one" | grep -Fqxe "$word" &&
			echo "  $word is not in the manual" ||
			echo "  $word is only in the manual"
	done
}

for page in "$manual" "$keys" "$build/mailplumb.1"; do
	if ! command -v mandoc >/dev/null; then
		skip "$page" 'no mandoc'
	else
		holds "$page" mandoc -T lint -W warning "$page"
	fi
done

commands=$("$mailplumb" help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
same commands "$commands" \
	"$(sed -n '/^\.Sh DESC/,/^\.Ss/s/^\.It Cm //p' "$manual")"

# The findings are those of the catalogue.
same findings "$("$mailplumb" explain | sed -n 's/^\([a-z0-9]*-[a-z0-9-]*\) .*/\1/p')" \
	"$(sed -n '/^\.Sh FINDINGS/,/^\.Sh ENV/s/^\.It Sy \([a-z0-9-]*\) .*/\1/p' \
		"$build/mailplumb.1")"

# The options of a command as its help and its section of the manual tell.
for command in $commands; do
	[ "$command" = help ] && continue
	options=$("$mailplumb" help "$command" |
		sed -n 's/^ *\(-., *\)\{0,1\}--\([a-z-]*\) .*/\2/p')
	same "options of $command" "$options" "$(sed -n \
		"/^\.Ss Options of $command/,/^\.S[sh]/s/^\.It Fl \(. , \)\{0,1\}-\([a-z-]*\).*/\2/p" \
		"$manual")"
done

# Secrets stand in the manual under their plain name, and in their six forms.
same keys "$(sed -n -e 's/.*SETTING($/SETTING(\\/' \
	-e ':again' -e '/SETTING(\\$/{N;s/\\\n[ 	]*//;bagain' -e '}' \
	-e 's/.*SETTING("\([a-z_]*\)".*/\1/p' mailplumb/settings/settings*.[ch])" \
	"$(sed -n -e '/^\.Ss Secrets/,/^\.Ss senders/{/senders/!d;}' \
		-e 's/^\.It Ic \([a-z_]*\) :.*/\1/p' \
		-e 's/^\.Ss \([a-z]*\)$/\1/p' \
		-e 's/^\.Ic \(on\|webhook_url\) ,/\1/p' "$keys")"
same "forms of a secret" "$(sed -n \
	's/^	{ "\(_[a-z]*\|\)", SECRET_.*/password\1/p' \
	mailplumb/settings/settings_type.c)" \
	"$(sed -n '/^\.Ss Secrets/,/^\.Ss senders/s/^\.It Ic \([a-z_]*\) :.*/\1/p' \
		"$keys")"

# The statuses of fault.h, and those of a verdict.
same "exit statuses" "$({
	printf '0\n1\n'
	sed -n 's/.*FAULT_[A-Z]*,[ 	]*\/\* \([0-9]*\):.*/\1/p' \
		common/base/fault.h
})" "$(sed -n '/^\.Sh EXIT/,/^\.Sh EXAMPLES/s/^\.It //p' "$manual")"

test_end test_manual
