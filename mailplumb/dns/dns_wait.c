#include "mailplumb/dns/dns_wait.h"

#include "common/base/clock.h"
#include "common/base/text.h"
#include <stdio.h>

#define STATE_MOST 512
#define SHOWN_MOST 40 /* octets of old data */

/* ---- how far it is ---------------------------------------------------------
 */

/* The first server that is asked and has it not; NULL: there is none. */
static const struct served_answer *first_behind(const struct served_view *view)
{
	const struct served_answer *a = view->answers;

	while (a != NULL && (a->state == SERVED_NO_ROUTE ||
				(a->data != NULL && a->data->newest)))
		a = a->next;
	return a;
}

static struct waited_record *record_of(
    struct arena *arena, const struct served_view *view)
{
	struct waited_record *record = arena_new(arena, struct waited_record);
	const struct served_answer *behind = first_behind(view);

	*record = (struct waited_record){ .type = view->question.type,
		.name = arena_copy(arena, view->question.name),
		.visible = served_everywhere(view),
		.lingers = served_lingers(view) };
	for (const struct served_answer *a = view->answers; a; a = a->next) {
		record->servers += a->state != SERVED_NO_ROUTE;
		record->have += a->data != NULL && a->data->newest;
	}
	if (behind == NULL || record->visible)
		return record;
	record->behind = arena_copy(arena, behind->server->host->name);
	record->says = behind->data != NULL
			   ? served_text(arena, &behind->answer)
			   : bytes_of(served_state_word(behind->state));
	return record;
}

static struct waited_record *records_of(
    struct arena *arena, const struct served *served)
{
	struct waited_record *records = NULL, **end = &records;

	for (const struct served_view *v = served->views; v; v = v->next) {
		*end = record_of(arena, v);
		end = &(*end)->next;
	}
	return records;
}

struct bytes dns_wait_state(
    struct arena *arena, const struct waited_record *record)
{
	struct text out = text_new(STATE_MOST);

	text_shown(&out, record->name);
	text_printf(&out, " %s: %zu of %zu servers have it",
	    dns_type_word(record->type), record->have, record->servers);
	if (bytes_present(record->behind)) {
		text_add(&out, BYTES("; "));
		text_shown(&out, record->behind);
		text_add(&out, BYTES(" says: "));
		text_shown(&out, bytes_first(record->says, SHOWN_MOST));
		if (record->says.len > SHOWN_MOST)
			text_add(&out, BYTES("..."));
	}
	if (record->lingers > 0)
		text_printf(
		    &out, "; at most %u s more in caches", record->lingers);
	struct bytes state = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return state;
}

/* One line, written over by the next. */
static void tell(
    const struct dns_wait *wait, const struct waited_record *records)
{
	struct arena *arena = arena_open();
	const struct waited_record *r = records;

	while (r != NULL && r->visible && !r->wrong && r->next != NULL)
		r = r->next;
	if (wait->progress && r != NULL) {
		fprintf(stderr, "\r%.*s\033[K", FMT(dns_wait_state(arena, r)));
		fflush(stderr);
	}
	arena_close(arena);
}

static void tell_end(const struct dns_wait *wait)
{
	if (wait->progress)
		fputs("\r\033[K", stderr);
}

/* ---- again and again -------------------------------------------------------
 */

static const struct {
	int64_t until, every; /* ms */
} paces[] = { { 60000, 2000 }, { 600000, 5000 }, { INT64_MAX, 15000 } };

#define ANEW INT64_C(60000)

static int64_t pace(int64_t waited)
{
	size_t i = 0;

	while (waited >= paces[i].until)
		i++;
	return paces[i].every;
}

struct looking {
	const struct dns_wait *wait;
	struct authority *authority;
	const struct served_question *questions;
	size_t count;
	int64_t start, deadline;
	int64_t anew;		 /* when the servers are looked up again */
	struct arena *arenas[2]; /* of this look and of the one before */
	struct served *served;
};

static bool zones_known(const struct served *served)
{
	const struct served_view *v = served->views;

	while (v != NULL && v->answers != NULL)
		v = v->next;
	return v == NULL;
}

static void look(struct looking *l)
{
	struct arena *arena = l->arenas[1];
	int64_t now = clock_running();

	l->arenas[1] = l->arenas[0];
	l->arenas[0] = arena;
	arena_reset(arena);
	if (l->served == NULL || now >= l->anew || !zones_known(l->served)) {
		l->served = authority_ask(
		    l->authority, arena, l->questions, l->count, l->deadline);
		l->anew = now + ANEW;
	} else {
		l->served = authority_again(
		    l->authority, arena, l->served, l->deadline);
	}
}

/* Of what was said last, in the arena of the whole: a few hundred looks. */
static bool is_visible(
    struct looking *l, struct arena *arena, struct waited *waited)
{
	const struct dns_wait *wait = l->wait;

	waited->records = records_of(arena, l->served);
	waited->visible = waited->records != NULL;
	if (wait->check != NULL)
		wait->check(wait->context, l->served, waited->records);
	for (const struct waited_record *r = waited->records; r; r = r->next)
		waited->visible = waited->visible && r->visible && !r->wrong;
	return waited->visible;
}

/* Until the time is over. */
static void look_until(
    struct looking *l, struct arena *arena, struct waited *waited)
{
	for (;;) {
		look(l);
		if (is_visible(l, arena, waited))
			return;
		tell(l->wait, waited->records);
		int64_t now = clock_running();
		int64_t next = now + pace(now - l->start);
		if (next >= l->deadline)
			return;
		clock_sleep(next - now);
	}
}

bool dns_wait(const struct dns_wait *wait, struct arena *arena,
    const struct served_question *questions, size_t count,
    struct waited *waited, struct fault *fault)
{
	struct looking l = { .wait = wait,
		.authority = authority_open(&wait->authority, fault),
		.questions = questions,
		.count = count };

	if (l.authority == NULL)
		return false;
	l.arenas[0] = arena_open();
	l.arenas[1] = arena_open();
	l.start = clock_running();
	l.deadline = l.start + wait->timeout;
	*waited = (struct waited){ .timeout = wait->timeout };
	look_until(&l, arena, waited);
	tell_end(wait);
	waited->took = clock_running() - l.start;
	arena_close(l.arenas[0]);
	arena_close(l.arenas[1]);
	authority_close(l.authority);
	return true;
}
