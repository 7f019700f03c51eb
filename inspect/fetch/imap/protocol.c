#include "inspect/fetch/imap/protocol.h"

#include "common/base/crypto.h"
#include "common/mail/limits.h"
#include "inspect/fetch/imap/library.h"
#include "inspect/fetch/imap_wire.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KB	    ((size_t)1024)
#define COMMAND_MAX (16 * KB)
/* A token of WIRE_TEXT_MAX octets with a user of as many, in base64. */
#define AUTHENTICATE_MAX (2 * BASE64_SIZE(WIRE_TEXT_MAX) + 1024)

/* What a server may say for each purpose. */
static const struct {
	struct filter_limits limits;
	size_t budget; /* octets in all */
} purposes[] = {
	/* asked, octets of a literal, literals, lines; octets */
	[FOR_NOTHING] = { { ASKED_NEWS, 0, 0, 2000 }, 256 * KB },
	[FOR_GREETING] = { { ASKED_GREETING, 0, 0, 20 }, 64 * KB },
	[FOR_CAPABILITIES] = { { ASKED_CAPABILITY, 0, 0, 200 }, 64 * KB },
	[FOR_LOGIN] = { { ASKED_GO_ON | ASKED_CAPABILITY, 0, 0, 200 },
	    64 * KB },
	[FOR_LIST] = { { ASKED_LIST, FILTER_NAME, 5000, 20000 }, 4096 * KB },
	[FOR_STATUS] = { { ASKED_STATUS | ASKED_NEWS, FILTER_NAME, 1, 2000 },
	    256 * KB },
	[FOR_SELECT] = { { ASKED_NUMBERS, 0, 0, 2000 }, 256 * KB },
	[FOR_NEWS] = { { ASKED_NEWS, 0, 0, 10000 }, 512 * KB },
	/* Content-Type may be as long as servers let a field be. */
	[FOR_TOKENS] = { { ASKED_TOKEN | ASKED_NEWS, 256 * KB, 20000, 40000 },
	    4096 * KB },
	[FOR_NEWEST] = { { ASKED_UID | ASKED_NEWS, 0, 0, 2000 }, 256 * KB },
	[FOR_MESSAGE] = { { ASKED_MESSAGE | ASKED_NEWS, LIMIT_MESSAGE, 1,
			      2000 },
	    LIMIT_MESSAGE + 256 * KB },
	[FOR_REPORT] = { { ASKED_REPORT | ASKED_NEWS, WIRE_REPORT_MAX, 1,
			     2000 },
	    WIRE_REPORT_MAX + 256 * KB },
	/* Literals and lines are counted anew from message to message; those
	 * that were received with one may belong to others. */
	[FOR_MANY] = { { ASKED_REPORT, LIMIT_MESSAGE + 1, 20000, 60000 },
	    LIMIT_MESSAGE + 256 * KB },
	[FOR_LABELS] = { { ASKED_LABELS | ASKED_NEWS, FILTER_NAME, 1000, 3000 },
	    256 * KB },
	[FOR_SEARCH] = { { ASKED_SEARCH | ASKED_NEWS, 0, 0, 2000 }, 256 * KB },
};

const struct filter_limits *protocol_limits(enum purpose purpose)
{
	return &purposes[purpose].limits;
}

struct protocol *protocol_open(const struct source *source, int64_t patience)
{
	struct protocol *protocol = calloc(1, sizeof(*protocol));

	if (protocol == NULL)
		abort();
	protocol->imap = mailimap_new(0, NULL);
	if (protocol->imap == NULL)
		abort();
	protocol->patience = patience;
	protocol->imap->imap_stream = stream_open(&protocol->stream, source);
	return protocol;
}

void protocol_close(struct protocol *protocol)
{
	/* Without a state, freeing would not say LOGOUT; we did. */
	protocol->imap->imap_state = MAILIMAP_STATE_LOGOUT;
	mailstream_close(protocol->imap->imap_stream);
	protocol->imap->imap_stream = NULL;
	mailimap_free(protocol->imap);
	stream_close(&protocol->stream);
	free(protocol);
}

