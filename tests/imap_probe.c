/*
 * imap_probe - a watch from a shell, for tests/test_imap*.sh, test_store.sh
 *
 *	imap_probe COMMAND OPTION=VALUE ... [-- MAILBOX: more options ...]
 *
 * watch: prints an event a line and obeys lines on standard input:
 * "N look TOKEN", "N forget TOKEN", "N delete TOKEN", "quit"; N is the
 * mailbox, from 0.  FOUND writes the octets to OUT.N when out=OUT is given.
 * then=delete deletes what is FOUND.  With until=EVENT it ends at the first
 * such event of every mailbox, and the end of standard input is none.  With
 * dialogue=yes the lines of the dialogue are printed; quick=MS and steady=MS
 * are the phases of looking; marks=MARKS are those of an earlier run, folders=
 * A,B further folders.  The last line is the largest memory that an IMAP
 * process took: "PEAK n" in KB.
 *
 * token=T logs in with it; a server that does not take it is given next=T.
 * maildir=PATH, mbox=PATH and directory=PATH watch files of this machine, with
 * marks=MARKS of an earlier watch, as its line "N MARKS ..." has them.
 *
 * one: fetch folder=F uid=U into out=OUT.
 */
#include "inspect/fetch/imap.h"
#include "inspect/read/bounce.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAILBOXES_MAX 8

struct mailbox {
	struct mailbox_access access;
	struct mailbox_watch *watch;
	const char *out;
	struct bytes folder, marks;
	uint32_t uid;
	int64_t deadline;
	bool ended;
};

static struct mailbox mailboxes[MAILBOXES_MAX];
static size_t count = 1;
static const char *until;
static bool then_delete;
static int input; /* -1: it has ended */

/* Of the one mailbox that has some. */
static const char *oauth, *oauth_next;

static bool token_get(void *context, const char *stale,
    char to[MAILBOX_TOKEN_MOST + 1], struct mailbox_refusal *refusal,
    struct fault *fault)
{
	const char *one = stale[0] == '\0' ? oauth : oauth_next;

	(void)context;
	if (one == NULL) {
		refusal->by = LOGIN_CONSENT_OVER;
		return fault_set(fault, FAULT_MAILBOX, "no token any more");
	}
	snprintf(to, MAILBOX_TOKEN_MOST + 1, "%s", one);
	return true;
}

static enum imap_tls tls_of(const char *word)
{
	return strcmp(word, "none") == 0       ? IMAP_TLS_NONE
	       : strcmp(word, "starttls") == 0 ? IMAP_TLS_STARTTLS
					       : IMAP_TLS_IMPLICIT;
}

static void line_print(void *context, bool sent, struct bytes line)
{
	(void)context;
	printf("%s %.*s\n", sent ? ">" : "<", FMT(line));
	fflush(stdout);
}

static void store_option(struct mailbox *m, const char *text, const char *value)
{
	const struct {
		const char *name;
		enum mailbox_kind kind;
	} kinds[] = {
		{ "maildir", MAILBOX_MAILDIR },
		{ "mbox", MAILBOX_MBOX },
		{ "directory", MAILBOX_FOLDER },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(text, kinds[i].name) == 0) {
			m->access.kind = kinds[i].kind;
			m->access.path = bytes_of(value);
		}
}

static void folders_add(struct mailbox *m, struct bytes names)
{
	for (size_t i = 0; i < MAILBOX_FOLDERS_MOST && bytes_present(names);
	     i++)
		bytes_cut(names, ',', &m->access.folders[i], &names);
}

