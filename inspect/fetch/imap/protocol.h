/*
 * protocol - IMAP commands and their answers, spoken by libetpan
 *
 * Every command has a purpose, and a row in protocol.c says what may come
 * back for it and how much.  Names and values given to a command hold no CR,
 * LF or NUL; commands that do are not sent.
 */
#ifndef INSPECT_FETCH_IMAP_PROTOCOL_H
#define INSPECT_FETCH_IMAP_PROTOCOL_H

#include "common/base/clock.h"
#include "inspect/fetch/imap/stream.h"

enum purpose {
	FOR_NOTHING, /* but the tagged answer */
	FOR_GREETING,
	FOR_CAPABILITIES,
	FOR_LOGIN, /* may be asked to go on */
	FOR_LIST,
	FOR_STATUS,
	FOR_SELECT,
	FOR_NEWS,
	FOR_TOKENS,
	FOR_NEWEST,
	FOR_MESSAGE,
	FOR_REPORT, /* the first WIRE_REPORT_MAX octets of a message */
	FOR_MANY,   /* protocol_many.h */
	FOR_LABELS, /* of Gmail */
	FOR_SEARCH,
};

enum answer {
	ANSWER_OK,
	ANSWER_NO, /* protocol_said() has the server's words */
	ANSWER_BAD,
	ANSWER_NONE, /* the connection is of no use; protocol_broken() */
};

enum capability {
	CAN_STARTTLS = 1 << 0,
	CAN_NOT_LOGIN = 1 << 1, /* LOGINDISABLED */
	CAN_PLAIN = 1 << 2,
	CAN_SASL_IR = 1 << 3,
	CAN_IDLE = 1 << 4,
	CAN_UIDPLUS = 1 << 5,
	CAN_ID = 1 << 6,
	CAN_SPECIAL_USE = 1 << 7,
	CAN_LIST_EXTENDED = 1 << 8,
	CAN_OAUTHBEARER = 1 << 9,
	CAN_XOAUTH2 = 1 << 10,
	CAN_XLIST = 1 << 11,
	CAN_MOVE = 1 << 12,
	CAN_GMAIL = 1 << 13, /* X-GM-EXT-1 */
};

struct protocol;

/* `patience`: ms for one answer. */
struct protocol *protocol_open(const struct source *source, int64_t patience);
void protocol_close(struct protocol *protocol);
/* All that is said from now on is told to `dialogue`, but for secrets. */
void protocol_tell(struct protocol *protocol, struct dialogue *dialogue);

enum answer protocol_greeting(struct protocol *protocol, bool *preauth);
enum answer protocol_command(struct protocol *protocol, enum purpose purpose,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same without the answer, which somebody else reads within the limits. */
bool protocol_ask(struct protocol *protocol, enum purpose purpose,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
const struct filter_limits *protocol_limits(enum purpose purpose);
/*
 * AUTHENTICATE with a first message (base64) that is secret: no buffer keeps
 * it.  `at_once`: in the command (SASL-IR), else when the server asks for it.
 * What it asks after that is answered by the line `shrug` (NULL: not at all)
 * and kept: protocol_challenge().
 */
enum answer protocol_authenticate(struct protocol *protocol,
    const char *mechanism, const char *first, bool at_once, const char *shrug);
/* In base64; empty when the server asked nothing. */
const char *protocol_challenge(const struct protocol *protocol);
enum answer protocol_login(
    struct protocol *protocol, const char *user, const char *password);
/* EXAMINE, or SELECT. */
enum answer protocol_select(
    struct protocol *protocol, const char *folder, bool writable);
/* False when the server does not idle; `news`: it has some already. */
bool protocol_idle(struct protocol *protocol, bool *news);
enum answer protocol_idle_end(struct protocol *protocol);
void protocol_logout(struct protocol *protocol); /* waits for nothing */

/* Octets came that nobody asked for yet: an answer before its question. */
bool protocol_quiet(const struct protocol *protocol);
/* NULL, or what made the connection useless, after "the server ". */
const char *protocol_broken(const struct protocol *protocol);
bool protocol_bye(const struct protocol *protocol);
/* The words of the last tagged answer or BYE: anything printable. */
const char *protocol_said(const struct protocol *protocol);

/* ---- what the last answer held ------------------------------------------ */

unsigned protocol_capabilities(const struct protocol *protocol);
/* Of SELECT, EXAMINE; 0 where it did not say. */
void protocol_numbers(
    const struct protocol *protocol, uint32_t *validity, uint32_t *next);
void protocol_status(
    const struct protocol *protocol, uint32_t *validity, uint32_t *next);
/* EXISTS came since the last time this was asked. */
bool protocol_news(struct protocol *protocol);

enum folder_use { /* RFC 6154 */
	USE_JUNK = 1 << 0,
	USE_ALL = 1 << 1,
	USE_TRASH = 1 << 2,
};
/* `uses`: enum folder_use. */
typedef void listed(void *data, const char *name, unsigned uses, bool usable);
void protocol_listed(const struct protocol *protocol, listed *each, void *data);

struct fetched {
	uint32_t uid;	   /* 0: not told */
	struct bytes body; /* absent: not told, or NIL */
	unsigned bodies;   /* sections told */
	int64_t received;  /* INTERNALDATE or TIME_UNKNOWN */
};
typedef void fetched_one(void *data, const struct fetched *fetched);
void protocol_fetched(
    const struct protocol *protocol, fetched_one *each, void *data);
/* A fetched_one: `data` is a uint32_t, the largest UID so far. */
void fetched_newest(void *data, const struct fetched *fetched);

/*
 * UID FETCH of a message, FOR_MESSAGE or FOR_REPORT; its octets go to `chunk`
 * as they come, which returns false to end all.
 */
typedef bool message_chunk(void *data, struct bytes octets);
enum answer protocol_message(struct protocol *protocol, enum purpose purpose,
    uint32_t uid, message_chunk *chunk, void *data);

/* ---- Gmail's own (X-GM-EXT-1), of a message in the open folder -------------
 */

/* Its labels as the server writes them, a line each; appended. */
enum answer protocol_labels(
    struct protocol *protocol, uint32_t uid, struct text *labels);
/* Whether a search in the words of Gmail finds it: "category:social". */
enum answer protocol_gmail_finds(
    struct protocol *protocol, uint32_t uid, const char *words, bool *finds);

/* `"` name `"` with escapes; appended. */
void protocol_quote(struct text *out, const char *name);

#endif
