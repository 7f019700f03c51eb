#include "send/submit.h"

#include "common/net/curl.h"
#include "send/engine.h"
#include "send/outcome.h"

bool submit_ready(struct fault *fault)
{
	return curl_load(fault) != NULL;
}

bool submit_many(const struct server *server,
    const struct submit_options *options, const struct submit_queue *queue,
    struct fault *fault)
{
	if (!server_check(server, fault))
		return false;
	if (options->connections < 1 || options->connections > CONNECTIONS_MOST)
		return fault_set(fault, FAULT_USAGE,
		    "%u connections: between 1 and %d", options->connections,
		    CONNECTIONS_MOST);
	struct arena *arena = arena_open();
	bool ran = engine_run(arena, server, options, queue, fault);
	arena_close(arena);
	return ran;
}

struct single {
	struct arena *arena;
	const struct submission *submission;
	struct submit_outcome *outcome;
	struct fault *fault;
	bool given;
};

static bool give_single(
    void *context, unsigned slot, struct submission *submission)
{
	struct single *single = context;

	(void)slot;
	if (single->given)
		return false;
	single->given = true;
	*submission = *single->submission;
	return true;
}

static bool keep_single(void *context, unsigned slot,
    const struct submission *submission, const struct submit_outcome *outcome,
    const struct fault *fault)
{
	struct single *single = context;

	(void)slot, (void)submission;
	*single->outcome = *outcome;
	outcome_keep(single->arena, single->outcome);
	*single->fault = *fault;
	return true;
}

bool submit_one(struct arena *arena, const struct server *server,
    const struct submission *submission, const struct submit_options *options,
    struct submit_outcome *outcome, struct fault *fault)
{
	struct single single = { arena, submission, outcome, fault, false };
	struct submit_options one = *options;
	const struct submit_queue queue = { &single, give_single, keep_single };

	*outcome = (struct submit_outcome){
		.meaning = reply_trouble(TROUBLE_UNREACHABLE),
		.phase = "connecting",
	};
	one.connections = 1;
	return submit_many(server, &one, &queue, fault) && outcome->accepted;
}
