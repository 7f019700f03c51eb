/*
 * The shared credentials file of the AWS tools: sections in square brackets,
 * "key = value" lines, comments that begin with # or ; and indented lines
 * that belong to the key before (none of ours has any).
 */
#include "send/credentials.h"

#include <string.h>

static struct bytes without_comment(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((line.ptr[i] == '#' || line.ptr[i] == ';') &&
		    (i == 0 || is_blank(line.ptr[i - 1])))
			return bytes_first(line, i);
	return line;
}

/* "[name]": the name; absent when the line begins no section. */
static struct bytes section_name(struct bytes line)
{
	struct bytes name, after;

	if (!bytes_starts(line, BYTES("[")) ||
	    !bytes_cut(bytes_skip(line, 1), ']', &name, &after))
		return ABSENT;
	return bytes_trim(name);
}

static void store_line(struct aws_profile *profile, struct bytes line)
{
	const struct {
		struct bytes key;
		struct bytes *value;
	} keys[] = {
		{ BYTES("aws_access_key_id"), &profile->access_key_id },
		{ BYTES("aws_secret_access_key"), &profile->secret_access_key },
		{ BYTES("aws_session_token"), &profile->session_token },
	};
	struct bytes key, value;

	if (!bytes_cut(line, '=', &key, &value))
		return;
	value = bytes_trim(value);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (bytes_ieq(bytes_trim(key), keys[i].key))
			*keys[i].value = value.len > 0 ? value : ABSENT;
}

void aws_profile_read(
    struct bytes file, struct bytes name, struct aws_profile *profile)
{
	bool inside = false;
	struct bytes line;

	memset(profile, 0, sizeof(*profile));
	if (bytes_starts(file, BYTES("\xef\xbb\xbf")))
		file = bytes_skip(file, 3);
	while (bytes_line(&file, &line)) {
		if (line.len == 0 || is_blank(line.ptr[0]))
			continue;
		line = bytes_trim(without_comment(line));
		struct bytes section = section_name(line);
		if (bytes_present(section)) {
			inside = bytes_eq(section, name);
			profile->found = profile->found || inside;
		} else if (inside) {
			store_line(profile, line);
		}
	}
}
