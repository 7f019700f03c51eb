/* receipt_read - a receipt of `send`, read strictly */
#include "common/base/crypto.h"
#include "common/base/json.h"
#include "common/mail/limits.h"
#include "mailplumb/crew/sent_notes.h"

#define MEMBER_MOST 1000 /* octets of one: ids and names of files */

struct member {
	const char *name;
	bool needed;
	struct bytes value;
};

/* A string, or null where nothing is known. */
static bool member_read(struct arena *arena, const struct json *receipt,
    struct member *member, struct fault *fault)
{
	const struct json *value = json_get(receipt, member->name);
	struct bytes text = json_bytes(value);
	const char *wrong = NULL;

	if (bytes_present(text) &&
	    (text.len > MEMBER_MOST ||
		(text.len > 0 && memchr(text.ptr, '\0', text.len))))
		wrong = "too long, or holds NUL";
	else if (member->needed && text.len == 0)
		wrong = "missing";
	else if (value != NULL && !bytes_present(text) &&
		 !json_is_nothing(value))
		wrong = "neither text nor null";
	member->value = text.len > 0 ? arena_copy(arena, text) : ABSENT;
	return wrong == NULL || fault_set(fault, FAULT_INPUT,
				    "no receipt: %s: %s", member->name, wrong);
}

static bool time_of(
    struct bytes text, const char *name, int64_t *time, struct fault *fault)
{
	*time = TIME_UNKNOWN;
	return !bytes_present(text) || time_read(text, time) ||
	       fault_set(fault, FAULT_INPUT, "no receipt: %s: no time", name);
}

static bool is_digest(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.ptr[i]) &&
		    !(text.ptr[i] >= 'a' && text.ptr[i] <= 'f'))
			return false;
	return text.len == 2 * SHA256_SIZE;
}

enum {
	SCHEMA,
	TOKEN,
	SES_ID,
	EXPECTED_ID,
	QUEUED,
	ACCEPTED,
	DIGEST,
	SENT_FILE,
	MEMBERS,
};

static bool fill(struct sent *sent, struct bytes *sha256,
    const struct member members[MEMBERS], struct fault *fault)
{
	*sent = (struct sent){ .file = members[SENT_FILE].value,
		.token = members[TOKEN].value,
		.ses_message_id = members[SES_ID].value,
		.expected_message_id = members[EXPECTED_ID].value };
	*sha256 = members[DIGEST].value;
	if (!bytes_eq(members[SCHEMA].value, BYTES("mailplumb.receipt/1")))
		return fault_set(fault, FAULT_INPUT,
		    "no receipt: schema is not mailplumb.receipt/1");
	if (!token_valid(sent->token))
		return fault_set(
		    fault, FAULT_INPUT, "no receipt: token: not of our form");
	if (!is_digest(*sha256))
		return fault_set(fault, FAULT_INPUT,
		    "no receipt: bytes_sha256: not 64 hexadecimal digits");
	return time_of(members[QUEUED].value, "queued", &sent->queued, fault) &&
	       time_of(
		   members[ACCEPTED].value, "accepted", &sent->accepted, fault);
}

bool receipt_read(struct arena *arena, struct bytes text, struct sent *sent,
    struct bytes *sha256, struct fault *fault)
{
	struct member members[MEMBERS] = {
		[SCHEMA] = { "schema", true, ABSENT },
		[TOKEN] = { "token", true, ABSENT },
		[SES_ID] = { "ses_message_id", false, ABSENT },
		[EXPECTED_ID] = { "expected_message_id", false, ABSENT },
		[QUEUED] = { "queued", false, ABSENT },
		[ACCEPTED] = { "accepted", false, ABSENT },
		[DIGEST] = { "bytes_sha256", true, ABSENT },
		[SENT_FILE] = { "sent_file", false, ABSENT },
	};
	struct json *receipt = json_read(text, fault);
	bool read = receipt != NULL;

	for (size_t i = 0; i < MEMBERS && read; i++)
		read = member_read(arena, receipt, &members[i], fault);
	read = read && fill(sent, sha256, members, fault);
	if (read)
		sent->receipt = arena_copy(arena, text);
	json_free(receipt);
	return read;
}
