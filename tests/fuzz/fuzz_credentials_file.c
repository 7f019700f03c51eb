/* Any file, any profile (its name is the first line): what is found lies in
 * the file, on one line, without blanks around it. */
#include "tests/fuzz/fuzz.h"

#include "send/credentials.h"
#include <string.h>

static void in_one_line(struct bytes file, struct bytes value)
{
	if (!bytes_present(value))
		return;
	must(value.len > 0 && value.ptr >= file.ptr &&
	     value.ptr + value.len <= file.ptr + file.len);
	must(memchr(value.ptr, '\n', value.len) == NULL);
	must(bytes_eq(bytes_trim(value), value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = { (const char *)data, size }, name = BYTES("");
	struct aws_profile profile;

	bytes_line(&file, &name);
	if (!bytes_present(file))
		return 0;
	aws_profile_read(file, name, &profile);
	in_one_line(file, profile.access_key_id);
	in_one_line(file, profile.secret_access_key);
	in_one_line(file, profile.session_token);
	must(profile.found || !bytes_present(profile.access_key_id));
	smtp_password_form(file);
	return 0;
}