static void option(struct mailbox *m, char *text)
{
	char *value = strchr(text, '=');
	if (value == NULL)
		abort();
	*value++ = '\0';
	const struct {
		const char *name;
		struct bytes *to;
	} texts[] = {
		{ "name", &m->access.name },
		{ "host", &m->access.host },
		{ "user", &m->access.user },
		{ "password", &m->access.password },
		{ "ca", &m->access.ca_file },
		{ "to", &m->access.connect_to },
		{ "junk", &m->access.junk },
		{ "folder", &m->folder },
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(text, texts[i].name) == 0)
			*texts[i].to = bytes_of(value);
	if (strcmp(text, "token") == 0) {
		oauth = value;
		m->access.tokens.get = token_get;
	}
	if (strcmp(text, "next") == 0)
		oauth_next = value;
	store_option(m, text, value);
	if (strcmp(text, "marks") == 0)
		m->marks = bytes_of(value);
	if (strcmp(text, "folders") == 0)
		folders_add(m, bytes_of(value));
	if (strcmp(text, "tls") == 0)
		m->access.tls = tls_of(value);
	if (strcmp(text, "program") == 0)
		m->access.program = value;
	if (strcmp(text, "then") == 0)
		then_delete = true;
	if (strcmp(text, "until") == 0)
		until = value;
	if (strcmp(text, "out") == 0)
		m->out = value;
	if (strcmp(text, "port") == 0)
		m->access.port = (unsigned)strtoul(value, NULL, 10);
	if (strcmp(text, "patience") == 0)
		m->access.patience = strtol(value, NULL, 10);
	if (strcmp(text, "quick") == 0)
		m->access.quick_for = strtol(value, NULL, 10);
	if (strcmp(text, "steady") == 0)
		m->access.steady_for = strtol(value, NULL, 10);
	if (strcmp(text, "dialogue") == 0)
		m->access.dialogue = line_print;
	if (strcmp(text, "uid") == 0)
		m->uid = (uint32_t)strtoul(value, NULL, 10);
	if (strcmp(text, "deadline") == 0)
		m->deadline = strtol(value, NULL, 10);
}

static void octets_save(const struct mailbox *m, size_t n, struct bytes octets)
{
	char path[4096];

	if (m->out == NULL)
		return;
	snprintf(path, sizeof(path), "%s.%zu", m->out, n);
	FILE *file = fopen(path, "wb");
	if (file == NULL ||
	    fwrite(octets.ptr, 1, octets.len, file) != octets.len ||
	    fclose(file) != 0)
		abort();
}

static void bounce_print(size_t n, struct bytes octets)
{
	struct arena *arena = arena_open();
	struct bounce bounce;

	if (bounce_read(&bounce, arena, octets))
		printf("%zu BOUNCED %.*s %.*s %.*s\n", n, FMT(bounce.token),
		    FMT(bounce.status), FMT(bounce.diagnostic));
	else
		printf("%zu BOUNCED size=%zu\n", n, octets.len);
	arena_close(arena);
}

static void labels_print(size_t n, struct bytes labels)
{
	struct bytes label;

	while (bytes_line(&labels, &label))
		printf("%zu LABEL %.*s\n", n, FMT(label));
}

static void event_print(size_t n, const struct mailbox_event *e)
{
	static const char *const words[] = {
		[MAILBOX_READY] = "READY",
		[MAILBOX_FOUND] = "FOUND",
		[MAILBOX_BOUNCED] = "BOUNCED",
		[MAILBOX_LOOKED] = "LOOKED",
		[MAILBOX_DELETED] = "DELETED",
		[MAILBOX_LOST] = "LOST",
		[MAILBOX_BACK] = "BACK",
		[MAILBOX_FAULT] = "FAULT",
	};

	if (until != NULL && strcmp(until, words[e->kind]) == 0)
		mailboxes[n].ended = true;
	switch (e->kind) {
	case MAILBOX_READY:
		if (e->further.len > 0)
			printf("%zu FURTHER %.*s\n", n, FMT(e->further));
		printf("%zu MARKS %.*s\n", n, FMT(e->marks));
		printf("%zu READY junk=%.*s\n", n, FMT(e->folder));
		break;
	case MAILBOX_BACK:
		printf("%zu BACK\n", n);
		break;
	case MAILBOX_LOOKED:
		printf("%zu LOOKED all\n", n);
		break;
	case MAILBOX_FOUND:
		octets_save(&mailboxes[n], n, e->octets);
		if (then_delete)
			mailbox_watch_delete(mailboxes[n].watch, e->token);
		labels_print(n, e->labels);
		printf("%zu FOUND %s %s %.*s uid=%u size=%zu%s%.*s\n", n,
		    e->token, placement_word(e->placement), FMT(e->folder),
		    (unsigned)e->uid, e->octets.len,
		    e->category.len > 0 ? " category=" : "", FMT(e->category));
		break;
	case MAILBOX_BOUNCED:
		octets_save(&mailboxes[n], n, e->octets);
		bounce_print(n, e->octets);
		break;
	case MAILBOX_DELETED:
		printf("%zu DELETED %s %s%s%s\n", n, e->token,
		    e->expunged ? "expunged" : "flagged",
		    e->fault.kind != FAULT_NONE ? ": " : "", e->fault.text);
		break;
	case MAILBOX_LOST:
		printf("%zu LOST %s\n", n, e->fault.text);
		break;
	case MAILBOX_FAULT:
		mailboxes[n].ended = true;
		printf("%zu FAULT %d %s%s\n", n,
		    fault_exit_status(e->fault.kind), e->fault.text,
		    e->refusal.by == LOGIN_REFUSED	  ? " (log-in)"
		    : e->refusal.by == LOGIN_CONSENT_OVER ? " (consent)"
							  : "");
		break;
	}
	fflush(stdout);
}

