/*
 * inspection - the stages of an inspection in a row
 *
 *	struct inspection in = inspection_new(arena, &premises);
 *	in.origin = origin;
 *	in.dns = dns;			... after dns_begin(); NULL: --no-dns
 *	in.probe = &probe;		... in `check` alone
 *	in.sent = &sent;		... NULL: not known
 *	if (!inspection_run(&in, raw, fault))
 *		... not a message ...
 *	report_text(&in, style, &out);
 *
 * `raw`, the premises, the probe and the DNS answers must last as long as the
 *inspection.
 */
#ifndef INSPECT_RUN_INSPECTION_H
#define INSPECT_RUN_INSPECTION_H

#include "common/base/fault.h"
#include "inspect/model/model.h"

struct inspection inspection_new(
    struct arena *arena, const struct premises *premises);

/* False and FAULT_INPUT, without the name of the source, when `raw` has no
 * header field that mail has. */
bool inspection_run(
    struct inspection *in, struct bytes raw, struct fault *fault);

/* The same in two steps, for who learns from the message what was sent
 * (envelope.token): set in.sent between them. */
bool inspection_read(
    struct inspection *in, struct bytes raw, struct fault *fault);
void inspection_finish(struct inspection *in);

/* The second step, where something computed earlier counts: each is called
 * after its part of `in` is filled and before anything rests on it. */
struct inspection_recall {
	void (*dkim)(struct inspection *in, void *context);
	void (*arc)(struct inspection *in, void *context);
	void (*transit)(struct inspection *in, void *context);
};
void inspection_finish_by(struct inspection *in,
    const struct inspection_recall *recall, void *context);

/* Octets as a message, in the arena of the inspection. */
void inspection_message(
    const struct inspection *in, struct bytes raw, struct message *message);

/* Of two exit codes the one that ranks higher in 2 3 5 7 6 1 4 0
 * (mailplumb(1)); one that is not listed there ranks above all. */
int exit_code_worse(int a, int b);

#endif
