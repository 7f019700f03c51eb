#include "common/mail/refusal_code.h"

#include "common/mail/refusal_code_rows.h"
#include "common/mail/status_code.h"
#include "common/net/domain.h"
#include <string.h>

/* In the order they are tried. */
static const struct refusal_code *const tables[] = { refusal_rows_ses,
	refusal_rows_gmail, refusal_rows_yahoo, refusal_rows_outlook,
	refusal_rows_icloud, refusal_rows_words, refusal_rows_status };

#define TABLES (sizeof(tables) / sizeof(tables[0]))

/* ---- who answers ----------------------------------------------------------
 */

/* Mail exchangers, and marks that only one receiver leaves in its words; NULL:
 * there is none more. */
static const struct {
	const char *receiver, *host, *mark;
} marks[] = {
	{ "gmail", "google.com", " gsmtp" },
	{ "gmail", "googlemail.com", "- gsmtp" },
	{ "yahoo", "yahoodns.net", "[TSS" },
	{ "yahoo", "yahoo.com", "senders.yahooinc.com" },
	{ "outlook", "outlook.com", ".protection.outlook.com" },
	{ "outlook", "hotmail.com", "mail.live.com" },
	{ "outlook", NULL, "required authentication level" },
	{ "icloud", "icloud.com", "support.apple.com" },
	{ "icloud", "apple.com", "[HME1]" },
};

#define MARKS (sizeof(marks) / sizeof(marks[0]))

static struct bytes who(const struct refusal_said *said)
{
	for (size_t i = 0; i < MARKS; i++)
		if (bytes_ifind(said->text, bytes_of(marks[i].mark)) != NULL)
			return bytes_of(marks[i].receiver);
	for (size_t i = 0; i < MARKS; i++)
		if (bytes_present(said->host) && marks[i].host != NULL &&
		    domain_under(said->host, bytes_of(marks[i].host)))
			return bytes_of(marks[i].receiver);
	return said->receiver;
}

/* ---- rows ------------------------------------------------------------------
 */

struct answer {
	struct bytes receiver, reply, status, text;
};

/* A whole word, or one that ends in "." and begins it. */
static bool code_fits(const char *wanted, struct bytes code)
{
	size_t len = wanted != NULL ? strlen(wanted) : 0;

	if (wanted == NULL)
		return true;
	return len == 1 || wanted[len - 1] == '.'
		   ? bytes_starts(code, bytes_of(wanted))
		   : bytes_is(code, wanted);
}

static bool row_fits(const struct refusal_code *row, const struct answer *a)
{
	return (row->receiver == NULL ||
		   bytes_is(a->receiver, row->receiver)) &&
	       code_fits(row->reply, a->reply) &&
	       code_fits(row->status, bytes_skip(a->status, 2)) &&
	       (row->words == NULL ||
		   bytes_ifind(a->text, bytes_of(row->words)) != NULL);
}

/* "5.0.0" and its like say nothing. */
static bool says_nothing(struct bytes status)
{
	return !bytes_present(status) || bytes_is(bytes_skip(status, 2), "0.0");
}

const struct refusal_code *refusal_code_of(const struct refusal_said *said)
{
	struct reply_code code = reply_code_find(said->text);
	struct answer answer = { .receiver = who(said),
		.reply = code.reply,
		.status =
		    says_nothing(code.status) ? said->status : code.status,
		.text = said->text };
	const struct refusal_code *row;

	for (size_t i = 0; (row = refusal_code_at(i)) != NULL; i++)
		if (row_fits(row, &answer))
			break;
	return row;
}

const char *refusal_code_answer(const char *receiver, enum demand demand)
{
	const struct refusal_code *row;

	for (size_t i = 0; (row = refusal_code_at(i)) != NULL; i++)
		if (row->demand == demand && row->answer != NULL &&
		    strcmp(row->receiver, receiver) == 0)
			return row->answer;
	return NULL;
}

const struct refusal_code *refusal_code_at(size_t at)
{
	for (size_t i = 0; i < TABLES; i++)
		for (const struct refusal_code *row = tables[i];
		     row->meaning != NULL; row++)
			if (at-- == 0)
				return row;
	return NULL;
}
