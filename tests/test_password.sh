#!/bin/sh
# mailplumb password: the vectors, and every wrong use.
# Usage: tests/test_password.sh BUILD_DIR
build=${1:?usage: tests/test_password.sh BUILD_DIR}
program=$build/mailplumb
dir=$(mktemp -d) || exit 1
passed=0 failed=0
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
unset AWS_REGION AWS_DEFAULT_REGION

# expect NAME STATUS WORDS COMMAND...: it ends so and prints so.
expect() {
	name=$1 want=$2 words=$3
	shift 3
	"$@" >"$dir/out" 2>&1
	status=$?
	if [ "$status" -eq "$want" ] && grep -qF -e "$words" "$dir/out"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "test_password: $name: exit status $status, want $want;" \
			"not said: $words"
		sed 's/^/    /' "$dir/out"
	fi
}

from_stdin() { # SECRET REGION
	printf '%s\n' "$1" | "$program" password --region "$2"
}

while read -r region secret password; do
	expect "$region $secret" 0 "$password" from_stdin "$secret" "$region"
	expect "$region $secret, environment" 0 "$password" env \
		AWS_SECRET_ACCESS_KEY="$secret" AWS_REGION="$region" \
		"$program" password
done <<'END'
eu-central-1 some+secret+key BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2
eu-central-1 another+secret+key BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh
us-west-1 some+secret+key BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj
us-west-1 another+secret+key BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF
us-east-1 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9
us-west-2 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd
eu-west-1 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk
END

expect 'no region' 2 '--region' "$program" password </dev/null
expect 'no such form of region' 2 'us-east-1' "$program" password \
	--region 'a.b' </dev/null
expect 'no secret' 2 'is empty' "$program" password --region us-east-1 \
	</dev/null
expect 'secret as an argument' 2 'others can see it' "$program" password \
	--region us-east-1 secret </dev/null
expect 'temporary key' 2 'temporary' env AWS_SECRET_ACCESS_KEY=s \
	AWS_SESSION_TOKEN=t "$program" password --region us-east-1
expect 'a password instead of the secret' 2 'looks like an SES SMTP password' \
	from_stdin BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9 us-east-1
expect 'unknown region' 0 'B' from_stdin some+secret+key mars-north-1

echo "test_password: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
