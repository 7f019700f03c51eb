#include "inspect/fetch/imap/session.h"

#include "inspect/fetch/imap/folder_name.h"
#include "inspect/fetch/mailbox.h"
#include <string.h>

/*
 * What junk folders are called where servers do not mark them (RFC 6154), the
 * likeliest first: by the software and providers that make them (dovecot,
 * Courier, Exchange, Yahoo, GMX) in the languages of their users.  Those that
 * are not English as the table of names in ImapFlow (lib/special-use.js) has
 * them, and Exchange's own.
 */
static const char *const usual_names[] = { "Junk", "Spam", "Junk E-mail",
	"Junk Email", "Junk E-Mail", "Bulk Mail", "Bulk", "Junk Mail",
	"Spamverdacht", "Junk-E-Mail", "Unerwünscht", "Werbung",
	"Courrier indésirable", "Indésirables", "Pourriel", "Correo no deseado",
	"No deseado", "Posta indesiderata", "Lixo Eletrônico",
	"Lixo Eletrónico", "Ongewenste e-mail", "Skräppost", "Søppelpost",
	"Uønsket e-post", "Uønsket mail", "Uønsket e-mail", "Roskaposti",
	"Rämpspost", "Levélszemét", "Nevyžádaná pošta", "Nevyžiadaná pošta",
	"Wiadomości-śmieci", "Neželena pošta", "İstenmeyen", "Önemsiz E-posta",
	"İstenmeyen E-posta", "Спам", "Нежелательная почта", "Небажана пошта",
	"Ανεπιθύμητη αλληλογραφία", "דואר זבל", "الرسائل العشوائية", "هرزنامه",
	"สแปม", "Thư rác", "垃圾邮件", "垃圾郵件", "垃圾箱", "垃圾電郵",
	"迷惑メール", "スパム", "정크 메일", "스팸메일함", "스팸" };
#define USUAL_NAMES (sizeof(usual_names) / sizeof(usual_names[0]))

/* Below what personal folders may lie. */
static const char *const parents[] = { "INBOX.", "INBOX/", "INBOX\\",
	"[Gmail]/", "[Google Mail]/" };

struct wanted_folder {
	char name[FILTER_NAME + 1]; /* as the server would write it; "" */
	bool there;
};

struct search {
	struct wanted_folder junk; /* as the user says */
	struct wanted_folder further[MAILBOX_FOLDERS_MOST];
	char marked[FILTER_NAME + 1]; /* junk, as the server says */
	char named[FILTER_NAME + 1];  /* ... and as its name does */
	size_t rank;		      /* of `named` among the usual names */
	char all[FILTER_NAME + 1], trash[FILTER_NAME + 1];
};

static bool name_keep(char *to, const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > FILTER_NAME || strpbrk(name, "\r\n") != NULL)
		return false;
	memcpy(to, name, len + 1);
	return true;
}

static void keep_first(char *to, const char *name)
{
	if (to[0] == '\0')
		name_keep(to, name);
}

/* The name as people see it, without what it lies below. */
static struct bytes own_name(struct text *shown, const char *name)
{
	folder_name_decode(shown, bytes_of(name));
	struct bytes own = text_bytes(shown);
	for (size_t i = 0; i < sizeof(parents) / sizeof(parents[0]); i++)
		if (bytes_istarts(own, bytes_of(parents[i])))
			return bytes_skip(own, strlen(parents[i]));
	return own;
}

static void consider_name(struct search *search, const char *name)
{
	struct text shown = text_new(4 * FILTER_NAME);
	struct bytes own = own_name(&shown, name);

	for (size_t rank = 0; rank < search->rank; rank++)
		if (bytes_ieq(own, bytes_of(usual_names[rank])) &&
		    name_keep(search->named, name))
			search->rank = rank;
	text_free(&shown);
}

