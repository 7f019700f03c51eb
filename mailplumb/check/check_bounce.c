#include "mailplumb/check/check_bounce.h"

#include "common/base/shell.h"
#include "common/base/text.h"
#include "common/mail/refusal_code.h"
#include "common/mail/ses.h"
#include "common/mail/status_code.h"
#include "inspect/judge/judge.h"
#include "inspect/model/receivers.h"

#define WORDS_MOST 300 /* of a server in a sentence of ours */

/* ---- what a server means ---------------------------------------------------
 */

static struct bytes domain_of(struct bytes address)
{
	struct bytes local, domain;

	bytes_cut_last(address, '@', &local, &domain);
	return bytes_present(local) ? domain : ABSENT;
}

/* Who has the mailbox, as far as its settings tell. */
static struct bytes receiver_name(const struct mailbox_settings *mailbox)
{
	const struct receiver *receiver =
	    mailbox->receiver != NULL
		? mailbox->receiver
		: receiver_of_mailbox(NULL, domain_of(mailbox->address));

	return receiver != NULL ? bytes_of(receiver->name) : ABSENT;
}

/* "mx.example.org (192.0.2.1)" */
static struct bytes first_word(struct bytes text)
{
	struct bytes word, rest;

	bytes_cut(text, ' ', &word, &rest);
	return word;
}

static const struct refusal_code *meaning_of(
    const struct bounce *bounce, const struct mailbox_settings *mailbox)
{
	const struct refusal_said said = { .receiver = receiver_name(mailbox),
		.host = first_word(bounce->remote_mta),
		.status = bounce->status,
		.text = bounce->diagnostic };

	return refusal_code_of(&said);
}

/* " 550-5.7.26" at the start of a line that was folded: its length, or 0. */
static size_t repeated(struct bytes rest, const struct reply_code *code)
{
	size_t len = 1 + code->reply.len;
	bool enhanced = bytes_present(code->status);

	if (rest.len <= len || rest.ptr[0] != ' ' ||
	    !bytes_starts(bytes_skip(rest, 1), code->reply) ||
	    (rest.ptr[len] != '-' && (rest.ptr[len] != ' ' || !enhanced)))
		return 0;
	rest = bytes_skip(rest, ++len);
	if (enhanced && !bytes_starts(rest, code->status))
		return 0;
	return len + code->status.len;
}

/* The codes of a reply stand before each of its lines: once is enough. */
static struct bytes once(struct arena *arena, struct bytes words)
{
	struct reply_code code = reply_code_find(words);
	size_t i = code.at + code.reply.len;
	struct text out = text_new(words.len + 1);

	if (!bytes_present(code.reply))
		return words;
	text_add(&out, bytes_first(words, i));
	if (i < words.len && words.ptr[i] == '-') {
		text_char(&out, ' ');
		i++;
	}
	while (i < words.len) {
		size_t len = repeated(bytes_skip(words, i), &code);
		if (len == 0)
			text_char(&out, words.ptr[i++]);
		i += len;
	}
	words = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return words;
}

/* Our sentence has a full stop of its own. */
static struct bytes without_stop(struct bytes words)
{
	words = bytes_trim(words);
	return bytes_iends(words, BYTES("."))
		   ? bytes_first(words, words.len - 1)
		   : words;
}

struct bytes bounce_words(struct arena *arena, const struct bounce *bounce,
    const struct mailbox_settings *mailbox)
{
	static const char *const kinds[] = {
		[BOUNCE_NONE] = "",
		[BOUNCE_PASSED] = "passed on",
		[BOUNCE_DELAYED] = "put off",
		[BOUNCE_FAILED] = "came back",
		[BOUNCE_COMPLAINT] = "reported as spam",
	};
	const struct refusal_code *row = meaning_of(bounce, mailbox);
	struct bytes words = without_stop(once(arena, bounce->diagnostic));

	if (bounce->kind != BOUNCE_DELAYED && bounce->kind != BOUNCE_FAILED)
		return bytes_of(kinds[bounce->kind]);
	return arena_printf(arena, "%s, because %s%s%.*s", kinds[bounce->kind],
	    row->meaning, words.len > 0 ? ": " : "",
	    FMT(bytes_first(words, WORDS_MOST)));
}

/* ---- the report ------------------------------------------------------------
 */

static void show(struct probe_run *probe, const struct bounce *bounce)
{
	const struct {
		const char *label;
		struct bytes value;
	} shown[] = {
		{ "final recipient", bounce->recipient },
		{ "status", bounce->status },
		{ "remote mta", bounce->remote_mta },
		{ "diagnostic code", bounce->diagnostic },
		{ "action", bounce->action },
		{ "original recipient", bounce->original },
		{ "reporting mta", bounce->reporting_mta },
		{ "will retry until", bounce->retry_until },
	};

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (bytes_present(shown[i].value))
			judge_evidence(
			    &probe->in, shown[i].label, shown[i].value);
	if (bounce->recipients > 1)
		judge_evidence(&probe->in, "recipients",
		    arena_printf(probe->arena, "%zu of %zu failed",
			bounce->failed, bounce->recipients));
}

