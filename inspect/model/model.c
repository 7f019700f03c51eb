#include "inspect/model/model.h"

const char *auth_result_word(enum auth_result result)
{
	static const char *const words[] = {
#define X(id, word) [AUTH_##id] = word,
		AUTH_RESULTS(X)
#undef X
	};
	return words[result];
}

const char *verdict_word(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_WARN] = "warn",
		[VERDICT_FAIL] = "fail",
		[VERDICT_UNKNOWN] = "unknown",
	};
	return words[verdict];
}

const char *severity_word(enum severity severity)
{
	static const char *const words[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_RISK] = "risk",
		[SEVERITY_BROKEN] = "broken",
	};
	return words[severity];
}

const char *fact_source_word(enum fact_source source)
{
	static const char *const words[] = {
		[FACT_NONE] = NULL,
		[FACT_OPTION] = "option",
		[FACT_BORDER] = "border",
		[FACT_RETURN_PATH] = "return-path",
		[FACT_CLAIM] = "claim",
		[FACT_SES] = "x-ses-outgoing",
	};
	return words[source];
}

const char *source_kind_word(enum source_kind kind)
{
	static const char *const words[] = {
		[SOURCE_FILE] = "file",
		[SOURCE_STDIN] = "stdin",
		[SOURCE_MBOX] = "mbox",
		[SOURCE_MAILDIR] = "maildir",
		[SOURCE_IMAP] = "imap",
	};
	return words[kind];
}

const char *placement_word(enum placement placement)
{
	static const char *const words[] = {
		[PLACEMENT_UNKNOWN] = NULL,
		[PLACEMENT_INBOX] = "inbox",
		[PLACEMENT_JUNK] = "junk",
		[PLACEMENT_OTHER] = "other",
	};
	return words[placement];
}

const struct field *message_field(
    const struct message *message, const char *name)
{
	for (size_t i = 0; i < message->field_count; i++)
		if (bytes_ieq(message->fields[i].name, bytes_of(name)))
			return &message->fields[i];
	return NULL;
}

struct bytes claim_property(
    const struct claim *claim, const char *type, const char *name)
{
	const struct property *p = claim->properties;

	for (; p != NULL; p = p->next)
		if (bytes_present(p->type) == (type != NULL) &&
		    bytes_eq(p->type, bytes_of(type)) &&
		    bytes_eq(p->name, bytes_of(name)))
			return p->value;
	return ABSENT;
}

const struct identifier *reported_of_signature(
    const struct reported *reported, const struct dkim_signature *signature)
{
	const struct identifier *id = reported->identifiers;

	while (id != NULL && id->signature != signature)
		id = id->next;
	return id;
}

const struct identifier *reported_of_spf(const struct reported *reported)
{
	const struct identifier *id = reported->identifiers;

	while (id != NULL && id->kind != IDENTIFIER_SPF)
		id = id->next;
	return id;
}
