/*
 * The suites of ../shared/suites (or $MAILPLUMB_SUITES), read where they lie
 *
 * A row is one case; MAILPLUMB_TABLE=1 prints what was read of each header of
 * ar-samples and ar-parse (suite_table.h).  Where a difference is right, the
 * table that says so has the reason and it is printed.
 */
#include "tests/suite_table.h"
#include "tests/test.h"

#include "common/base/json.h"
#include "common/net/domain.h"
#include "common/net/suffix.h"
#include "inspect/model/receivers.h"
#include "inspect/read/author.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/envelope.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/trust.h"
#include "inspect/verify/reported.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MOST ((size_t)64 * 1024 * 1024)

static struct arena *arena;

static const char *suites(void)
{
	const char *path = getenv("MAILPLUMB_SUITES");

	return path != NULL ? path : "../shared/suites";
}

/* Absent when it cannot be read. */
static struct bytes file_of(const char *suite, struct bytes name)
{
	struct bytes path =
	    arena_printf(arena, "%s/%s/%.*s", suites(), suite, FMT(name));
	FILE *file = fopen(path.ptr, "rb");
	if (file == NULL)
		return ABSENT;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	if (size < 0 || (size_t)size > FILE_MOST)
		size = 0;
	char *text = arena_alloc(arena, (size_t)size + 1);
	size_t len = fread(text, 1, (size_t)size, file);
	fclose(file);
	return (struct bytes){ text, len };
}

static struct json *cases_of(const char *suite)
{
	struct fault fault = { 0 };
	struct bytes text = file_of(suite, BYTES("cases.json"));

	if (!bytes_present(text)) {
		test_row(suite);
		test_skip("the suite is not here");
		return NULL;
	}
	struct json *cases = json_read(text, &fault);
	test_row(suite);
	check_true("cases.json can be read", cases != NULL);
	return cases;
}

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

static int64_t count_at(const struct json *array, size_t index)
{
	int64_t n = -1;

	json_integer_of(json_at(array, index), &n);
	return n;
}

static void case_row(const char *suite, const struct json *one)
{
	struct bytes name =
	    arena_printf(arena, "%s %.*s", suite, FMT(text_at(one, "id")));

	test_row(name.ptr);
}

/* ---- mime-robustness: where fields and body are ------------------------ */

/*
 * Three files have CRLF where the offsets count LF alone (the source was
 * converted after they were taken): for those a CRLF counts as one octet.
 */
static int64_t offset(struct bytes raw, const char *at, bool crlf_is_one)
{
	int64_t n = at - raw.ptr;
	struct bytes before = bytes_between(raw.ptr, at);
	const char *crlf;

	while (
	    crlf_is_one && (crlf = bytes_find(before, BYTES("\r\n"))) != NULL) {
		before = bytes_skip(before, (size_t)(crlf - before.ptr) + 2);
		n--;
	}
	return n;
}

static bool counts_lf(const struct message *m, const struct json *offsets)
{
	bool crlf = m->bare_lf == 0 && m->field_count > 0;

	return crlf && m->field_count > 1 &&
	       count_at(json_at(offsets, 1), 0) ==
		   m->fields[1].raw.ptr - m->raw.ptr - 1;
}

static void try_offsets(const struct json *one)
{
	const struct json *expected = json_get(one, "expected");
	const struct json *offsets = json_get(expected, "top_header_offsets");
	struct message m;
	int64_t body = -1;

	message_read(&m,
	    file_of("mime-robustness", text_at(one, "message_file")), arena);
	check_number("fields", m.field_count, json_size(offsets));
	bool lf = counts_lf(&m, offsets);
	for (size_t i = 0; i < json_size(offsets) && i < m.field_count; i++) {
		const struct json *at = json_at(offsets, i);
		struct bytes raw = m.fields[i].raw;
		check_number(
		    "start", offset(m.raw, raw.ptr, lf), count_at(at, 0));
		check_number("value", offset(m.raw, m.fields[i].value.ptr, lf),
		    count_at(at, 1));
		check_number("end", offset(m.raw, raw.ptr + raw.len, lf),
		    count_at(at, 2));
	}
	json_integer_of(json_get(expected, "body_offset"), &body);
	const char *start =
	    bytes_present(m.body) ? m.body.ptr : m.raw.ptr + m.raw.len;
	check_number("body", offset(m.raw, start, lf), body);
}

/* ---- ar-parse: Authentication-Results and the fields they mean --------- */

static int strict_only; /* refused by a strict parser, read by this one */

static struct claim_field *claims_of(struct bytes header)
{
	struct message m;

	message_read(
	    &m, arena_printf(arena, "%.*s\r\n\r\n", FMT(header)), arena);
	return claims_read(arena, &m);
}

static void check_property(const struct claim *claim, const struct json *want)
{
	struct bytes type = text_at(want, "ptype");
	struct bytes name = text_at(want, "property");

	check_bytes(arena_cstr(arena, name),
	    claim_property(claim,
		bytes_present(type) ? arena_cstr(arena, type) : NULL,
		arena_cstr(arena, name)),
	    text_at(want, "value"));
}

