#include "inspect/fetch/imap_many.h"

#include "inspect/fetch/imap_watch.h"
#include <poll.h>
#include <stdlib.h>

struct imap_many {
	struct imap_watch *watch;
	struct uid_set uids;
	int64_t within;
	bool ended; /* the server has given all */
	bool broken, told_none;
	size_t at; /* of the ranges, in search of what is missing */
};

struct imap_many *imap_many_open(const struct mailbox_access *access,
    struct bytes folder, const struct uid_set *uids, int64_t within,
    struct fault *fault)
{
	struct imap_many *many = calloc(1, sizeof(*many));
	struct text set = text_new(UIDS_TEXT_MAX);

	if (many == NULL)
		abort();
	many->uids = *uids;
	many->within = within;
	uid_set_write(uids, &set);
	const struct watch_one one = {
		.folder = bytes_present(folder) ? folder : BYTES("INBOX"),
		.uids = text_bytes(&set),
	};
	many->watch =
	    imap_watch_open_one(access, &one, clock_running() + within, fault);
	text_free(&set);
	if (many->watch != NULL)
		return many;
	free(many);
	return NULL;
}

void imap_many_close(struct imap_many *many)
{
	if (many == NULL)
		return;
	imap_watch_close(many->watch);
	free(many);
}

/* The event that comes next, within the time for a message. */
static void await(struct imap_many *many, struct mailbox_event *event)
{
	struct imap_watch *watch = many->watch;

	watch->deadline = clock_running() + many->within;
	watch->due = watch->deadline;
	while (!imap_watch_step(watch, event)) {
		struct pollfd fds = { imap_watch_fd(watch), POLLIN, 0 };
		int64_t left = imap_watch_due(watch) - clock_running();
		poll(&fds, 1, left <= 0 ? 0 : left > 60000 ? 60000 : (int)left);
	}
}

/* What was wanted and did not come; SOURCE_END when that has been told. */
static enum source_step missing(struct imap_many *many, struct fault *fault)
{
	const struct imap_watch *watch = many->watch;
	uint32_t uid = uid_set_missing(&many->uids, &many->at);

	if (many->broken)
		return SOURCE_END;
	if (uid != 0)
		fault_set(fault, FAULT_INPUT,
		    "mailbox %.*s: there is no message %u in %.*s",
		    FMT(watch->access.name), (unsigned)uid, FMT(watch->folder));
	else if (!uid_set_any(&many->uids) && !many->told_none)
		fault_set(fault, FAULT_INPUT,
		    "mailbox %.*s: there is no such message in %.*s",
		    FMT(watch->access.name), FMT(watch->folder));
	else
		return SOURCE_END;
	many->told_none = true;
	return SOURCE_FAULT;
}

enum source_step imap_many_next(struct imap_many *many, struct bytes *raw,
    struct origin *origin, struct fault *fault)
{
	const struct imap_watch *watch = many->watch;
	bool inbox = bytes_ieq(watch->folder, BYTES("INBOX"));
	struct mailbox_event event;

	while (!many->ended) {
		await(many, &event);
		many->ended = watch->state == WATCH_ENDED;
		bool taken =
		    event.uid != 0 && uid_set_take(&many->uids, event.uid);
		if (event.kind == MAILBOX_FAULT &&
		    event.fault.kind != FAULT_NONE) {
			many->broken |= event.fault.kind != FAULT_INPUT;
			watch_advise(&event, fault);
			return SOURCE_FAULT;
		}
		/* "33:*" gives the newest, were it number 5. */
		if (event.kind != MAILBOX_FOUND || !taken)
			continue;
		*raw = event.octets;
		*origin = (struct origin){ .kind = SOURCE_IMAP,
			.name = watch->access.name,
			.folder = watch->folder,
			.uid = event.uid,
			.placement =
			    inbox ? PLACEMENT_INBOX : PLACEMENT_OTHER };
		return SOURCE_MESSAGE;
	}
	return missing(many, fault);
}
