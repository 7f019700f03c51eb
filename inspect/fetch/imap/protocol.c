#include "inspect/fetch/imap/protocol.h"

#include "common/mail/limits.h"
#include <libetpan/libetpan.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KB	    ((size_t)1024)
#define COMMAND_MAX (16 * KB)

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
	[FOR_TOKENS] = { { ASKED_TOKEN | ASKED_NEWS, 4 * KB, 20000, 40000 },
	    4096 * KB },
	[FOR_NEWEST] = { { ASKED_UID | ASKED_NEWS, 0, 0, 2000 }, 256 * KB },
	[FOR_MESSAGE] = { { ASKED_MESSAGE | ASKED_NEWS, LIMIT_MESSAGE, 1,
			      2000 },
	    LIMIT_MESSAGE + 256 * KB },
};

struct protocol {
	mailimap *imap;
	struct stream stream;
	int64_t patience;
	bool failed; /* the library could not read an answer */
	message_chunk *chunk;
	void *chunk_data;
};

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

/* ---- commands ----------------------------------------------------------- */

static void begin(struct protocol *protocol, enum purpose purpose)
{
	const struct source *source = &protocol->stream.source;

	protocol->stream.filter.said[0] = '\0';
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

static enum answer finish(struct protocol *protocol)
{
	struct mailimap_response *response = NULL;
	int type = MAILIMAP_RESP_COND_STATE_OK;

	if (mailimap_read_line(protocol->imap) == NULL) {
		protocol->failed = true;
		return ANSWER_NONE;
	}
	int code = mailimap_parse_response(protocol->imap, &response);
	if (code != MAILIMAP_NO_ERROR)
		return answer_of(protocol, code);
	type = response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state
		   ->rsp_type;
	mailimap_response_free(response);
	return type == MAILIMAP_RESP_COND_STATE_OK ? ANSWER_OK : ANSWER_NO;
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

static bool send_command(
    struct protocol *protocol, enum purpose purpose, struct bytes command)
{
	begin(protocol, purpose);
	if (mailimap_send_current_tag(protocol->imap) == MAILIMAP_NO_ERROR)
		return send_line(protocol, command);
	protocol->failed = true;
	return false;
}

enum answer protocol_command(
    struct protocol *protocol, enum purpose purpose, const char *format, ...)
{
	char command[COMMAND_MAX];
	va_list args;

	va_start(args, format);
	int len = vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(command)) {
		protocol->failed = true;
		return ANSWER_NONE;
	}
	if (!send_command(
		protocol, purpose, (struct bytes){ command, (size_t)len }))
		return ANSWER_NONE;
	return finish(protocol);
}

enum answer protocol_secret(struct protocol *protocol, const char *command)
{
	bool sent = send_command(protocol, FOR_LOGIN, bytes_of(command));

	stream_forget(protocol->imap->imap_stream);
	return sent ? finish(protocol) : ANSWER_NONE;
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

enum answer protocol_secret_after(
    struct protocol *protocol, const char *command, const char *secret)
{
	bool ignored = false;

	if (!send_command(protocol, FOR_LOGIN, bytes_of(command)))
		return ANSWER_NONE;
	if (!go_on(protocol, &ignored))
		return protocol->failed ? ANSWER_NONE : ANSWER_NO;
	bool sent = send_line(protocol, bytes_of(secret));
	stream_forget(protocol->imap->imap_stream);
	return sent ? finish(protocol) : ANSWER_NONE;
}

enum answer protocol_login(
    struct protocol *protocol, const char *user, const char *password)
{
	if (!is_one_line(bytes_of(user)) || !is_one_line(bytes_of(password)))
		return ANSWER_BAD;
	begin(protocol, FOR_LOGIN);
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
	begin(protocol, FOR_SELECT);
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
	if (!send_line(protocol, BYTES("DONE")))
		return ANSWER_NONE;
	return finish(protocol);
}

void protocol_logout(struct protocol *protocol)
{
	if (!protocol->failed)
		send_command(protocol, FOR_NOTHING, BYTES("LOGOUT"));
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

const char *protocol_said(const struct protocol *protocol)
{
	return protocol->stream.filter.said;
}

/* ---- answers ------------------------------------------------------------ */

static unsigned capability_bit(const char *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} table[] = {
		{ "STARTTLS", CAN_STARTTLS },
		{ "LOGINDISABLED", CAN_NOT_LOGIN },
		{ "SASL-IR", CAN_SASL_IR },
		{ "IDLE", CAN_IDLE },
		{ "UIDPLUS", CAN_UIDPLUS },
		{ "ID", CAN_ID },
		{ "SPECIAL-USE", CAN_SPECIAL_USE },
		{ "LIST-EXTENDED", CAN_LIST_EXTENDED },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (bytes_ieq(bytes_of(name), bytes_of(table[i].name)))
			return table[i].bit;
	return 0;
}

unsigned protocol_capabilities(const struct protocol *protocol)
{
	struct mailimap_connection_info *info =
	    protocol->imap->imap_connection_info;
	unsigned bits = 0;

	if (info == NULL || info->imap_capability == NULL)
		return 0;
	for (clistiter *at = clist_begin(info->imap_capability->cap_list);
	     at != NULL; at = clist_next(at)) {
		struct mailimap_capability *one = clist_content(at);
		if (one->cap_type == MAILIMAP_CAPABILITY_NAME)
			bits |= capability_bit(one->cap_data.cap_name);
		else if (bytes_ieq(bytes_of(one->cap_data.cap_auth_type),
			     BYTES("PLAIN")))
			bits |= CAN_PLAIN;
	}
	return bits;
}

void protocol_numbers(
    const struct protocol *protocol, uint32_t *validity, uint32_t *next)
{
	struct mailimap_selection_info *info =
	    protocol->imap->imap_selection_info;

	*validity = info != NULL ? info->sel_uidvalidity : 0;
	*next = info != NULL ? info->sel_uidnext : 0;
}

void protocol_status(
    const struct protocol *protocol, uint32_t *validity, uint32_t *next)
{
	struct mailimap_response_info *info =
	    protocol->imap->imap_response_info;

	*validity = *next = 0;
	if (info == NULL || info->rsp_status == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_status->st_info_list);
	     at != NULL; at = clist_next(at)) {
		struct mailimap_status_info *one = clist_content(at);
		if (one->st_att == MAILIMAP_STATUS_ATT_UIDNEXT)
			*next = one->st_value;
		else if (one->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY)
			*validity = one->st_value;
	}
}

bool protocol_news(struct protocol *protocol)
{
	struct mailimap_selection_info *info =
	    protocol->imap->imap_selection_info;
	bool news = info != NULL && info->sel_has_exists;

	if (info != NULL)
		info->sel_has_exists = 0;
	return news;
}

static void list_flags(
    struct mailimap_mbx_list_flags *flags, bool *junk, bool *usable)
{
	*junk = false;
	*usable = true;
	if (flags == NULL)
		return;
	if (flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG &&
	    flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)
		*usable = false;
	if (flags->mbf_oflags == NULL)
		return;
	for (clistiter *at = clist_begin(flags->mbf_oflags); at != NULL;
	     at = clist_next(at)) {
		struct mailimap_mbx_list_oflag *one = clist_content(at);
		if (one->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT &&
		    one->of_flag_ext != NULL &&
		    bytes_ieq(bytes_of(one->of_flag_ext), BYTES("Junk")))
			*junk = true;
	}
}

void protocol_listed(const struct protocol *protocol, listed *each, void *data)
{
	struct mailimap_response_info *info =
	    protocol->imap->imap_response_info;

	if (info == NULL || info->rsp_mailbox_list == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_mailbox_list); at != NULL;
	     at = clist_next(at)) {
		struct mailimap_mailbox_list *one = clist_content(at);
		bool junk, usable;
		list_flags(one->mb_flag, &junk, &usable);
		each(data, one->mb_name, junk, usable);
	}
}

static int64_t time_of(const struct mailimap_date_time *date)
{
	int64_t time;
	int zone = date->dt_zone / 100 * 60 + date->dt_zone % 100;

	if (!time_of_date(date->dt_year, date->dt_month, date->dt_day,
		date->dt_hour, date->dt_min, date->dt_sec, &time))
		return TIME_UNKNOWN;
	return time - (int64_t)zone * 60 * 1000;
}

static void item_read(
    const struct mailimap_msg_att_static *item, struct fetched *fetched)
{
	const struct mailimap_msg_att_body_section *section;

	switch (item->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		fetched->uid = item->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		fetched->received = time_of(item->att_data.att_internal_date);
		break;
	case MAILIMAP_MSG_ATT_BODY_SECTION:
		section = item->att_data.att_body_section;
		fetched->body = (struct bytes){ section->sec_body_part,
			section->sec_body_part != NULL ? section->sec_length
						       : 0 };
		fetched->bodies++;
		break;
	default:
		break;
	}
}

void protocol_fetched(
    const struct protocol *protocol, fetched_one *each, void *data)
{
	struct mailimap_response_info *info =
	    protocol->imap->imap_response_info;

	if (info == NULL || info->rsp_fetch_list == NULL)
		return;
	for (clistiter *at = clist_begin(info->rsp_fetch_list); at != NULL;
	     at = clist_next(at)) {
		struct mailimap_msg_att *att = clist_content(at);
		struct fetched fetched = { .received = TIME_UNKNOWN };
		for (clistiter *i = clist_begin(att->att_list); i != NULL;
		     i = clist_next(i)) {
			struct mailimap_msg_att_item *item = clist_content(i);
			if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
				item_read(item->att_data.att_static, &fetched);
		}
		each(data, &fetched);
	}
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

enum answer protocol_message(
    struct protocol *protocol, uint32_t uid, message_chunk *chunk, void *data)
{
	protocol->chunk = chunk;
	protocol->chunk_data = data;
	mailimap_set_msg_body_handler(protocol->imap, body_chunk, protocol);
	enum answer answer = protocol_command(protocol, FOR_MESSAGE,
	    "UID FETCH %u (UID INTERNALDATE BODY.PEEK[])", (unsigned)uid);
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