static void check_claim(const struct claim *claim, const struct json *want)
{
	const struct json *properties = json_get(want, "properties");
	struct bytes method = text_at(want, "method");
	struct bytes result = text_at(want, "result");
	struct bytes reason = text_at(want, "reason");
	int64_t version = 1;

	if (bytes_present(method))
		check_bytes("method", claim->method, method);
	if (bytes_present(result))
		check_true("result as written", bytes_ieq(claim->word, result));
	if (bytes_present(reason))
		check_bytes("reason", claim->reason, reason);
	json_integer_of(json_get(want, "method_version"), &version);
	check_number("version", claim->version, version);
	for (size_t i = 0; i < json_size(properties); i++)
		check_property(claim, json_at(properties, i));
}

/* What stands outside comments; nothing after one without an end. */
static struct bytes without_comments(struct bytes header)
{
	char *text = arena_cstr(arena, header);
	size_t len = 0;
	int depth = 0;

	for (size_t i = 0; i < header.len; i++) {
		depth += text[i] == '(';
		if (depth == 0)
			text[len++] = ascii_lower(text[i]);
		depth -= depth > 0 && text[i] == ')';
	}
	return (struct bytes){ text, len };
}

static void check_nothing_invented(
    const struct claim_field *field, struct bytes header)
{
	struct bytes text = without_comments(header);

	for (const struct claim *c = field->claims; c != NULL; c = c->next) {
		struct bytes said =
		    arena_lower(arena, arena_printf(arena, "%.*s=%.*s",
					   FMT(c->method), FMT(c->word)));
		check_true("the result stands in the text",
		    bytes_find(text, said) != NULL);
	}
	strict_only += field->claims != NULL;
}

static void try_authres(const struct json *one)
{
	const struct json *expected = json_get(one, "expected");
	const struct json *want = json_get(expected, "results");
	struct bytes header = text_at(json_get(one, "inputs"), "header");
	struct bytes id = text_at(expected, "authserv_id");
	struct claim_field *field = claims_of(header);
	size_t count = 0;

	check_true("a field", field != NULL);
	if (field == NULL)
		return;
	table_line(
	    arena_cstr(arena, bytes_first(text_at(one, "id"), 43)), field);
	if (bytes_eq(text_at(expected, "parse"), BYTES("error"))) {
		check_nothing_invented(field, header);
		return;
	}
	check_text("mistake", field->mistake, NULL);
	if (bytes_present(id))
		check_bytes("authserv-id", field->authserv_id,
		    id.len > 0 ? id : ABSENT);
	for (struct claim *c = field->claims; c != NULL; c = c->next, count++)
		if (count < json_size(want))
			check_claim(c, json_at(want, count));
	check_number("results", count, json_size(want));
}

/* ---- ar-samples: real headers, a folder per receiver -------------------- */

static struct suffix_list *suffixes;
static int fields_read, fields_trusted;

/* The end of the authserv-ids that each receiver wrote there. */
static const struct {
	const char *folder, *id;
} genuine[] = {
	{ "disroot.org", "disroot.org" },
	{ "fastmail.com", "messagingengine.com" },
	{ "gmail.com", "mx.google.com" },
	{ "gmx.de", "gmx.net" },
	{ "icloud.com", "icloud.com" },
	{ "ik.me", "mx.infomaniak.com" },
	{ "outlook.com", NULL }, /* writes none */
	{ "posteo.de", "posteo.de" },
	{ "riseup.net", "riseup.net" },
	{ "yahoo.com", "yahoo.com" },
	{ "zohomail.eu", "mx.zohomail.eu" },
};

/* As many '=' outside comments as claims, properties and reasons. */
static size_t equals_in(struct bytes value)
{
	struct bytes text = without_comments(value);
	bool quoted = false;
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		quoted ^= text.ptr[i] == '"';
		count += !quoted && text.ptr[i] == '=';
	}
	return count;
}

static size_t equals_read(const struct claim_field *field)
{
	size_t count = field->kind == CLAIM_ARC_AUTHENTICATION_RESULTS;

	for (const struct claim *c = field->claims; c != NULL; c = c->next) {
		count += 1 + bytes_present(c->reason);
		for (const struct property *p = c->properties; p; p = p->next)
			count++;
	}
	return count;
}

static void try_sample_field(const struct claim_field *field, const char *id)
{
	bool own = id == NULL
		       ? field->kind == CLAIM_AUTHENTICATION_RESULTS &&
			     !bytes_present(field->authserv_id)
		       : bytes_present(field->authserv_id) &&
			     domain_under(field->authserv_id, bytes_of(id));

	check_text("mistake", field->mistake, NULL);
	check_number(
	    "read", equals_read(field), equals_in(field->field->value));
	/* From Hotmail to Outlook both ends wrote mx.microsoft.com. */
	if (id != NULL || field->kind == CLAIM_AUTHENTICATION_RESULTS)
		check_number(
		    "trust", field->trust, own ? TRUST_YES : TRUST_FOREIGN);
	fields_read++;
	fields_trusted += field->trust == TRUST_YES;
}