void protocol_tell(struct protocol *protocol, struct dialogue *dialogue)
{
	protocol->dialogue = protocol->stream.filter.dialogue = dialogue;
}

/* ---- commands ----------------------------------------------------------- */

static void begin(struct protocol *protocol, enum purpose purpose)
{
	const struct source *source = &protocol->stream.source;

	/* The words of a BYE are the last that count. */
	if (!protocol->stream.filter.bye)
		protocol->stream.filter.said[0] = '\0';
	protocol->stream.filter.challenge[0] = '\0';
	filter_expect(&protocol->stream.filter, &purposes[purpose].limits);
	/* A whole message takes longer than a line. */
	int64_t times = purpose == FOR_MESSAGE ? 4 : 1;
	source->limit(
	    source->data, protocol->patience * times, purposes[purpose].budget);
}

static enum answer answer_of(struct protocol *protocol, int code)
{
	switch (code) {
	case MAILIMAP_NO_ERROR:
	case MAILIMAP_NO_ERROR_AUTHENTICATED:
	case MAILIMAP_NO_ERROR_NON_AUTHENTICATED:
		return ANSWER_OK;
	case MAILIMAP_ERROR_LOGIN:
	case MAILIMAP_ERROR_SELECT:
	case MAILIMAP_ERROR_EXAMINE:
		return ANSWER_NO;
	case MAILIMAP_ERROR_PROTOCOL: /* BAD, or a tag of nobody's */
		return ANSWER_BAD;
	default:
		protocol->failed = true;
		return ANSWER_NONE;
	}
}

/* A line was read: it, and all up to the tagged one. */
static enum answer finish_line(struct protocol *protocol)
{
	struct mailimap_response *response = NULL;
	int type = MAILIMAP_RESP_COND_STATE_OK;
	int code = mailimap_parse_response(protocol->imap, &response);
	if (code != MAILIMAP_NO_ERROR)
		return answer_of(protocol, code);
	type = response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state
		   ->rsp_type;
	mailimap_response_free(response);
	return type == MAILIMAP_RESP_COND_STATE_OK ? ANSWER_OK : ANSWER_NO;
}

static enum answer finish(struct protocol *protocol)
{
	if (mailimap_read_line(protocol->imap) != NULL)
		return finish_line(protocol);
	protocol->failed = true;
	return ANSWER_NONE;
}

static bool is_one_line(struct bytes b)
{
	return b.len == 0 || (memchr(b.ptr, '\r', b.len) == NULL &&
				 memchr(b.ptr, '\n', b.len) == NULL &&
				 memchr(b.ptr, '\0', b.len) == NULL);
}

static bool send_line(struct protocol *protocol, struct bytes line)
{
	mailstream *library = protocol->imap->imap_stream;

	if (is_one_line(line) &&
	    mailstream_write(library, line.ptr, line.len) ==
		(ssize_t)line.len &&
	    mailstream_write(library, "\r\n", 2) == 2 &&
	    mailstream_flush(library) == 0)
		return true;
	protocol->failed = true;
	return false;
}

/* `shown`: the command as it may be seen, when the library tags it next. */
static void command_tell(struct protocol *protocol, const char *shown)
{
	if (protocol->dialogue != NULL)
		dialogue_sent(protocol->dialogue, protocol->imap->imap_tag + 1,
		    bytes_of(shown));
}

static void line_tell(struct protocol *protocol, const char *shown)
{
	if (protocol->dialogue != NULL)
		dialogue_sent(protocol->dialogue, 0, bytes_of(shown));
}

static bool send_command(struct protocol *protocol, enum purpose purpose,
    struct bytes command, const char *shown)
{
	begin(protocol, purpose);
	command_tell(protocol, shown);
	if (mailimap_send_current_tag(protocol->imap) == MAILIMAP_NO_ERROR)
		return send_line(protocol, command);
	protocol->failed = true;
	return false;
}

