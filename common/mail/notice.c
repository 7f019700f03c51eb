#include "common/mail/notice.h"

#include "common/mail/content_type.h"

static bool is_report(struct arena *arena, struct bytes value)
{
	return content_type_is_delivery_report(arena, value) ||
	       content_type_is_complaint(arena, value);
}

static bool is_null_sender(struct arena *arena, struct bytes value)
{
	(void)arena;
	return bytes_is(bytes_trim(value), "<>");
}

static bool is_any(struct arena *arena, struct bytes value)
{
	(void)arena;
	return !bytes_empty(value);
}

bool notice_field(struct arena *arena, struct bytes name, struct bytes value)
{
	static const struct {
		const char *name;
		bool (*tells)(struct arena *arena, struct bytes value);
	} rows[] = {
		{ "Content-Type", is_report },
		{ "Return-Path", is_null_sender },
		{ "X-Failed-Recipients", is_any },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (bytes_iis(name, rows[i].name))
			return rows[i].tells(arena, value);
	return false;
}
