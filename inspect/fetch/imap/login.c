#include "inspect/fetch/imap/session.h"

#include "inspect/fetch/imap.h"
#include "inspect/fetch/imap/sasl.h"
#include <string.h>

static bool tls_begin(struct session *session)
{
	const char *host = session->texts[START_HOST];

	tls_stream_limit(session->tls,
	    clock_running() + (int64_t)session->numbers[START_PATIENCE],
	    UINT64_MAX);
	if (tls_stream_start(session->tls, session->trust, host, FAULT_MAILBOX,
		&session->fault))
		return true;
	session->lost = tls_stream_end(session->tls) != TLS_BROKEN;
	return false;
}

/*
 * What was said before TLS may be an attacker's.  Nothing of it is used:
 * capabilities are asked for afterwards only.
 */
static bool starttls(struct session *session)
{
	enum answer answer =
	    protocol_command(session->protocol, FOR_NOTHING, "STARTTLS");

	if (answer == ANSWER_NO || answer == ANSWER_BAD)
		return session_fault(session,
		    "the server offers no TLS (STARTTLS): nothing was sent "
		    "in clear");
	if (!session_ok(session, answer, "to start TLS"))
		return false;
	if (!protocol_quiet(session->protocol))
		return session_fault(session,
		    "the server sent more before TLS began, as an attacker "
		    "on the way would");
	return tls_begin(session);
}

static bool greeting(struct session *session, bool *preauth)
{
	enum answer answer = protocol_greeting(session->protocol, preauth);

	if (!session_ok(session, answer, "to greet"))
		return false;
	if (session->numbers[START_TLS] != IMAP_TLS_STARTTLS)
		return true;
	if (*preauth)
		return session_fault(session,
		    "the server logs us in before TLS can begin (PREAUTH)");
	return starttls(session);
}

static bool capabilities(struct session *session)
{
	enum answer answer =
	    protocol_command(session->protocol, FOR_CAPABILITIES, "CAPABILITY");

	if (!session_ok(session, answer, "to tell its capabilities"))
		return false;
	session->can = protocol_capabilities(session->protocol);
	return true;
}

/* A server that repeats the password must not have its words reported. */
static void note_repeats(struct session *session)
{
	session->repeats |= dialogue_repeats(
	    &session->dialogue, bytes_of(protocol_said(session->protocol)));
}

/* `text`: the first message, in base64. */
static enum answer authenticate_by(struct session *session,
    const char *mechanism, struct bytes text, const char *shrug)
{
	bool at_once = (session->can & CAN_SASL_IR) != 0;

	session->dialogue.secrets[1] = text.ptr;
	enum answer answer = protocol_authenticate(
	    session->protocol, mechanism, text.ptr, at_once, shrug);
	note_repeats(session);
	session->dialogue.secrets[1] = NULL;
	wipe((char *)(uintptr_t)text.ptr, text.len);
	return answer;
}

/* RFC 4616: a NUL, the user, a NUL, the password; in base64. */
static enum answer plain(struct session *session, struct arena *arena)
{
	const char *user = session->texts[START_USER];
	const char *password = session->texts[START_PASSWORD];
	size_t user_len = strlen(user), len = strlen(password);
	char *octets = arena_alloc(arena, user_len + len + 2);

	memcpy(octets + 1, user, user_len);
	memcpy(octets + user_len + 2, password, len);
	struct bytes text =
	    base64_write(arena, (struct bytes){ octets, user_len + len + 2 });
	wipe(octets, user_len + len + 2);
	return authenticate_by(session, "PLAIN", text, NULL);
}

/* RFC 5530: refusals that are over after a while. */
static bool is_passing(const char *said)
{
	static const char *const codes[] = { "[UNAVAILABLE]", "[INUSE]",
		"[SERVERBUG]", "[LIMIT]" };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (bytes_istarts(bytes_of(said), bytes_of(codes[i])))
			return true;
	return false;
}

/* A refusal of a token says why in a challenge. */
static struct bytes why_refused(struct session *session, struct arena *arena)
{
	const char *said = protocol_said(session->protocol);
	struct bytes more = sasl_refusal(
	    arena, bytes_of(protocol_challenge(session->protocol)));

