#include "inspect/report/dkim_tags.h"

static struct bytes time_of(struct arena *arena, int64_t time)
{
	char text[TIME_TEXT_SIZE];

	return time != TIME_UNKNOWN
		   ? arena_copy(arena, bytes_of(time_write(time, text)))
		   : ABSENT;
}

size_t dkim_tags(struct arena *arena, const struct dkim_signature *signature,
    struct dkim_tag tags[DKIM_TAGS])
{
	const struct dkim_signature *s = signature;
	const struct dkim_tag all[DKIM_TAGS] = {
		{ "d=", s->domain },
		{ "s=", s->selector },
		{ "i=", s->identity },
		{ "v=", s->version },
		{ "a=", s->algorithm },
		{ "c=", s->canonicalization },
		{ "q=", s->query },
		{ "t=", time_of(arena, s->timestamp) },
		{ "x=", time_of(arena, s->expiration) },
		{ "l=", s->length >= 0
			    ? arena_printf(arena, "%lld", (long long)s->length)
			    : ABSENT },
		{ "h=", s->names },
		{ "bh=", s->body_hash },
		{ "b=", s->signature },
		{ "z=", s->copied },
	};
	size_t n = 0;

	for (size_t i = 0; i < DKIM_TAGS; i++)
		if (bytes_present(all[i].value))
			tags[n++] = all[i];
	return n;
}
