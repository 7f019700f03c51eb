#include "inspect/read/author.h"

#include "common/mail/address.h"
#include "common/mail/limits.h"
#include "common/net/domain.h"
#include "inspect/read/message.h"

static const struct field *from_field(
    struct author *author, const struct message *message)
{
	const struct field *first = NULL;

	author->from_fields = message->from_left_out;
	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		if (field->id != FIELD_FROM)
			continue;
		author->from_fields++;
		if (first == NULL)
			first = field;
	}
	return first;
}

/* The domain all authors share; RFC 9989 4.2 leaves others undecided. */
static const char *domain_of_all(
    struct author *author, struct arena *arena, const struct address_list *list)
{
	for (const struct address *a = list->first; a != NULL; a = a->next) {
		struct bytes domain = domain_read(arena, a->domain);
		if (!bytes_present(domain))
			return "an address with a domain in From";
		if (a == list->first)
			author->domain = domain;
		else if (!bytes_eq(domain, author->domain))
			return "authors of one domain in From";
	}
	return NULL;
}

static const char *addresses_read(
    struct author *author, struct arena *arena, struct bytes value)
{
	struct address_list list;

	/* What is cut off could name another author. */
	if (value.len > LIMIT_VALUE)
		return "a shorter From";
	address_list_read(&list, arena, value);
	if (list.mistake != NULL)
		return list.mistake;
	if (list.first == NULL)
		return "an address in From";
	author->address = arena_join(
	    arena, list.first->local, BYTES("@"), list.first->domain);
	return domain_of_all(author, arena, &list);
}

void author_read(
    struct author *author, struct arena *arena, const struct message *message)
{
	*author = (struct author){ .from_fields = 0 };
	const struct field *field = from_field(author, message);

	if (field == NULL) {
		author->mistake = author->from_fields > 0
				      ? "From among the first 1,000 fields"
				      : "a From field";
		return;
	}
	author->from =
	    value_unfold(arena, bytes_first(field->value, LIMIT_VALUE));
	author->mistake = addresses_read(author, arena, field->value);
	if (author->mistake == NULL && author->from_fields > 1)
		author->mistake = "one From field";
	if (author->mistake != NULL)
		author->domain = ABSENT;
}