static void consider(void *data, const char *name, unsigned uses, bool usable)
{
	struct search *search = data;

	if (name == NULL || !usable)
		return;
	if (strcmp(name, search->junk.name) == 0)
		search->junk.there = true;
	for (size_t i = 0; i < MAILBOX_FOLDERS_MOST; i++)
		if (strcmp(name, search->further[i].name) == 0)
			search->further[i].there = true;
	if (uses & USE_JUNK)
		keep_first(search->marked, name);
	if (uses & USE_ALL)
		keep_first(search->all, name);
	if (uses & USE_TRASH)
		keep_first(search->trash, name);
	consider_name(search, name);
}

/* A name of the user's, as the server would write it. */
static void want(struct wanted_folder *wanted, struct bytes utf8)
{
	struct text encoded = text_new(FILTER_NAME);

	folder_name_encode(&encoded, utf8);
	if (encoded.len > 0)
		memcpy(wanted->name, encoded.ptr, encoded.len);
	wanted->name[encoded.len] = '\0';
	text_free(&encoded);
}

static bool list(struct session *session, struct search *search)
{
	unsigned both = CAN_SPECIAL_USE | CAN_LIST_EXTENDED;
	unsigned can = session->can;
	/* Gmail once marked folders only when asked with a word of its own. */
	bool old_gmail = can & CAN_XLIST && !(can & CAN_SPECIAL_USE);
	enum answer answer = protocol_command(session->protocol, FOR_LIST,
	    "%s \"\" \"*\"%s", old_gmail ? "XLIST" : "LIST",
	    (can & both) == both ? " RETURN (SPECIAL-USE)" : "");

	if (!session_ok(session, answer, "to list the folders"))
		return false;
	protocol_listed(session->protocol, consider, search);
	return true;
}

static bool missing(
    struct session *session, struct bytes name, const char *what)
{
	return session_fault(session,
	    "the mailbox has no folder %.*s, which is set as %s", FMT(name),
	    what);
}

static void junk_take(struct session *session, const struct search *search)
{
	struct folder *junk = &session->folders[WIRE_JUNK];
	const char *name = search->junk.there	       ? search->junk.name
			   : search->marked[0] != '\0' ? search->marked
						       : search->named;

	junk->there = name_keep(junk->name, name) &&
		      !bytes_ieq(bytes_of(name), BYTES("INBOX"));
}

/* Into the next free place, unless it has one. */
static void further_take(struct session *session, const char *name)
{
	size_t i = 0;

	while (i < WIRE_FOLDERS &&
	       (i < WIRE_FURTHER || session->folders[i].there)) {
		const struct folder *folder = &session->folders[i++];
		if (folder->there &&
		    bytes_ieq(bytes_of(folder->name), bytes_of(name)))
			return;
	}
	if (i < WIRE_FOLDERS)
		session->folders[i].there =
		    name_keep(session->folders[i].name, name);
}

bool folders_find(struct session *session)
{
	struct bytes given = bytes_of(session->texts[START_JUNK]), name;
	struct bytes further = bytes_of(session->texts[START_FOLDERS]);
	struct bytes rest = further;
	struct folder *inbox = &session->folders[WIRE_INBOX];
	struct search search = { .rank = USUAL_NAMES };
	size_t i = 0;

	want(&search.junk, given);
	while (i < MAILBOX_FOLDERS_MOST && bytes_line(&rest, &name))
		want(&search.further[i++], name);
	if (!list(session, &search))
		return false;
	if (given.len > 0 && !search.junk.there)
		return missing(session, given, "its junk folder");
	inbox->there = name_keep(inbox->name, "INBOX");
	junk_take(session, &search);
	name_keep(session->trash, search.trash);
	/* Filters there take mail out of the inbox: into the archive or, when
	 * they delete it, the trash. */
	if (session->can & CAN_GMAIL) {
		further_take(session, search.all);
		further_take(session, search.trash);
	}
	rest = further;
	for (size_t n = 0; n < i && bytes_line(&rest, &name); n++) {
		if (!search.further[n].there)
			return missing(session, name, "one of its folders");
		further_take(session, search.further[n].name);
	}
	return true;
}

void folder_shown(const struct folder *folder, struct text *text)
{
	folder_name_decode(text, bytes_of(folder->name));
}
