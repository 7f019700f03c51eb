#include "inspect/fetch/whose.h"

#include "common/mail/notice.h"

const char *const whose_fields[WHOSE_FIELD_COUNT] = { WHOSE_TOKEN_FIELD,
	"CONTENT-TYPE", "RETURN-PATH", "X-FAILED-RECIPIENTS" };

/* Fields one after the other; continuation lines belong to the value. */
static bool field_next(
    struct bytes *rest, struct bytes *name, struct bytes *value)
{
	struct bytes start = *rest, line;

	if (!bytes_line(rest, &line) || line.len == 0)
		return false;
	while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t'))
		bytes_line(rest, &line);
	bytes_cut(bytes_first(start, start.len - rest->len), ':', name, value);
	*name = bytes_trim(*name);
	*value = bytes_trim(*value);
	return true;
}

bool header_has_token(struct bytes header, struct bytes token)
{
	struct bytes name, value;

	while (field_next(&header, &name, &value))
		if (bytes_ieq(name, BYTES(WHOSE_TOKEN_FIELD)) &&
		    bytes_ieq(value, token))
			return true;
	return false;
}

bool header_tells_report(struct bytes header)
{
	struct arena *arena = arena_open();
	struct bytes name, value;
	bool report = false;

	while (!report && field_next(&header, &name, &value))
		report = notice_field(arena, name, value);
	arena_close(arena);
	return report;
}