static bool ask(struct protocol *protocol, enum purpose purpose,
    const char *format, va_list args)
{
	char command[COMMAND_MAX];
	int len = vsnprintf(command, sizeof(command), format, args);

	if (len < 0 || (size_t)len >= sizeof(command)) {
		protocol->failed = true;
		return false;
	}
	return send_command(
	    protocol, purpose, (struct bytes){ command, (size_t)len }, command);
}

bool protocol_ask(
    struct protocol *protocol, enum purpose purpose, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	bool asked = ask(protocol, purpose, format, args);
	va_end(args);
	return asked;
}

enum answer protocol_command(
    struct protocol *protocol, enum purpose purpose, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	bool asked = ask(protocol, purpose, format, args);
	va_end(args);
	return asked ? finish(protocol) : ANSWER_NONE;
}

/* The next line, when it begins with "+"; `news`: others came before it. */
static bool go_on(struct protocol *protocol, bool *news)
{
	for (;;) {
		const char *line = mailimap_read_line(protocol->imap);
		if (line == NULL) {
			protocol->failed = true;
			return false;
		}
		if (line[0] != '*')
			return line[0] == '+';
		*news = true;
	}
}

/* A server that has been refused asks once; one that asks on is not right. */
#define SHRUGS_MOST 3

/* Lines up to the tagged one, which is the library's next. */
static bool shrug_off(struct protocol *protocol, const char *shrug)
{
	for (int shrugs = 0; shrugs <= SHRUGS_MOST;) {
		const char *line = mailimap_read_line(protocol->imap);
		if (line == NULL)
			break;
		if (line[0] == '*')
			continue;
		if (line[0] != '+')
			return true;
		if (shrug == NULL || shrugs++ == SHRUGS_MOST)
			break;
		line_tell(protocol, shrug);
		if (!send_line(protocol, bytes_of(shrug)))
			break;
	}
	protocol->failed = true;
	return false;
}

enum answer protocol_authenticate(struct protocol *protocol,
    const char *mechanism, const char *first, bool at_once, const char *shrug)
{
	char command[AUTHENTICATE_MAX], shown[64];
	bool ignored = false;
	int len = snprintf(command, sizeof(command), "AUTHENTICATE %s%s%s",
	    mechanism, at_once ? " " : "", at_once ? first : "");

	snprintf(shown, sizeof(shown), "AUTHENTICATE %s%s", mechanism,
	    at_once ? " ***" : "");
	bool sent = len >= 0 && (size_t)len < sizeof(command) &&
		    send_command(protocol, FOR_LOGIN, bytes_of(command), shown);
	wipe(command, sizeof(command));
	stream_forget(protocol->imap->imap_stream);
	if (sent && !at_once) {
		if (!go_on(protocol, &ignored))
			return protocol->failed ? ANSWER_NONE : ANSWER_NO;
		protocol->stream.filter.challenge[0] = '\0';
		line_tell(protocol, "***");
		sent = send_line(protocol, bytes_of(first));
		stream_forget(protocol->imap->imap_stream);
	}
	return sent && shrug_off(protocol, shrug) ? finish_line(protocol)
						  : ANSWER_NONE;
}

enum answer protocol_login(
    struct protocol *protocol, const char *user, const char *password)
{
	if (!is_one_line(bytes_of(user)) || !is_one_line(bytes_of(password)))
		return ANSWER_BAD;
	begin(protocol, FOR_LOGIN);
	command_tell(protocol, "LOGIN ***");
	protocol->imap->imap_state = MAILIMAP_STATE_NON_AUTHENTICATED;
	int code = mailimap_login(protocol->imap, user, password);
	stream_forget(protocol->imap->imap_stream);
	return answer_of(protocol, code);
}

enum answer protocol_greeting(struct protocol *protocol, bool *preauth)
{
	mailstream *library = protocol->imap->imap_stream;

