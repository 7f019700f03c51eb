#include "inspect/judge/rule.h"

#include "common/base/text.h"
#include "common/mail/limits.h"
#include "common/net/domain.h"
#include <assert.h>
#include <string.h>

#define FIX_MOST 4096

void found(struct judgement *j, const char *format, ...)
{
	struct finding *finding = arena_new(j->arena, struct finding);
	va_list args;

	va_start(args, format);
	finding->message = arena_vprintf(j->arena, format, args);
	va_end(args);
	/* Most rules find nothing: the row is looked up for those that do. */
	finding->row = catalogue_row(j->rule->finding);
	assert(finding->row != NULL);
	finding->severity = finding->row->severity;
	finding->fix.text = fix_written(j->in, finding->row->fix);
	j->found = *j->end = finding;
	j->end = &finding->next;
}

void shown_by(struct judgement *j, const char *label, struct bytes value)
{
	struct evidence **end = &j->found->evidence;

	if (!bytes_present(value))
		return;
	while (*end != NULL)
		end = &(*end)->next;
	*end = arena_new(j->arena, struct evidence);
	(*end)->label = label;
	(*end)->value = bytes_first(value, LIMIT_VALUE);
}

void fixed_by(struct judgement *j, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	j->found->fix.text = arena_vprintf(j->arena, format, args);
	va_end(args);
}

void fixed_in_dns(struct judgement *j, struct change *change)
{
	struct change **end = &j->found->fix.changes;

	while (*end != NULL)
		end = &(*end)->next;
	*end = change;
}

void fixed_by_command(struct judgement *j, const char *format, ...)
{
	struct fix_command **end = &j->found->fix.commands;
	va_list args;

	while (*end != NULL)
		end = &(*end)->next;
	*end = arena_new(j->arena, struct fix_command);
	va_start(args, format);
	(*end)->text = arena_vprintf(j->arena, format, args);
	va_end(args);
}

const struct dns_answer *asked(
    const struct judgement *j, enum dns_type type, struct bytes name)
{
	return j->in->dns != NULL && bytes_present(name)
		   ? dns_ask(j->in->dns, type, name)
		   : NULL;
}

void follows(struct judgement *j, const struct finding *cause)
{
	j->found->cause = cause;
}

void weighs(struct judgement *j, enum severity severity)
{
	j->found->severity = severity;
}

const struct finding *stands(const struct judgement *j, const char *id)
{
	const struct finding *finding = j->findings;

	while (finding != NULL && strcmp(finding->row->id, id) != 0)
		finding = finding->next;
	return finding;
}

const struct finding *broken_about(
    const struct judgement *j, const char *subject)
{
	const struct finding *f = j->findings;

	while (f != NULL && (f->row->severity != SEVERITY_BROKEN ||
				strcmp(f->row->subject, subject) != 0))
		f = f->next;
	return f;
}

bool came_through_ses(const struct inspection *in)
{
	return in->foreseen ? !in->premises->expected.elsewhere
			    : bytes_present(in->envelope.ses_message_id);
}

bool sends_bulk(const struct inspection *in)
{
	return in->premises->bulk || in->premises->expected.bulk;
}

bool domain_is_ses(struct bytes domain)
{
	return bytes_present(domain) &&
	       domain_under(domain, BYTES("amazonses.com"));
}

/* ---- the template of a fix ---------------------------------------------- */

static struct bytes author_word(const struct inspection *in)
{
	return bytes_present(in->author.domain) ? in->author.domain
						: BYTES("your domain");
}

static struct bytes organization_word(const struct inspection *in)
{
	return bytes_present(in->reported.author_organization)
		   ? in->reported.author_organization
		   : author_word(in);
}

/* The MAIL FROM domain there is or should be. */
static struct bytes mailfrom_word(const struct inspection *in)
{
	struct bytes expected = in->premises->expected.mail_from;
	struct bytes domain = in->envelope.mail_from_domain;

	if (bytes_present(expected))
		return expected;
	if (bytes_present(domain) && !domain_is_ses(domain))
		return domain;
	if (!bytes_present(in->author.domain))
		return BYTES("the MAIL FROM domain");
	return arena_printf(
	    in->arena, "bounce.%.*s", FMT(organization_word(in)));
}

struct bytes region_of(const struct inspection *in)
{
	return bytes_present(in->envelope.ses_region)
		   ? in->envelope.ses_region
		   : in->premises->expected.region;
}

static struct bytes region_word(const struct inspection *in)
{
	struct bytes region = region_of(in);

	return bytes_present(region) ? region : BYTES("REGION");
}

static struct bytes placeholder(const struct inspection *in, struct bytes name)
{
	static const struct {
		const char *name;
		struct bytes (*word)(const struct inspection *in);
	} words[] = {
		{ "author", author_word },
		{ "organization", organization_word },
		{ "mailfrom", mailfrom_word },
		{ "region", region_word },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (bytes_eq(name, bytes_of(words[i].name)))
			return words[i].word(in);
	assert(false && "a placeholder that rule.h names");
	return name;
}

struct bytes fix_written(const struct inspection *in, const char *fix)
{
	struct bytes before, name, rest = bytes_of(fix);

	if (fix == NULL || strchr(fix, '{') == NULL)
		return rest;
	struct text text = text_new(FIX_MOST);
	while (bytes_cut(rest, '{', &before, &rest)) {
		bytes_cut(rest, '}', &name, &rest);
		text_add(&text, before);
		text_add(&text, placeholder(in, name));
	}
	text_add(&text, before);
	struct bytes written = arena_copy(in->arena, text_bytes(&text));
	text_free(&text);
	return written;
}
