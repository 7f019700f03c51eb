#include "inspect/fetch/mailbox.h"

#include "inspect/fetch/imap.h"
#include "inspect/fetch/store_watch.h"
#include <stdlib.h>

/* What a kind of mailbox does; `inside` is its own. */
struct way {
	void *(*open)(const struct mailbox_access *access, struct bytes marks,
	    int64_t deadline, struct fault *fault);
	void (*close)(void *inside);
	int (*fd)(const void *inside);
	int64_t (*due)(const void *inside);
	bool (*step)(void *inside, struct mailbox_event *event);
	void (*look_for)(void *inside, const char *token);
	void (*forget)(void *inside, const char *token);
	void (*delete)(void *inside, const char *token);
};

struct mailbox_watch {
	const struct way *way;
	void *inside;
};

/* ---- IMAP ---------------------------------------------------------------- */

static void *imap_open(const struct mailbox_access *access, struct bytes marks,
    int64_t deadline, struct fault *fault)
{
	return imap_watch_open(access, marks, deadline, fault);
}

static void imap_close(void *inside)
{
	imap_watch_close(inside);
}

static int imap_fd(const void *inside)
{
	return imap_watch_fd(inside);
}

static int64_t imap_due(const void *inside)
{
	return imap_watch_due(inside);
}

static bool imap_step(void *inside, struct mailbox_event *event)
{
	return imap_watch_step(inside, event);
}

static void imap_look_for(void *inside, const char *token)
{
	imap_watch_look_for(inside, token);
}

static void imap_forget(void *inside, const char *token)
{
	imap_watch_forget(inside, token);
}

static void imap_delete(void *inside, const char *token)
{
	imap_watch_delete(inside, token);
}

/* ---- files of this machine ----------------------------------------------- */

static void *store_open(const struct mailbox_access *access, struct bytes marks,
    int64_t deadline, struct fault *fault)
{
	return store_watch_open(access, marks, deadline, fault);
}

static void store_close(void *inside)
{
	store_watch_close(inside);
}

static int store_fd(const void *inside)
{
	(void)inside;
	return -1;
}

static int64_t store_due(const void *inside)
{
	return store_watch_due(inside);
}

static bool store_step(void *inside, struct mailbox_event *event)
{
	return store_watch_step(inside, event);
}

static void store_look_for(void *inside, const char *token)
{
	store_watch_look_for(inside, token);
}

static void store_forget(void *inside, const char *token)
{
	store_watch_forget(inside, token);
}

static void store_delete(void *inside, const char *token)
{
	store_watch_delete(inside, token);
}

/* ---- all kinds ----------------------------------------------------------- */

#define STORE                                                             \
	{                                                                 \
		store_open, store_close, store_fd, store_due, store_step, \
		    store_look_for, store_forget, store_delete            \
	}

static const struct way ways[] = {
	[MAILBOX_IMAP] = { imap_open, imap_close, imap_fd, imap_due, imap_step,
	    imap_look_for, imap_forget, imap_delete },
	[MAILBOX_MAILDIR] = STORE,
	[MAILBOX_MBOX] = STORE,
	[MAILBOX_FOLDER] = STORE,
};

enum source_kind mailbox_source_kind(enum mailbox_kind kind)
{
	static const enum source_kind kinds[] = {
		[MAILBOX_IMAP] = SOURCE_IMAP,
		[MAILBOX_MAILDIR] = SOURCE_MAILDIR,
		[MAILBOX_MBOX] = SOURCE_MBOX,
		[MAILBOX_FOLDER] = SOURCE_FILE,
	};

	return kinds[kind];
}

struct mailbox_watch *mailbox_watch_open(const struct mailbox_access *access,
    struct bytes marks, int64_t deadline, struct fault *fault)
{
	const struct way *way = &ways[access->kind];
	void *inside = way->open(access, marks, deadline, fault);

	if (inside == NULL)
		return NULL;
	struct mailbox_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL)
		abort();
	*watch = (struct mailbox_watch){ .way = way, .inside = inside };
	return watch;
}

void mailbox_watch_close(struct mailbox_watch *watch)
{
	if (watch != NULL)
		watch->way->close(watch->inside);
	free(watch);
}

int mailbox_watch_fd(const struct mailbox_watch *watch)
{
	return watch->way->fd(watch->inside);
}

int64_t mailbox_watch_due(const struct mailbox_watch *watch)
{
	return watch->way->due(watch->inside);
}

bool mailbox_watch_step(
    struct mailbox_watch *watch, struct mailbox_event *event)
{
	return watch->way->step(watch->inside, event);
}

void mailbox_watch_look_for(struct mailbox_watch *watch, const char *token)
{
	watch->way->look_for(watch->inside, token);
}

void mailbox_watch_forget(struct mailbox_watch *watch, const char *token)
{
	watch->way->forget(watch->inside, token);
}

void mailbox_watch_delete(struct mailbox_watch *watch, const char *token)
{
	watch->way->delete (watch->inside, token);
}
