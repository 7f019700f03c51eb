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

	if (!w->ses || bytes_present(wish->selector))
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
	note_tokens(&notes, wish);
	note_key(&notes, wish);
	note_mail_from(&notes, wish);
	note_dmarc(&notes, wish);
	return notes.first;
}
