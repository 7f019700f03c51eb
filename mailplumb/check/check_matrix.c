#include "mailplumb/check/check_matrix.h"

#include "inspect/run/inspection.h"

bool check_matrix_wanted(const struct check_run *run)
{
	return run->watch_count > 1;
}

static void cell_take(struct matrix_cell *cell, const struct probe_run *probe)
{
	const struct inspection *in = &probe->in;

	if (probe->fault.kind != FAULT_NONE)
		cell->failed = true;
	else if (cell->in == NULL ||
		 exit_code_worse(in->exit_code, cell->in->exit_code) !=
		     cell->in->exit_code)
		cell->in = in;
}

struct matrix check_matrix(const struct check_run *run)
{
	struct bytes *senders =
	    arena_new_array(run->arena, struct bytes, run->sender_count);
	struct bytes *mailboxes =
	    arena_new_array(run->arena, struct bytes, run->watch_count);
	struct matrix_cell *cells = arena_new_array(run->arena,
	    struct matrix_cell, run->sender_count * run->watch_count);

	for (size_t i = 0; i < run->sender_count; i++)
		senders[i] = run->senders[i].settings->name;
	for (size_t i = 0; i < run->watch_count; i++)
		mailboxes[i] = run->watches[i].settings->name;
	for (size_t i = 0; i < run->probe_count; i++) {
		const struct probe_run *probe = &run->probes[i];
		size_t sender = (size_t)(probe->sender - run->senders);
		size_t mailbox = (size_t)(probe->watch - run->watches);
		cell_take(&cells[sender * run->watch_count + mailbox], probe);
	}
	return (struct matrix){ senders, mailboxes, run->sender_count,
		run->watch_count, cells };
}
