#include "mailplumb/check/check_state.h"

/* Given up, yet looked for: ms, and how many of a line. */
#define GIVEN_UP_FOR  ((int64_t)24 * 3600 * 1000)
#define GIVEN_UP_MOST 100

struct state state_new(struct arena *arena)
{
	return (struct state){ .arena = arena };
}

struct state_message *state_add(
    struct state *state, const struct state_message *message)
{
	struct state_message **end = &state->messages;

	while (*end != NULL)
		end = &(*end)->next;
	*end = arena_new(state->arena, struct state_message);
	**end = *message;
	(*end)->next = NULL;
	return *end;
}

void state_remove(struct state *state, const struct state_message *message)
{
	struct state_message **at = &state->messages;

	while (*at != message)
		at = &(*at)->next;
	*at = message->next;
}

size_t state_size(const struct state *state)
{
	size_t n = 0;

	for (const struct state_message *m = state->messages; m; m = m->next)
		n++;
	return n;
}

struct state_counts *state_counts_of(
    struct state *state, const struct state_message *message)
{
	struct state_counts **at = &state->counts;

	while (*at != NULL && !(bytes_eq((*at)->check, message->check) &&
				  bytes_eq((*at)->sender, message->sender) &&
				  bytes_eq((*at)->mailbox, message->mailbox)))
		at = &(*at)->next;
	if (*at == NULL) {
		*at = arena_new(state->arena, struct state_counts);
		(*at)->check = message->check;
		(*at)->sender = message->sender;
		(*at)->mailbox = message->mailbox;
	}
	return *at;
}

void state_judge(struct state *state, struct state_message *message,
    enum message_fate fate, int64_t now)
{
	struct state_counts *counts = state_counts_of(state, message);

	if (message->fate == FATE_OPEN) {
		counts->of[fate]++;
	} else {
		message->given_up = true;
		counts->late++;
	}
	message->fate = fate;
	message->status = MESSAGE_JUDGED;
	message->judged = now;
}

void state_message_clamp(
    struct state_message *message, int64_t now, int64_t most)
{
	if (message->expires > now + most)
		message->expires = now + most;
	if (message->judged > now)
		message->judged = now;
}

const struct state_dns *state_dns_of(const struct state *state, int64_t number)
{
	const struct state_dns *dns = state->dns;

	while (dns != NULL && dns->number != number)
		dns = dns->next;
	return dns;
}

int64_t state_dns_next(const struct state *state)
{
	int64_t number = 1;

	while (state_dns_of(state, number) != NULL)
		number++;
	return number;
}

void state_dns_put(struct state *state, int64_t number, struct bytes record)
{
	struct state_dns **at = &state->dns;

	while (*at != NULL && (*at)->number != number)
		at = &(*at)->next;
	if (*at == NULL)
		*at = arena_new(state->arena, struct state_dns);
	(*at)->number = number;
	(*at)->record = arena_copy(state->arena, record);
}

static bool is_used(const struct state *state, int64_t number)
{
	const struct state_message *message = state->messages;

	while (message != NULL && message->dns != number)
		message = message->next;
	return message != NULL;
}

/* Answers that no message was judged by. */
static void dns_sweep(struct state *state)
{
	struct state_dns **at = &state->dns;

	while (*at != NULL)
		if (is_used(state, (*at)->number))
			at = &(*at)->next;
		else
			*at = (*at)->next;
}

/* ---- what may still happen ----------------------------------------------- */

bool message_is_of(
    const struct state_message *message, const struct probe *names)
{
	return bytes_eq(message->check, names->check) &&
	       bytes_eq(message->sender, names->sender) &&
	       bytes_eq(message->mailbox, names->mailbox);
}

bool message_is_open(const struct state_message *message)
{
	return message->fate == FATE_OPEN;
}

bool message_may_come(const struct state_message *message, int64_t now)
{
	return message->status == MESSAGE_TOLD &&
	       (message->fate == FATE_LOST || message->fate == FATE_UNKNOWN) &&
	       now < message->expires + GIVEN_UP_FOR;
}

bool message_may_go(const struct state_message *message, int64_t now)
{
	return message->status == MESSAGE_TOLD && message->remove &&
	       now < message->expires + GIVEN_UP_FOR;
}

size_t state_open(const struct state *state, const struct probe *names)
{
	size_t n = 0;

	for (const struct state_message *m = state->messages; m; m = m->next)
		n += message_is_open(m) && message_is_of(m, names);
	return n;
}

/* How many later ones of its line were told. */
static size_t told_after(const struct state_message *message)
{
	const struct probe names = { .check = message->check,
		.sender = message->sender,
		.mailbox = message->mailbox };
	size_t n = 0;

	for (const struct state_message *m = message->next; m; m = m->next)
		n += m->status == MESSAGE_TOLD && message_is_of(m, &names);
	return n;
}

/* Nothing more is to be expected of it, and it is not the last of its line. */
static bool is_done(const struct state_message *message, int64_t now)
{
	size_t later = told_after(message);

	return message->status == MESSAGE_TOLD && later > 0 &&
	       !message_may_go(message, now) &&
	       (!message_may_come(message, now) || later > GIVEN_UP_MOST);
}

void state_sweep(struct state *state, int64_t now)
{
	struct state_message *message, *next;

	for (message = state->messages; message != NULL; message = next) {
		next = message->next;
		if (is_done(message, now))
			state_remove(state, message);
	}
	dns_sweep(state);
}
