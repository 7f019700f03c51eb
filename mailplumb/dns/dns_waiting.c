#include "mailplumb/dns/dns_waiting.h"

#include "inspect/model/record_check.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"
#include <unistd.h>

struct sender_wait {
	const struct common_options *common;
	struct senders *senders;  /* who holds what the premises say */
	struct premises premises; /* of the sender */
};

/* ---- what the sender needs -------------------------------------------------
 */

/* Looked at, `in` in this arena, with the DNS as this resolver sees it. */
static void look(const struct sender_wait *w, struct resolver *resolver,
    struct arena *arena, void (*with)(void *context, struct inspection *in),
    void *context)
{
	struct inspection in = inspection_new(arena, &w->premises);

	in.dns = dns_open(resolver);
	in.keys = dkim_keys_open();
	foresight_look(&in);
	with(context, &in);
	dkim_keys_close(in.keys);
	dns_close(in.dns);
}

struct asking {
	struct served_question *questions;
	size_t count;
	struct arena *arena;
};

/* The names alone: what is wanted there is looked at each time anew. */
static void take_questions(void *context, struct inspection *in)
{
	struct asking *asking = context;
	const struct record_check *r = in->records;

	for (; r != NULL && asking->count < AUTHORITY_QUESTIONS; r = r->next)
		asking->questions[asking->count++] =
		    (struct served_question){ .type = r->type,
			    .name = arena_copy(asking->arena, r->name) };
}

/* ---- whether it has it -----------------------------------------------------
 */

static void know_records(
    struct dns_set *set, struct bytes name, const struct dns_answer *answer)
{
	struct dns_record target;
	struct fault fault;

	if (answer->aliases != NULL) {
		target = (struct dns_record){ .data = answer->aliases->target };
		dns_set_add(set, name, DNS_CNAME, answer->aliases->ttl, &target,
		    &fault);
		return;
	}
	for (const struct dns_record *r = answer->records; r; r = r->next)
		dns_set_add(set, name, answer->type, answer->ttl, r, &fault);
	if (answer->records == NULL)
		dns_set_status(
		    set, name, answer->type, answer->status, answer->ttl);
}

/* What the servers say, whatever a resolver still remembers. */
static struct dns_set *known(const struct served *served)
{
	struct dns_set *set = dns_set_open();

	dns_set_literal(set);
	for (const struct served_view *v = served->views; v; v = v->next)
		if (v->data != NULL && v->data->newest && v->data->count > 0)
			know_records(set, v->question.name, v->data->answer);
	return set;
}

static struct waited_record *record_of(
    struct waited_record *records, const struct record_check *r)
{
	while (records != NULL &&
	       (records->type != r->type || !bytes_eq(records->name, r->name)))
		records = records->next;
	return records;
}

static void mark_wrong(void *context, struct inspection *in)
{
	struct waited_record *records = context;

	for (const struct record_check *r = in->records; r; r = r->next) {
		struct waited_record *record = record_of(records, r);
		bool right =
		    r->state == RECORD_RIGHT || r->state == RECORD_UNJUDGED;
		if (record != NULL && !right)
			record->wrong = true;
	}
}

static void check(
    void *context, const struct served *served, struct waited_record *records)
{
	const struct sender_wait *w = context;
	struct fault fault;
	struct resolver *resolver = common_resolver(w->common, &fault);

	if (resolver == NULL)
		return;
	struct arena *arena = arena_open();
	resolver_know(resolver, known(served));
	look(w, resolver, arena, mark_wrong, records);
	arena_close(arena);
	resolver_close(resolver);
}

/* ---- all of it -------------------------------------------------------------
 */

static bool sender_read(const struct dns_waiting *waiting, struct arena *arena,
    struct sender_wait *w, struct fault *fault)
{
	struct premises premises = common_premises(w->common);
	struct letter letter;

	if (premises.now == TIME_UNKNOWN)
		premises.now = clock_now();
	premises.suffixes = waiting->suffixes;
	w->senders = senders_open(waiting->senders, &premises, fault);
	bool read =
	    w->senders != NULL && senders_next(w->senders, arena, &letter);
	if (read && letter.step == SOURCE_FAULT) {
		*fault = letter.fault;
		read = false;
	}
	if (read)
		w->premises = letter.premises;
	return read;
}

static bool questions_of_sender(const struct sender_wait *w,
    struct arena *arena, struct asking *asking, struct fault *fault)
{
	struct resolver *resolver = common_resolver(w->common, fault);

	if (resolver == NULL)
		return false;
	struct arena *scratch = arena_open();
	asking->arena = arena;
	asking->questions =
	    arena_new_array(arena, struct served_question, AUTHORITY_QUESTIONS);
	look(w, resolver, scratch, take_questions, asking);
	arena_close(scratch);
	resolver_close(resolver);
	return true;
}

bool dns_waiting(const struct dns_waiting *waiting, struct arena *arena,
    struct waited *waited, struct fault *fault)
{
	const struct common_options *common = waiting->senders->common;
	bool given = common->timeout != TIME_UNKNOWN;
	struct sender_wait w = { .common = common };
	struct dns_wait wait = {
		.authority = { .resolvers = common->resolvers,
		    .suffixes = waiting->suffixes },
		.timeout = given ? common->timeout : DNS_WAIT_TIMEOUT,
		.progress = isatty(STDERR_FILENO) && !common->quiet,
	};
	struct asking asking = { 0 };

	if (waiting->count > 0)
		return dns_wait(&wait, arena, waiting->questions,
		    waiting->count, waited, fault);
	wait.check = check;
	wait.context = &w;
	bool done = sender_read(waiting, arena, &w, fault) &&
		    questions_of_sender(&w, arena, &asking, fault) &&
		    dns_wait(&wait, arena, asking.questions, asking.count,
			waited, fault);
	senders_close(w.senders);
	return done;
}
