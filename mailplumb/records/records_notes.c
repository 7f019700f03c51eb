#include "mailplumb/records/records_notes.h"

#include "common/mail/ses.h"
#include "publish/dkim_pem.h"
#include "publish/sender_commands.h"

#define TOKENS_OF_SES 3

struct notes {
	struct arena *arena;
	struct records_note *first, **end;
};

static void note(struct notes *notes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void note(struct notes *notes, const char *format, ...)
{
	struct records_note *one = arena_new(notes->arena, struct records_note);
	va_list args;

	va_start(args, format);
	one->text = arena_vprintf(notes->arena, format, args);
	va_end(args);
	*(notes->first == NULL ? &notes->first : notes->end) = one;
	notes->end = &one->next;
}

static void note_region(struct notes *notes, const struct records_wish *w)
{
	if (!w->ses)
		note(notes,
		    "The sender %.*s does not send through Amazon SES: "
		    "what its server signs with is not known here.",
		    FMT(w->sender));
	else if (!bytes_present(w->wish.region))
		note(notes, "What SES needs depends on the region: --region "
			    "us-east-1.");
}

/* ---- SES itself ------------------------------------------------------------
 */

static const struct ses_dkim *dkim_said(const struct records_wish *w)
{
	const struct ses_asked *asked =
	    w->word != NULL ? ses_in_force(w->word) : NULL;

	return asked != NULL ? &asked->is.dkim : NULL;
}

/* SES signs with a key that the sender brought along. */
static bool own_key_said(const struct records_wish *w)
{
	const struct ses_dkim *dkim = dkim_said(w);

	return dkim != NULL && dkim->token_count > 0 && !ses_dkim_is_easy(dkim);
}

static bool tokens_said(
    const struct ses_dkim *dkim, const struct sender_wish *wish)
{
	size_t known = 0;

	for (size_t i = 0; i < wish->token_count; i++)
		for (size_t k = 0; k < dkim->token_count; k++)
			known += bytes_eq(wish->tokens[i], dkim->tokens[k]);
	return known > 0 && known == wish->token_count &&
	       known == dkim->token_count;
}

static void note_keys_said(struct notes *notes, const struct records_wish *w,
    const struct ses_asked *asked)
{
	const struct ses_dkim *dkim = &asked->is.dkim;
	const struct sender_wish *wish = &w->wish;

	if (own_key_said(w) && !bytes_present(wish->selector))
		note(notes,
		    "SES signs for %.*s with a key of your own: --selector "
		    "%.*s and --public-key-file make its record.",
		    FMT(asked->name), FMT(dkim->tokens[0]));
	else if (tokens_said(dkim, wish))
		note(notes,
		    "The tokens of Easy DKIM%s%.*s are what SES in %.*s says "
		    "of "
		    "%.*s.",
		    bytes_present(dkim->zone) ? " and their zone " : "",
		    FMT(dkim->zone), FMT(w->word->region), FMT(asked->name));
	else if (dkim->token_count > 0)
		note(notes,
		    "SES in %.*s names other tokens or keys for %.*s than "
		    "these.",
		    FMT(w->word->region), FMT(asked->name));
}

static void note_mail_from_said(struct notes *notes,
    const struct records_wish *w, const struct ses_asked *asked)
{
	struct bytes said = asked->is.mail_from.domain;

	if (!bytes_present(said))
		return;
	if (bytes_eq(w->wish.mail_from, said))
		note(notes,
		    "The MAIL FROM domain is what SES in %.*s says of %.*s.",
		    FMT(w->word->region), FMT(asked->name));
	else
		note(notes, "SES in %.*s uses %.*s as MAIL FROM of %.*s.",
		    FMT(w->word->region), FMT(said), FMT(asked->name));
}

static void note_unasked(struct notes *notes, const struct ses_word *word)
{
	size_t i = 0;

	while (i < word->count && word->identities[i].answer == SES_NOT_FOUND)
		i++;
	if (i < word->count)
		note(notes, "SES in %.*s could not be asked of %.*s: %s.",
		    FMT(word->region), FMT(word->identities[i].name),
		    ses_answer_meaning(word->identities[i].answer));
	else if (ses_knows_none(word))
		note(notes,
		    "SES in %.*s does not know this identity yet: it has to be "
		    "created.",
		    FMT(word->region));
}

static void note_ses(struct notes *notes, const struct records_wish *w)
{
	const struct ses_asked *asked =
	    w->word != NULL ? ses_in_force(w->word) : NULL;

	if (asked != NULL) {
		note_keys_said(notes, w, asked);
		note_mail_from_said(notes, w, asked);
	} else if (w->word != NULL) {
		note_unasked(notes, w->word);
	}
}

/* ---- the rest --------------------------------------------------------------
 */

static bool tokens_fit(const struct sender_wish *wish)
{
	size_t i = 0;

	while (i < wish->token_count && ses_dkim_token_is(wish->tokens[i]))
		i++;
	return i == wish->token_count;
}

static void note_tokens(struct notes *notes, const struct records_wish *w)
{
	const struct sender_wish *wish = &w->wish;

	if (!w->ses || bytes_present(wish->selector) || own_key_said(w))
		return;
	if (wish->token_count == 0)
		note(notes,
		    "The three CNAME records of Easy DKIM are not here: SES "
		    "gives their tokens when the identity is created. Then "
		    "run this again with --token for each%s.",
		    bytes_present(w->sender)
			? ", or write them to expect.dkim_tokens"
			: "");
	else if (wish->token_count != TOKENS_OF_SES)
		note(notes,
		    "Easy DKIM has three tokens, and %zu %s given: with one "
		    "missing, mail is unsigned after SES goes on to it.",
		    wish->token_count, wish->token_count == 1 ? "is" : "are");
	if (!tokens_fit(wish))
		note(notes,
		    "A token of SES has 32 letters and digits; not all of "
		    "these have.");
}

static void note_key(struct notes *notes, const struct records_wish *w)
{
	if (!bytes_present(w->wish.selector))
		return;
	if (bytes_present(w->wish.region))
		note(notes,
		    "%s is a file of your own, readable by you alone: "
		    "{\"DomainSigningSelector\": \"%.*s\", "
		    "\"DomainSigningPrivateKey\": \"...\"}, the private key "
		    "without its first and last line and without line ends.",
		    DKIM_JSON, FMT(w->wish.selector));
	if (w->key_bits > DKIM_BITS_SES_MOST)
		note(notes,
		    "The key has %u bits; SES takes private keys of %d to %d.",
		    w->key_bits, DKIM_BITS_LEAST, DKIM_BITS_SES_MOST);
}

static void note_mail_from(struct notes *notes, const struct records_wish *w)
{
	const struct sender_wish *wish = &w->wish;

	if (w->ses && !bytes_present(wish->mail_from))
		note(notes,
		    "Without a MAIL FROM domain SPF passes for amazonses.com, "
		    "which never aligns: --mail-from bounce.%.*s.",
		    FMT(wish->domain));
	else if (w->ses && bytes_eq(wish->dmarc.aspf, BYTES("s")))
		note(notes,
		    "With aspf=s SPF aligns only for mail whose author is at "
		    "%.*s itself; DKIM has to carry all other.",
		    FMT(wish->mail_from));
}

static void note_dmarc(struct notes *notes, const struct records_wish *w)
{
	const struct dmarc_wish *dmarc = &w->wish.dmarc;
	bool below = w->wish.domain.len > w->organization.len;

	if (dmarc->rua_count == 0)
		note(notes,
		    "Without --rua nobody reports who sends in the name of "
		    "%.*s: --rua mailto:dmarc@%.*s.",
		    FMT(w->wish.domain), FMT(w->wish.domain));
	if (below)
		note(notes,
		    "%.*s needs a DMARC record, too (RFC 9989 8): without it "
		    "receivers take %.*s for an organisation of its own.",
		    FMT(w->organization), FMT(w->wish.domain));
	if (below && bytes_present(dmarc->sp))
		note(notes,
		    "Receivers read sp= in the record of %.*s, not in this "
		    "one.",
		    FMT(w->organization));
	if (dmarc->testing && bytes_eq(dmarc->p, BYTES("none")))
		note(notes, "--testing changes nothing about p=none.");
}

struct records_note *records_notes(
    struct arena *arena, const struct records_wish *wish)
{
	struct notes notes = { .arena = arena };

	note_region(&notes, wish);
	note_ses(&notes, wish);
	note_tokens(&notes, wish);
	note_key(&notes, wish);
	note_mail_from(&notes, wish);
	note_dmarc(&notes, wish);
	return notes.first;
}