/* What SES itself holds back, a command of SES releases. */
static void release(struct probe_run *probe, struct bytes recipient)
{
	struct bytes region = probe->sender->settings->server.region;
	struct bytes word = shell_quoted(probe->arena, recipient);
	struct fix *fix = &probe->in.findings->fix;

	if (!ses_region_valid(region) || !bytes_present(word))
		return;
	fix->commands = arena_new(probe->arena, struct fix_command);
	fix->commands->text = arena_printf(probe->arena,
	    "aws sesv2 delete-suppressed-destination --email-address %.*s "
	    "--region %.*s",
	    FMT(word), FMT(region));
}

static void probe_bounced(struct probe_run *probe, const struct bounce *bounce)
{
	const struct mailbox_settings *mailbox = probe->watch->settings;
	const struct refusal_code *row = meaning_of(bounce, mailbox);
	struct bytes words = bounce_words(probe->arena, bounce, mailbox);

	probe_missing(probe, "locate-bounced", FAULT_LOCATE,
	    arena_printf(probe->arena, "The message was accepted, but %.*s.",
		FMT(words)));
	probe->in.findings->fix.text = bytes_of(row->fix);
	if (row->demand == DEMAND_RELEASE)
		release(probe, bytes_present(bounce->recipient)
				   ? bounce->recipient
				   : mailbox->address);
	judge_demand(&probe->in, row->demand);
	show(probe, bounce);
	probe_show_reply(probe);
}

/* What is known of a message that is not there. */
static struct bytes meanwhile(const struct probe_run *probe)
{
	const struct bounce *news = &probe->news;
	struct bytes who = news->reporting_mta;

	if (!bytes_present(who))
		who = BYTES("A server");
	if (news->kind == BOUNCE_DELAYED)
		return arena_printf(probe->arena,
		    " %.*s says that it is %.*s; it tries again%s%.*s.",
		    FMT(who),
		    FMT(bounce_words(
			probe->arena, news, probe->watch->settings)),
		    bytes_present(news->retry_until) ? " until " : "",
		    FMT(news->retry_until));
	if (news->kind == BOUNCE_PASSED)
		return arena_printf(probe->arena,
		    " %.*s says that it was %.*s.", FMT(who),
		    FMT(news->action));
	return BYTES("");
}

static void complained(struct probe_run *probe)
{
	probe_missing(probe, "locate-complaint", FAULT_LOCATE,
	    arena_printf(probe->arena,
		"The message was delivered, and a complaint about it came "
		"back (%.*s); it is in no folder that is looked at.",
		FMT(probe->news.action)));
	show(probe, &probe->news);
	probe_show_reply(probe);
}

static void absent(struct probe_run *probe)
{
	const struct watch_run *watch = probe->watch;
	bool junk = bytes_present(watch->junk);
	bool further = bytes_present(watch->further);
	struct bytes more = meanwhile(probe);

	probe_missing(probe, "locate-not-found", FAULT_LOCATE,
	    arena_printf(probe->arena,
		"The message was accepted, but %g s after it was sent it is "
		"not in INBOX%s%.*s%s%.*s of %.*s%s.%.*s",
		(double)probe->patience / 1000, junk ? " or " : "",
		FMT(watch->junk), further ? ", nor in " : "",
		FMT(watch->further), FMT(watch->settings->address),
		junk ? "" : ", which has no junk folder", FMT(more)));
	if (probe->news.kind == BOUNCE_DELAYED)
		probe->in.findings->fix.text = arena_printf(probe->arena,
		    "Allow more time (deadline).  %s",
		    meaning_of(&probe->news, watch->settings)->fix);
	if (probe->news.kind != BOUNCE_NONE)
		show(probe, &probe->news);
	probe_show_reply(probe);
}

void probe_not_found(struct probe_run *probe)
{
	if (probe->news.kind == BOUNCE_FAILED)
		probe_bounced(probe, &probe->news);
	else if (probe->news.kind == BOUNCE_COMPLAINT)
		complained(probe);
	else
		absent(probe);
}

/* ---- hearing of it ---------------------------------------------------------
 */

/* A report that names nobody is about the only recipient there was. */
static bool is_about_mailbox(
    const struct probe_run *probe, const struct bounce *bounce)
{
	struct bytes address = probe->watch->settings->address;

	return (!bytes_present(bounce->recipient) &&
		   !bytes_present(bounce->original)) ||
	       bytes_ieq(bounce->recipient, address) ||
	       bytes_ieq(bounce->original, address);
}

bool probe_hears(struct probe_run *probe, const struct bounce *bounce)
{
	if (bounce->kind == BOUNCE_FAILED && is_about_mailbox(probe, bounce)) {
		probe_bounced(probe, bounce);
		return true;
	}
	if (bounce->kind >= probe->news.kind)
		probe->news = *bounce;
	return false;
}