static void try_sample(const char *folder, const char *file, const char *id)
{
	struct premises premises = { .suffixes = suffixes,
		.receiver = receiver_of_mailbox(NULL, bytes_of(folder)) };
	struct bytes name = arena_printf(arena, "%s/%s", folder, file);
	struct message m;

	test_row(arena_printf(arena, "ar-samples %.*s", FMT(name)).ptr);
	check_true("a row for the receiver", premises.receiver != NULL);
	message_read(&m, file_of("ar-samples", name), arena);
	check_text("mistake", m.mistake, NULL);
	struct claim_field *claims = claims_read(arena, &m);
	claims_trust(claims, &m, NULL, NULL, premises.receiver, &premises);
	table_line(name.ptr, claims);
	for (struct claim_field *f = claims; f != NULL; f = f->next)
		try_sample_field(f, id);
	claims_trust(claims, &m, NULL, NULL, NULL,
	    &(struct premises){ .suffixes = suffixes });
	for (struct claim_field *f = claims; f != NULL; f = f->next)
		check_number("nobody told", f->trust, TRUST_NO_RECEIVER);
}

static void try_samples(void)
{
	for (size_t i = 0; i < ROWS(genuine); i++) {
		struct bytes path = arena_printf(
		    arena, "%s/ar-samples/%s", suites(), genuine[i].folder);
		DIR *dir = opendir(path.ptr);
		struct dirent *entry;
		if (dir == NULL) {
			test_row(genuine[i].folder);
			test_skip("the suite is not here");
			continue;
		}
		while ((entry = readdir(dir)) != NULL)
			if (strchr(entry->d_name, '@') != NULL)
				try_sample(genuine[i].folder, entry->d_name,
				    genuine[i].id);
		closedir(dir);
	}
	printf("ar-samples: %d fields read, %d of them trusted\n", fields_read,
	    fields_trusted);
}

/* ---- ses-e2e: a message through SES, and changes of it ------------------ */

static void try_ses(const struct json *one)
{
	struct premises premises = { .suffixes = suffixes };
	const struct json *inputs = json_get(one, "inputs");
	struct message m;
	struct author author;
	struct envelope envelope;
	struct reported reported;

	message_read(
	    &m, file_of("ses-e2e", text_at(one, "message_file")), arena);
	check_text("mistake", m.mistake, NULL);
	author_read(&author, arena, &m);
	check_bytes("author", author.domain, text_at(inputs, "from_domain"));
	struct hop *hops = received_read(arena, &m);
	const struct receiver *receiver = receiver_find(hops, &premises);
	const struct hop *border = border_find(hops, receiver, suffixes);
	struct claim_field *claims = claims_read(arena, &m);
	claims_trust(claims, &m, hops, border, receiver, &premises);
	for (struct claim_field *f = claims; f != NULL; f = f->next)
		check_text("mistake of a claim", f->mistake, NULL);
	envelope_read(&envelope, arena, &m, border, claims, &premises);
	check_true("came through SES", bytes_present(envelope.ses_message_id));
	check_bytes("region", envelope.ses_region, BYTES("us-east-1"));
	struct dkim_signature *signatures = dkim_signatures_read(arena, &m);
	for (struct dkim_signature *d = signatures; d != NULL; d = d->next)
		check_text("mistake of a signature", d->mistake, NULL);
	reported_read(
	    &reported, arena, claims, signatures, &author, &envelope, suffixes);
	if (border != NULL) {
		check_number("dkim", reported.dkim, AUTH_PASS);
		check_true("dkim aligned", reported.dkim_aligned);
		check_number("dmarc", reported.dmarc, AUTH_PASS);
	}
	size_t last_hop = 0;
	for (struct hop *hop = hops; hop != NULL; hop = hop->next) {
		check_true("time", hop->time != TIME_UNKNOWN);
		last_hop += bytes_eq(hop->helo, text_at(inputs, "helo"));
	}
	check_true("the hop out of SES is read", hops == NULL || last_hop == 1);
}

static void try_suite(
    const char *suite, void (*try_case)(const struct json *one))
{
	struct json *cases = cases_of(suite);

	for (size_t i = 0; i < json_size(cases); i++) {
		case_row(suite, json_at(cases, i));
		try_case(json_at(cases, i));
	}
	json_free(cases);
	arena_reset(arena);
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	try_suite("mime-robustness", try_offsets);
	try_suite("ar-parse", try_authres);
	printf("ar-parse: %d texts that a strict parser refuses were read\n",
	    strict_only);
	try_samples();
	try_suite("ses-e2e", try_ses);
	suffix_list_close(suffixes);
	arena_close(arena);
	return test_end("test_suites");
}