	session->repeats |= dialogue_repeats(&session->dialogue, more);
	if (session->repeats)
		return session->has_token
			   ? BYTES("its words repeat the token")
			   : BYTES("its words repeat the password");
	if (said[0] == '\0' && !bytes_present(more))
		return BYTES("it does not say why");
	return arena_printf(arena, "%s%s%.*s%s", said,
	    bytes_present(more) ? " (" : "", FMT(more),
	    bytes_present(more) ? ")" : "");
}

static bool refused(
    struct session *session, enum answer answer, struct bytes why)
{
	if (answer == ANSWER_NONE)
		return session_ok(session, answer, "to log in");
	session_fault(session, "the server refuses to log in %s: %.*s",
	    session->texts[START_USER], FMT(why));
	session->lost = is_passing(protocol_said(session->protocol));
	session->reason = WIRE_LOGIN_REFUSED;
	return false;
}

static bool with_token(struct session *session, struct arena *arena)
{
	const struct sasl_bearer *mechanism = sasl_bearer_of(session->can);
	char *token = session->texts[START_TOKEN];

	if (mechanism == NULL)
		return session_fault(session,
		    "the server takes no token (neither AUTH=OAUTHBEARER nor "
		    "AUTH=XOAUTH2)");
	session->dialogue.secrets[0] = token;
	struct bytes first = sasl_bearer_first(mechanism, arena,
	    bytes_of(session->texts[START_USER]),
	    bytes_of(session->texts[START_HOST]),
	    (unsigned)session->numbers[START_PORT], bytes_of(token));
	enum answer answer =
	    authenticate_by(session, mechanism->name, first, mechanism->shrug);
	struct bytes why = why_refused(session, arena);
	session->dialogue.secrets[0] = NULL;
	wipe(token, SESSION_TEXT);
	return answer == ANSWER_OK || refused(session, answer, why);
}

static bool with_password(struct session *session, struct arena *arena)
{
	const char *user = session->texts[START_USER];
	const char *password = session->texts[START_PASSWORD];
	enum answer answer;

	session->dialogue.secrets[0] = password;
	if (session->can & CAN_PLAIN)
		answer = plain(session, arena);
	else if (session->can & CAN_NOT_LOGIN)
		return session_fault(session,
		    "the server takes no password (LOGINDISABLED, and no "
		    "AUTH=PLAIN)");
	else if (!is_ascii(bytes_of(user)) || !is_ascii(bytes_of(password)))
		return session_fault(session,
		    "a user or password that is not ASCII needs AUTH=PLAIN, "
		    "which the server does not offer");
	else
		answer = protocol_login(session->protocol, user, password);
	note_repeats(session);
	struct bytes why = why_refused(session, arena);
	session->dialogue.secrets[0] = NULL;
	wipe(session->texts[START_PASSWORD], SESSION_TEXT);
	return answer == ANSWER_OK || refused(session, answer, why);
}

static bool authenticate(struct session *session)
{
	struct arena *arena = arena_open();
	bool done = session->has_token ? with_token(session, arena)
				       : with_password(session, arena);

	arena_close(arena);
	return done;
}

/* RFC 2971: some servers open no folder to who has no name. */
static bool introduce(struct session *session)
{
	if (!(session->can & CAN_ID))
		return true;
	return protocol_command(session->protocol, FOR_NOTHING,
		   "ID (\"name\" \"mailplumb\" \"version\" "
		   "\"" MAILPLUMB_VERSION "\")") != ANSWER_NONE ||
	       session_ok(session, ANSWER_NONE, "to hear our name");
}

bool login_run(struct session *session)
{
	bool preauth;
	unsigned before;

	if (session->numbers[START_TLS] == IMAP_TLS_IMPLICIT &&
	    !tls_begin(session))
		return false;
	if (!greeting(session, &preauth) || !capabilities(session))
		return false;
	before = session->can;
	if (!preauth && (!authenticate(session) || !capabilities(session)))
		return false;
	/* NetEase tells of ID beforehand only, and asks for it all the same. */
	session->can |= before & CAN_ID;
	return introduce(session);
}
