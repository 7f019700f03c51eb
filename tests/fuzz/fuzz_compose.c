/*
 * Whatever is asked for, what is composed is a valid message with no field
 * that we did not mean to write.  The octet 0xFE, which UTF-8 never holds,
 * separates the parts of the request.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/valid_message.h"

#include "send/compose.h"

#define TOKEN "MFRGGZDFMZTWQ2LKNNWG23TPOB"

/* The next part; absent when it is empty or none is left. */
static struct bytes part(struct bytes *rest)
{
	struct bytes part;

	bytes_cut(*rest, '\xfe', &part, rest);
	return part.len > 0 ? part : ABSENT;
}

static size_t fields_in(struct bytes raw)
{
	struct bytes line;
	size_t fields = 0;

	while (bytes_line(&raw, &line) && line.len > 0)
		fields += line.ptr[0] != ' ' && line.ptr[0] != '\t';
	return fields;
}

static void try_parts(struct arena *arena, struct bytes rest)
{
	struct compose_request request = { .token = BYTES(TOKEN), .now = 0 };
	struct compose_item fields[2] = { { .next = &fields[1] } };
	struct compose_file text = { .name = BYTES("t") }, html = text,
			    attached = text;
	struct compose_item tag = { .text = part(&rest) };
	struct compose_ses ses = { .tags = &tag };
	struct composed out;
	struct fault fault;

	ses.configuration_set = part(&rest);
	ses.source_arn = part(&rest);
	request.ses = bytes_present(tag.text) ? &ses : NULL;
	request.from = part(&rest);
	request.to = part(&rest);
	request.envelope_from = part(&rest);
	request.subject = part(&rest);
	request.list_unsubscribe = part(&rest);
	fields[0].text = part(&rest);
	fields[1].text = part(&rest);
	attached.name = part(&rest);
	attached.content = part(&rest);
	text.content = part(&rest);
	html.content = rest;
	request.fields = bytes_present(fields[1].text) ? fields : NULL;
	request.attachments = bytes_present(attached.name) ? &attached : NULL;
	request.text = bytes_present(text.content) ? &text : NULL;
	request.html = bytes_present(html.content) ? &html : NULL;
	if (!compose(arena, &request, &out, &fault))
		return;
	must(valid_message(out.raw, !out.smtputf8) == NULL);
	must(fields_in(out.raw) <= 7 + 3 + 2 + 2 + 3 + 2);
}

static void try_raw(struct arena *arena, struct bytes content)
{
	static const char mark[] = "X-Mailplumb-Token: " TOKEN "\r\n";
	struct compose_file raw = { .name = BYTES("m"), .content = content };
	struct compose_request request = { .token = BYTES(TOKEN),
		.from = BYTES("a@example.com"),
		.to = BYTES("b@example.com"),
		.raw = &raw };
	struct composed out;
	struct fault fault;
	struct bytes line;

	if (!compose(arena, &request, &out, &fault))
		return;
	must(bytes_starts(out.raw, bytes_of(mark)));
	for (struct bytes rest = out.raw; bytes_line(&rest, &line);) {
		must(valid_line(line, false) == NULL);
		must(line.ptr[line.len] == '\r');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct bytes input = { (const char *)data, size };

	/* A field taken over as it is may hold what looks like our own. */
	if (bytes_find(input, BYTES("=?UTF-8?")) == NULL)
		try_parts(arena, input);
	try_raw(arena, input);
	arena_close(arena);
	return 0;
}