/* False at "quit" and at the end of input. */
static bool command(void)
{
	char line[256], word[32] = "", token[64] = "";
	unsigned n = 0;

	if (fgets(line, sizeof(line), stdin) == NULL) {
		input = -1;
		return until != NULL;
	}
	if (sscanf(line, "%u %31s %63s", &n, word, token) < 2 || n >= count)
		return false;
	if (strcmp(word, "look") == 0)
		mailbox_watch_look_for(mailboxes[n].watch, token);
	else if (strcmp(word, "forget") == 0)
		mailbox_watch_forget(mailboxes[n].watch, token);
	else if (strcmp(word, "delete") == 0)
		mailbox_watch_delete(mailboxes[n].watch, token);
	return true;
}

static bool all_ended(void)
{
	for (size_t i = 0; i < count; i++)
		if (!mailboxes[i].ended)
			return false;
	return true;
}

static void watch_all(void)
{
	struct pollfd fds[MAILBOXES_MAX + 1];
	struct mailbox_event event;

	while (!all_ended()) {
		int64_t due = INT64_MAX, now = clock_running();
		for (size_t i = 0; i < count; i++) {
			struct mailbox_watch *w = mailboxes[i].watch;
			fds[i] =
			    (struct pollfd){ mailbox_watch_fd(w), POLLIN, 0 };
			if (mailbox_watch_due(w) < due)
				due = mailbox_watch_due(w);
		}
		fds[count] = (struct pollfd){ input, POLLIN, 0 };
		int64_t wait = due <= now ? 0 : due - now;
		poll(fds, (nfds_t)count + 1, wait > 1000 ? 1000 : (int)wait);
		if (fds[count].revents != 0 && !command())
			return;
		for (size_t i = 0; i < count; i++)
			while (mailbox_watch_step(mailboxes[i].watch, &event))
				event_print(i, &event);
	}
}

static void peak_print(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	printf("PEAK %ld\n", usage.ru_maxrss);
}

static int one(struct mailbox *m)
{
	struct arena *arena = arena_open();
	struct origin origin;
	struct bytes octets;
	struct fault fault;
	int status = 0;

	if (imap_fetch_one(arena, &m->access, m->folder, m->uid,
		clock_running() + m->deadline, &origin, &octets, &fault)) {
		octets_save(m, 0, octets);
		printf("GOT %.*s uid=%u size=%zu\n", FMT(origin.folder),
		    (unsigned)origin.uid, octets.len);
	} else {
		printf(
		    "FAULT %d %s\n", fault_exit_status(fault.kind), fault.text);
		status = fault_exit_status(fault.kind);
	}
	arena_close(arena);
	return status;
}

int main(int argc, char **argv)
{
	struct fault fault;

	mailboxes[0].deadline = 10000;
	for (int i = 2; i < argc; i++)
		if (strcmp(argv[i], "--") != 0)
			option(&mailboxes[count - 1], argv[i]);
		else if (count < MAILBOXES_MAX) {
			mailboxes[count] = mailboxes[0];
			count++;
		}
	setvbuf(stdin, NULL, _IONBF, 0);
	if (argc > 1 && strcmp(argv[1], "one") == 0)
		return one(&mailboxes[0]);
	for (size_t i = 0; i < count; i++) {
		mailboxes[i].watch =
		    mailbox_watch_open(&mailboxes[i].access, mailboxes[i].marks,
			clock_running() + mailboxes[i].deadline, &fault);
		if (mailboxes[i].watch == NULL) {
			printf("FAULT %d %s\n", fault_exit_status(fault.kind),
			    fault.text);
			return 1;
		}
	}
	watch_all();
	for (size_t i = 0; i < count; i++)
		mailbox_watch_close(mailboxes[i].watch);
	peak_print();
	return 0;
}
