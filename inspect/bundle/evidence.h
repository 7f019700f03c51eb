/*
 * evidence - an inspection as a bundle (bundle.h), and an inspection from one
 *
 * What is written is read again and computed anew before it is handed out.
 * Where the report does not come out the same, since it rests on what no
 * bundle holds (what SES said, what single name servers serve), the bundle
 * says so, and its report is shown as it is stored.
 */
#ifndef INSPECT_BUNDLE_EVIDENCE_H
#define INSPECT_BUNDLE_EVIDENCE_H

#include "common/dns/resolver.h"
#include "inspect/bundle/bundle.h"
#include "inspect/bundle/told.h"
#include "inspect/report/report.h"

struct evidence_options {
	const struct resolver *resolver; /* that recorded; NULL: --no-dns */
	struct bytes transcript;	 /* absent: none */
	bool named;			 /* as in report_style */
	bool redact;
};

/* The whole archive.  FAULT_OURS. */
bool evidence_write(const struct inspection *in,
    const struct evidence_options *options, struct text *tar,
    struct fault *fault);

/* An inspection out of a bundle. */
struct replay {
	struct arena *arena;
	struct bundle bundle;
	struct told told;
	struct resolver *resolver;
	struct inspection in; /* unless the bundle is `stored` */
};

/* `tar`, the suffixes and the arena must last as long as the replay.  Close it
 * also after a fault: FAULT_INPUT, without the name of the bundle. */
bool replay_open(struct replay *replay, struct arena *arena, struct bytes tar,
    const struct suffix_list *suffixes, struct fault *fault);
void replay_close(struct replay *replay);

/* As it was, in this style; the exit code of the report. */
int replay_text(
    const struct replay *replay, struct report_style style, struct text *out);
int replay_json(const struct replay *replay, struct text *out);

#endif
