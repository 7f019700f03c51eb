#include "common/dns/served.h"

const char *served_state_word(enum served_state state)
{
	static const char *const words[] = {
#define X(id, word) word,
		SERVED_STATES(X)
#undef X
	};

	return words[state];
}

/* RFC 1982 3.2. */
static bool serial_later(uint32_t a, uint32_t b)
{
	return a != b && a - b < UINT32_C(1) << 31;
}

/* ---- the same data --------------------------------------------------------
 */

static bool negative(const struct dns_answer *answer)
{
	return answer->aliases == NULL && answer->records == NULL;
}

static bool record_same(const struct dns_record *a, const struct dns_record *b)
{
	return bytes_eq(a->data, b->data) && a->preference == b->preference;
}

static bool has(const struct dns_answer *answer, const struct dns_record *one)
{
	const struct dns_record *r = answer->records;

	while (r != NULL && !record_same(r, one))
		r = r->next;
	return r != NULL;
}

static bool has_all(
    const struct dns_answer *answer, const struct dns_record *list)
{
	while (list != NULL && has(answer, list))
		list = list->next;
	return list == NULL;
}

static size_t count_of(const struct dns_record *list)
{
	size_t count = 0;

	for (; list != NULL; list = list->next)
		count++;
	return count;
}

/* Of equal sets: the records of an answer are no two alike. */
static bool served_same(const struct dns_answer *a, const struct dns_answer *b)
{
	if (a->aliases != NULL && b->aliases != NULL)
		return bytes_eq(a->aliases->target, b->aliases->target);
	if (a->aliases != NULL || b->aliases != NULL)
		return false;
	return negative(a) == negative(b) &&
	       count_of(a->records) == count_of(b->records) &&
	       has_all(a, b->records);
}

static bool served_is_wanted(
    const struct served_question *question, const struct dns_answer *answer)
{
	if (question->wanted == NULL)
		return question->any && !negative(answer);
	return has_all(answer, question->wanted) &&
	       (question->type == DNS_TXT ||
		   count_of(answer->records) == count_of(question->wanted));
}

/* ---- what differs ---------------------------------------------------------
 */

static bool tells(const struct served_answer *answer)
{
	return answer->state == SERVED_AUTHORITY &&
	       answer->answer.status <= DNS_NO_NAME;
}

/* How long a cache keeps the first thing that it is told. */
static uint32_t ttl_of(const struct dns_answer *answer)
{
	return answer->aliases != NULL ? answer->aliases->ttl : answer->ttl;
}

static struct served_data *data_of(struct served_view *view,
    struct arena *arena, const struct dns_answer *answer)
{
	struct served_data **end = &view->data;

	while (*end != NULL && !served_same((*end)->answer, answer))
		end = &(*end)->next;
	if (*end == NULL) {
		*end = arena_new(arena, struct served_data);
		(*end)->answer = answer;
		(*end)->wanted = served_is_wanted(&view->question, answer);
	}
	return *end;
}

static void sort_answers(struct served_view *view, struct arena *arena,
    struct served_answer *answers, bool authorities)
{
	for (struct served_answer *a = answers; a != NULL; a = a->next) {
		if (!tells(a))
			continue;
		struct served_data *data = data_of(view, arena, &a->answer);
		a->data = data;
		data->count += authorities;
		if (ttl_of(&a->answer) > data->ttl)
			data->ttl = ttl_of(&a->answer);
	}
}

/* ---- the newest -----------------------------------------------------------
 */

static bool has_wish(const struct served_view *view)
{
	return view->question.wanted != NULL || view->question.any;
}

/* The only one that servers tell of, or that of the highest serial if that is
 * one alone. */
static const struct served_data *newest_of(const struct served_view *view)
{
	const struct served_data *newest = NULL;
	const struct served_server *latest = NULL;

	for (const struct served_answer *a = view->answers; a; a = a->next) {
		const struct served_server *s = a->server;
		if (a->data == NULL)
			continue;
		bool known =
		    latest != NULL && s->has_serial && latest->has_serial;
		bool later = latest == NULL ||
			     (known && serial_later(s->serial, latest->serial));
		bool earlier = known && serial_later(latest->serial, s->serial);
		if (later) {
			latest = s;
			newest = a->data;
		} else if (!earlier && newest != a->data) {
			newest = NULL;
		}
	}
	return newest;
}

static void mark_newest(struct served_view *view)
{
	const struct served_data *newest =
	    has_wish(view) ? NULL : newest_of(view);

	for (struct served_data *d = view->data; d != NULL; d = d->next)
		d->newest = d->wanted || d == newest;
}

static void newest_first(struct served_view *view)
{
	struct served_data *old = NULL, **old_end = &old;
	struct served_data *newest = NULL, **newest_end = &newest, *next;

	for (struct served_data *d = view->data; d != NULL; d = next) {
		struct served_data ***end = d->newest ? &newest_end : &old_end;
		next = d->next;
		d->next = NULL;
		**end = d;
		*end = &d->next;
	}
	*newest_end = old;
	view->data = newest;
}

void served_settle(struct served *served, struct arena *arena)
{
	for (struct served_view *v = served->views; v != NULL; v = v->next) {
		v->data = NULL;
		sort_answers(v, arena, v->answers, true);
		sort_answers(v, arena, v->resolvers, false);
		mark_newest(v);
		newest_first(v);
	}
}

/* ---- what follows ---------------------------------------------------------
 */

static bool host_serves(
    const struct served_view *view, const struct served_host *host)
{
	bool reached = false, serves = false;

	for (const struct served_answer *a = view->answers; a; a = a->next) {
		if (a->server->host != host || a->state == SERVED_NO_ROUTE)
			continue;
		reached = true;
		serves = serves || (a->data != NULL && a->data->newest);
	}
	return serves || !reached;
}

bool served_everywhere(const struct served_view *view)
{
	const struct served_data *any = NULL;

	for (const struct served_answer *a = view->answers; a; a = a->next) {
		if (a->data == NULL)
			continue;
		if (!a->data->newest)
			return false;
		if (view->question.any && any != NULL && any != a->data)
			return false;
		any = a->data;
	}
	if (any == NULL || !has_wish(view))
		return any != NULL;
	for (const struct served_host *h = view->zone->hosts; h; h = h->next)
		if ((h->delegated || h->listed) && !host_serves(view, h))
			return false;
	return true;
}

static uint32_t longest_old(const struct served_answer *answers, uint32_t most)
{
	for (; answers != NULL; answers = answers->next)
		if (answers->data != NULL && !answers->data->newest &&
		    ttl_of(&answers->answer) > most)
			most = ttl_of(&answers->answer);
	return most;
}

uint32_t served_lingers(const struct served_view *view)
{
	return longest_old(view->resolvers, longest_old(view->answers, 0));
}
