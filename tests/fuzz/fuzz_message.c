/* The whole reading of a message, and what its claims amount to. */
#include "tests/fuzz/fuzz.h"

#include "common/net/suffix.h"
#include "inspect/model/receivers.h"
#include "inspect/read/author.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/envelope.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/remarks.h"
#include "inspect/read/software.h"
#include "inspect/read/trust.h"
#include "inspect/verify/reported.h"

static struct arena *arena;
static struct suffix_list *suffixes;

static void check_views(const struct message *m)
{
	const char *end = m->raw.ptr + m->raw.len;

	for (size_t i = 0; i < m->field_count; i++) {
		const struct field *f = &m->fields[i];
		must(f->raw.ptr >= m->header.ptr);
		must(f->raw.ptr + f->raw.len <= m->header.ptr + m->header.len);
		must(f->value.ptr > f->name.ptr);
		must(f->value.ptr + f->value.len <= f->raw.ptr + f->raw.len);
	}
	must(!bytes_present(m->body) || m->body.ptr + m->body.len == end);
}

static void check_trust(const struct claim_field *f, bool anybody)
{
	for (; f != NULL; f = f->next) {
		must(f->why != NULL);
		must(anybody || f->trust != TRUST_YES);
		must(f->mistake_at <= f->field->value.len);
	}
}

static void read_message(const struct message *m, const struct receiver *told)
{
	struct premises premises = { .suffixes = suffixes, .receiver = told };
	struct reported reported;
	struct envelope envelope;
	struct author author;

	author_read(&author, arena, m);
	struct hop *hops = received_read(arena, m);
	const struct receiver *receiver = receiver_find(hops, &premises);
	const struct hop *border = border_find(hops, receiver, suffixes);
	must((border != NULL) == (hops != NULL));
	struct claim_field *claims = claims_read(arena, m);
	claims_trust(claims, m, hops, border, receiver, &premises);
	check_trust(claims, told != NULL || hops != NULL);
	remarks_read(claims, arena, m, border, receiver);
	software_find(claims, border);
	envelope_read(&envelope, arena, m, border, claims, &premises);
	reported_read(&reported, arena, claims, dkim_signatures_read(arena, m),
	    &author, &envelope, suffixes);
	must(!reported.dkim_aligned || reported.dkim == AUTH_PASS);
	must(!reported.spf_aligned || reported.spf == AUTH_PASS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = { 0 };
	struct message m;

	if (arena == NULL) {
		arena = arena_open();
		suffixes = suffix_list_open(NULL, &fault);
	}
	message_read(&m, (struct bytes){ (const char *)data, size }, arena);
	check_views(&m);
	read_message(&m, NULL);
	read_message(&m, receiver_named(NULL, BYTES("gmail")));
	read_message(&m, receiver_named(NULL, BYTES("outlook")));
	read_message(&m, receiver_named(NULL, BYTES("infomaniak")));
	read_message(&m, receiver_named(NULL, BYTES("163")));
	arena_reset(arena);
	return 0;
}
