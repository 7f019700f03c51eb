#include "inspect/report/report_ses.h"

#include "inspect/model/ses_word.h"
#include "inspect/report/json_parts.h"

/* ---- for people -------------------------------------------------------------
 */

static const char *status_or_unsaid(enum ses_status status)
{
	const char *word = ses_status_word(status);

	return word != NULL ? word : "not said";
}

static void add_identity(struct text *out, const struct ses_asked *asked)
{
	const struct ses_identity *is = &asked->is;

	text_printf(out, "%.*s: DKIM %s%s, MAIL FROM ", FMT(asked->name),
	    status_or_unsaid(is->dkim.status),
	    is->dkim.signing == SES_NO ? " (signing is off)" : "");
	if (bytes_present(is->mail_from.domain))
		text_printf(out, "%.*s %s", FMT(is->mail_from.domain),
		    status_or_unsaid(is->mail_from.status));
	else
		text_add(out, BYTES("not set"));
}

void ses_words(const struct inspection *in, struct text *out)
{
	const struct ses_asked *asked =
	    in->ses != NULL ? ses_in_force(in->ses) : NULL;

	if (asked == NULL)
		return;
	text_printf(out, "SES in %.*s says of ", FMT(in->ses->region));
	add_identity(out, asked);
	text_char(out, '.');
}

void report_ses(struct page *page, const struct inspection *in)
{
	struct text line = text_new(2000);

	ses_words(in, &line);
	if (line.len > 0) {
		page_line_end(page);
		page_paragraph(page, 2, text_bytes(&line));
	}
	text_free(&line);
}

/* ---- for programs -----------------------------------------------------------
 */

static struct json *json_ses_truth(enum ses_truth truth)
{
	return truth == SES_UNSAID ? json_null_new()
				   : json_truth(truth == SES_YES);
}

static struct json *json_ses_count(int64_t n)
{
	return n == SES_COUNT_UNSAID ? json_null_new() : json_count(n);
}

static struct json *json_bits(unsigned bits)
{
	return bits == 0 ? json_null_new() : json_count(bits);
}

static struct json *json_said_dkim(const struct ses_dkim *dkim)
{
	struct json *o = json_object_new(), *tokens = json_array_new();

	for (size_t i = 0; i < dkim->token_count; i++)
		json_append(tokens, json_text(dkim->tokens[i]));
	json_put(o, "signing_enabled", json_ses_truth(dkim->signing));
	json_put(o, "status", json_word(ses_status_word(dkim->status)));
	json_put(o, "origin", json_filled(dkim->origin));
	json_put(o, "tokens", tokens);
	json_put(o, "zone", json_filled(dkim->zone));
	json_put(o, "key_bits", json_bits(dkim->bits));
	json_put(o, "next_key_bits", json_bits(dkim->next_bits));
	json_put(o, "key_generated", json_time(dkim->key_made));
	return o;
}

static struct json *json_said_mail_from(const struct ses_mail_from *mail_from)
{
	struct json *o = json_object_new();

	json_put(o, "domain", json_filled(mail_from->domain));
	json_put(o, "status", json_word(ses_status_word(mail_from->status)));
	json_put(o, "on_mx_failure",
	    json_word(ses_mx_failure_word(mail_from->on_mx_failure)));
	return o;
}

static struct json *json_identity(const struct ses_asked *asked)
{
	const struct ses_identity *is = &asked->is;
	bool told = asked->answer == SES_ANSWERED;
	struct json *o = json_object_new();

	json_put(o, "name", json_text(asked->name));
	json_put(o, "answer", json_word(ses_answer_word(asked->answer)));
	json_put(o, "detail", json_filled(asked->detail));
	json_put(o, "type", json_word(ses_identity_kind_word(is->kind)));
	json_put(o, "verified_for_sending",
	    json_ses_truth(is->verified_for_sending));
	json_put(o, "verification_status",
	    json_word(ses_status_word(is->verification)));
	json_put(o, "verification_error", json_filled(is->error));
	json_put(o, "last_checked",
	    json_time(told ? is->last_checked : TIME_UNKNOWN));
	json_put(o, "last_success",
	    json_time(told ? is->last_success : TIME_UNKNOWN));
	json_put(o, "configuration_set", json_filled(is->configuration_set));
	json_put(o, "dkim", told ? json_said_dkim(&is->dkim) : json_null_new());
	json_put(o, "mail_from",
	    told ? json_said_mail_from(&is->mail_from) : json_null_new());
	return o;
}

static struct json *json_account(const struct ses_word *word)
{
	const struct ses_account *is = &word->account;
	bool told = word->account_answer == SES_ANSWERED;
	int64_t unsaid = SES_COUNT_UNSAID;
	struct json *o = json_object_new();

	json_put(o, "answer", json_word(ses_answer_word(word->account_answer)));
	json_put(o, "detail", json_filled(word->account_detail));
	json_put(o, "production_access", json_ses_truth(is->production));
	json_put(o, "sending_enabled", json_ses_truth(is->sending));
	json_put(o, "enforcement", json_filled(is->enforcement));
	json_put(
	    o, "max_24_hours", json_ses_count(told ? is->most_a_day : unsaid));
	json_put(o, "sent_24_hours",
	    json_ses_count(told ? is->sent_last_day : unsaid));
	json_put(o, "max_rate",
	    json_seconds(told && is->most_a_second != unsaid ? is->most_a_second
							     : TIME_UNKNOWN));
	return o;
}

struct json *json_ses_word(const struct ses_word *word)
{
	if (word == NULL)
		return json_null_new();
	const struct ses_asked *asked = ses_in_force(word);
	struct json *o = json_object_new(), *identities = json_array_new();
	for (size_t i = 0; i < word->count; i++)
		json_append(identities, json_identity(&word->identities[i]));
	json_put(o, "region", json_filled(word->region));
	json_put(o, "endpoint", json_filled(word->endpoint));
	json_put(
	    o, "identity", json_filled(asked != NULL ? asked->name : ABSENT));
	json_put(o, "identities", identities);
	json_put(o, "account", json_account(word));
	return o;
}
