#include "mailplumb/dns/dns_for.h"

#include "common/dns/dns_data.h"
#include "common/dns/dns_name.h"
#include "publish/change.h"
#include <string.h>

/* ---- words of the command line ---------------------------------------------
 */

static bool is_type(const char *word)
{
	enum dns_type type;

	return word != NULL && dns_type_read(bytes_of(word), &type);
}

/* How many words behind "--for" are one. */
static int words_of(char **words)
{
	if (words[0] == NULL || !is_type(words[1]))
		return 1;
	return words[2] == NULL || words[2][0] == '-' ? 2 : 3;
}

static char *joined(struct arena *arena, char **words, int count)
{
	struct bytes text = bytes_of(words[0]);

	for (int i = 1; i < count; i++)
		text = arena_join(arena, text, BYTES(" "), bytes_of(words[i]));
	return arena_cstr(arena, text);
}

int dns_for_join(struct arena *arena, int argc, char **argv)
{
	int to = 1;

	for (int from = 1; from < argc; from++) {
		argv[to++] = argv[from];
		if (strcmp(argv[from], "--") == 0) {
			while (++from < argc)
				argv[to++] = argv[from];
		} else if (strcmp(argv[from], "--for") == 0 &&
			   from + 1 < argc) {
			int count = words_of(&argv[from + 1]);
			argv[to++] = joined(arena, &argv[from + 1], count);
			from += count;
		}
	}
	argv[to] = NULL;
	return to;
}

/* ---- a record --------------------------------------------------------------
 */

static bool is_text(enum dns_type type)
{
	return type == DNS_TXT || type == DNS_SPF;
}

static const struct dns_record *of_items(struct arena *arena,
    enum dns_type type, struct bytes text, struct fault *fault)
{
	struct dns_record *record = arena_new(arena, struct dns_record);
	struct dns_entry *entry = arena_new(arena, struct dns_entry);
	struct dns_master master = dns_master_of(text);
	struct dns_data data = { .arena = arena, .origin = BYTES("") };

	if (!dns_master_next(&master, entry)) {
		fault_set(fault, FAULT_USAGE, "'%.*s' is no data of a record",
		    FMT(text));
		return NULL;
	}
	data.items = entry->items;
	data.count = entry->count;
	dns_data_record(&data, type, record);
	if (dns_data_done(&data))
		return record;
	fault_set(fault, FAULT_USAGE, "'%.*s' is no data of %s: '%.*s' %s",
	    FMT(text), dns_type_word(type), FMT(data.wrong.text),
	    data.mistake != NULL ? data.mistake : "is too much");
	return NULL;
}

static const struct dns_record *dns_for_record(struct arena *arena,
    enum dns_type type, struct bytes data, struct fault *fault)
{
	if (is_text(type) && (data.len == 0 || data.ptr[0] != '"'))
		return record_text(arena, data);
	return of_items(arena, type, data, fault);
}

/* ---- NAME TYPE [DATA] ------------------------------------------------------
 */

static struct bytes word_next(struct bytes *rest)
{
	struct bytes word;

	*rest = bytes_trim(*rest);
	bytes_cut(*rest, ' ', &word, rest);
	*rest = bytes_present(*rest) ? bytes_trim(*rest) : BYTES("");
	return word;
}

bool dns_for_read(struct arena *arena, struct bytes text,
    struct served_question *question, struct fault *fault)
{
	struct bytes rest = text, name = word_next(&rest);
	struct bytes type = word_next(&rest);
	struct dns_name read;

	*question = (struct served_question){ .any = true };
	if (!dns_name_read(&read, name))
		return fault_set(
		    fault, FAULT_USAGE, "'%.*s' is no domain name", FMT(name));
	if (!dns_type_read(type, &question->type))
		return fault_set(fault, FAULT_USAGE,
		    "'%.*s' is no type of a record: wanted NAME TYPE [DATA]",
		    FMT(type));
	question->name = arena_copy(arena, dns_name_bytes(&read));
	if (rest.len == 0)
		return true;
	question->any = false;
	question->wanted = dns_for_record(arena, question->type, rest, fault);
	return question->wanted != NULL;
}