	begin(protocol, FOR_GREETING);
	enum answer answer =
	    answer_of(protocol, mailimap_connect(protocol->imap, library));
	*preauth = protocol->stream.filter.preauth;
	if (protocol->stream.filter.bye) {
		protocol->failed = true;
		return ANSWER_NONE;
	}
	return answer;
}

enum answer protocol_select(
    struct protocol *protocol, const char *folder, bool writable)
{
	if (!is_one_line(bytes_of(folder)))
		return ANSWER_NO;
	char shown[FILTER_NAME + 16];
	snprintf(shown, sizeof(shown), "%s %s", writable ? "SELECT" : "EXAMINE",
	    folder);
	begin(protocol, FOR_SELECT);
	command_tell(protocol, shown);
	/* The library asks for this state; log-in was ours. */
	protocol->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return answer_of(
	    protocol, writable ? mailimap_select(protocol->imap, folder)
			       : mailimap_examine(protocol->imap, folder));
}

bool protocol_idle(struct protocol *protocol, bool *news)
{
	static const struct filter_limits limits = { ASKED_GO_ON | ASKED_NEWS,
		0, 0, 2000 };

	*news = false;
	begin(protocol, FOR_NEWS);
	filter_expect(&protocol->stream.filter, &limits);
	command_tell(protocol, "IDLE");
	if (mailimap_send_current_tag(protocol->imap) != MAILIMAP_NO_ERROR ||
	    !send_line(protocol, BYTES("IDLE"))) {
		protocol->failed = true;
		return false;
	}
	return go_on(protocol, news);
}

enum answer protocol_idle_end(struct protocol *protocol)
{
	begin(protocol, FOR_NEWS);
	line_tell(protocol, "DONE");
	if (!send_line(protocol, BYTES("DONE")))
		return ANSWER_NONE;
	return finish(protocol);
}

void protocol_logout(struct protocol *protocol)
{
	if (!protocol->failed)
		send_command(protocol, FOR_NOTHING, BYTES("LOGOUT"), "LOGOUT");
}

/* ---- how the conversation stands ---------------------------------------- */

bool protocol_quiet(const struct protocol *protocol)
{
	return stream_quiet(&protocol->stream, protocol->imap->imap_stream);
}

const char *protocol_broken(const struct protocol *protocol)
{
	return protocol->stream.filter.mistake;
}

bool protocol_bye(const struct protocol *protocol)
{
	return protocol->stream.filter.bye;
}

const char *protocol_challenge(const struct protocol *protocol)
{
	return protocol->stream.filter.challenge;
}

const char *protocol_said(const struct protocol *protocol)
{
	return protocol->stream.filter.said;
}

static bool body_chunk(int type, struct mailimap_msg_att_body_section *section,
    const char *octets, size_t n, void *data)
{
	struct protocol *protocol = data;

	(void)type;
	(void)section;
	return protocol->chunk(
	    protocol->chunk_data, (struct bytes){ octets, n });
}

enum answer protocol_message(struct protocol *protocol, enum purpose purpose,
    uint32_t uid, message_chunk *chunk, void *data)
{
	char items[64] = "INTERNALDATE BODY.PEEK[]";

	if (purpose == FOR_REPORT)
		snprintf(items, sizeof(items), "BODY.PEEK[]<0.%zu>",
		    WIRE_REPORT_MAX);
	protocol->chunk = chunk;
	protocol->chunk_data = data;
	mailimap_set_msg_body_handler(protocol->imap, body_chunk, protocol);
	enum answer answer = protocol_command(
	    protocol, purpose, "UID FETCH %u (UID %s)", (unsigned)uid, items);
	mailimap_set_msg_body_handler(protocol->imap, NULL, NULL);
	return answer;
}

void protocol_quote(struct text *out, const char *name)
{
	text_char(out, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"' || *name == '\\')
			text_char(out, '\\');
		text_char(out, *name);
	}
	text_char(out, '"');
}
