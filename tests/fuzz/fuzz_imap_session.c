/*
 * Filter and library together: a whole session against a server whose octets
 * are the input.  A line "%" ends what one read gets of them.
 */
#include "inspect/fetch/imap/protocol_many.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* libetpan forgets the greeting when it is BYE; the process ends then. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(
    void);
const char *__lsan_default_suppressions(void)
{
	return "leak:mailimap_greeting_new\nleak:libetpan";
}

static struct {
	struct bytes rest;
	uint64_t budget;
} server;

static ssize_t server_read(void *data, void *octets, size_t n)
{
	struct bytes turn;
	const char *mark;

	(void)data;
	while (bytes_starts(server.rest, BYTES("%\n")))
		server.rest = bytes_skip(server.rest, 2);
	mark = bytes_find(server.rest, BYTES("%\n"));
	turn =
	    mark != NULL ? bytes_between(server.rest.ptr, mark) : server.rest;
	if (n > turn.len)
		n = turn.len;
	if (n > server.budget)
		n = (size_t)server.budget;
	if (n == 0)
		return -1;
	memcpy(octets, turn.ptr, n);
	server.rest = bytes_skip(server.rest, n);
	server.budget -= n;
	return (ssize_t)n;
}

static bool server_write(void *data, const void *octets, size_t n)
{
	(void)data;
	(void)octets;
	(void)n;
	return true;
}

static void server_limit(void *data, int64_t patience, uint64_t budget)
{
	(void)data;
	(void)patience;
	server.budget = budget;
}

static void on_folder(void *data, const char *name, unsigned uses, bool usable)
{
	*(size_t *)data += strlen(name) + uses + usable;
}

static void on_message(void *data, const struct fetched *fetched)
{
	size_t *sum = data;

	*sum += fetched->uid;
	for (size_t i = 0; i < fetched->body.len; i++)
		*sum += (unsigned char)fetched->body.ptr[i];
}

static bool on_chunk(void *data, struct bytes octets)
{
	*(size_t *)data += octets.len;
	return true;
}

static bool on_many(void *data, uint32_t uid, bool there)
{
	*(size_t *)data += uid + there;
	return true;
}

static bool on_wait(void *data)
{
	*(size_t *)data += 1;
	return true;
}

static bool ask_gmail(struct protocol *protocol, size_t *sum)
{
	struct text labels = text_new(FILTER_LABELS);
	bool finds = false;
	bool goes_on = protocol_labels(protocol, 5, &labels) != ANSWER_NONE &&
		       protocol_gmail_finds(protocol, 5, "category:social",
			   &finds) != ANSWER_NONE;

	*sum += labels.len + finds;
	text_free(&labels);
	return goes_on;
}

static bool look(struct protocol *protocol, size_t *sum)
{
	bool news;

	protocol_command(protocol, FOR_NEWS, "NOOP");
	*sum += protocol_news(protocol);
	if (protocol_command(protocol, FOR_TOKENS, "UID FETCH 1:* (UID)") ==
	    ANSWER_NONE)
		return false;
	protocol_fetched(protocol, on_message, sum);
	if (protocol_message(protocol, FOR_MESSAGE, 5, on_chunk, sum) ==
	    ANSWER_NONE)
		return false;
	protocol_fetched(protocol, on_message, sum);
	if (protocol_message(protocol, FOR_REPORT, 6, on_chunk, sum) ==
	    ANSWER_NONE)
		return false;
	protocol_fetched(protocol, on_message, sum);
	if (!ask_gmail(protocol, sum))
		return false;
	const struct many_sink many = { on_chunk, on_many, on_wait, sum };
	if (protocol_many(protocol, "1:*", &many) == ANSWER_NONE)
		return false;
	return protocol_idle(protocol, &news) &&
	       protocol_idle_end(protocol) != ANSWER_NONE;
}

static void talk(struct protocol *protocol, size_t *sum)
{
	uint32_t validity, next;
	bool preauth;

	if (protocol_greeting(protocol, &preauth) == ANSWER_NONE)
		return;
	if (protocol_command(protocol, FOR_CAPABILITIES, "CAPABILITY") ==
	    ANSWER_NONE)
		return;
	*sum += protocol_capabilities(protocol);
	if (protocol_login(protocol, "user", "password") == ANSWER_NONE)
		return;
	if (protocol_authenticate(protocol, "PLAIN", "AHUAcA==", false, "") ==
	    ANSWER_NONE)
		return;
	*sum += strlen(protocol_challenge(protocol));
	if (protocol_command(protocol, FOR_LIST, "LIST \"\" \"*\"") ==
	    ANSWER_NONE)
		return;
	protocol_listed(protocol, on_folder, sum);
	if (protocol_select(protocol, "INBOX", false) == ANSWER_NONE)
		return;
	protocol_numbers(protocol, &validity, &next);
	if (protocol_command(protocol, FOR_STATUS, "STATUS Junk (UIDNEXT)") ==
	    ANSWER_NONE)
		return;
	protocol_status(protocol, &validity, &next);
	*sum += validity + next;
	while (look(protocol, sum))
		;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source source = { server_read, server_write, server_limit,
		NULL };
	size_t sum = 0;

	server.rest = (struct bytes){ (const char *)data, size };
	struct protocol *protocol = protocol_open(&source, 1000);
	talk(protocol, &sum);
	protocol_logout(protocol);
	protocol_close(protocol);
	return sum == SIZE_MAX;
}
