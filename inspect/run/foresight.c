#include "inspect/run/foresight.h"

#include "inspect/judge/judge.h"
#include "inspect/verify/published.h"
#include "publish/change.h"

#define SERVERS_MOST 15000 /* ms that name servers are waited for */

void foresight_look(struct inspection *in)
{
	published_check(in);
}

void foresight_run(struct inspection *in)
{
	foresight_look(in);
	judge(in);
}

/* ---- questions to name servers ---------------------------------------------
 */

/* "10 mx.example.com" */
static const struct dns_record *mx_of(struct arena *arena, struct bytes data)
{
	struct bytes number, host;
	uint64_t preference = 0;

	bytes_cut(data, ' ', &number, &host);
	bytes_number(number, UINT16_MAX, &preference);
	return record_mx(arena, (uint16_t)preference, host);
}

static const struct dns_record *record_wanted(
    struct arena *arena, const struct record_check *r)
{
	if (!bytes_present(r->wanted))
		return NULL;
	switch (r->type) {
	case DNS_MX:
		return mx_of(arena, r->wanted);
	case DNS_CNAME:
		return record_host(arena, r->wanted);
	default:
		return record_text(arena, r->wanted);
	}
}

/* An SPF record that sends more than SES is right and not just what is
 * wanted. */
static bool right_otherwise(const struct record_check *r)
{
	size_t i = 0;

	while (i < r->found_count && !bytes_eq(r->found[i], r->wanted))
		i++;
	return r->state == RECORD_RIGHT && i == r->found_count;
}

size_t foresight_questions(
    const struct inspection *in, struct served_question *questions, size_t most)
{
	const struct record_check *r = in->records;
	size_t n = 0;

	for (; r != NULL && n < most; r = r->next)
		questions[n++] = (struct served_question){ .type = r->type,
			.name = r->name,
			.wanted = right_otherwise(r)
				      ? NULL
				      : record_wanted(in->arena, r) };
	return n;
}

void foresight_ask(struct inspection *in, struct authority *authority)
{
	struct served_question questions[AUTHORITY_QUESTIONS];
	size_t n = foresight_questions(in, questions, AUTHORITY_QUESTIONS);

	in->served = authority_ask(
	    authority, in->arena, questions, n, clock_running() + SERVERS_MOST);
}
