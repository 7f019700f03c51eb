#include "mailplumb/dns/senders.h"

#include "common/net/domain.h"
#include "common/net/ip.h"
#include "mailplumb/dns/ses_asking.h"
#include "mailplumb/settings/settings.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MOST 4096

struct senders {
	const struct senders_options *options;
	const struct premises *premises;
	struct arena *arena;
	struct settings settings; /* read when an operand needs them */
	size_t operand;		  /* the next one */
	FILE *list;		  /* NULL: none, or it has ended */
	unsigned line;		  /* the last one read */
	char text[LINE_MOST];	  /* ... and its text */
};

/* ---- operands --------------------------------------------------------------
 */

/* Names without a dot are senders; with --config all may be. */
static bool may_be_sender(const struct senders *senders, struct bytes operand)
{
	return senders->options->common->config != NULL ||
	       bytes_find(operand, BYTES(".")) == NULL;
}

static bool needs_settings(const struct senders *senders)
{
	const struct senders_options *options = senders->options;

	for (size_t i = 0; i < options->count; i++)
		if (may_be_sender(senders, bytes_of(options->operands[i])))
			return true;
	return false;
}

static bool settings_open(struct senders *senders, struct fault *fault)
{
	const struct common_options *common = senders->options->common;

	if (!needs_settings(senders))
		return true;
	if (!settings_load_any(
		&senders->settings, senders->arena, common->config, fault))
		return false;
	if (senders->settings.file != NULL)
		settings_warn(&senders->settings, common->quiet);
	return true;
}

static bool expect_domain(
    struct arena *arena, struct bytes text, struct expected *expected)
{
	expected->identity = domain_read(arena, text);
	return bytes_present(expected->identity) &&
	       domain_labels(expected->identity) > 1;
}

static bool operand_expect(const struct senders *senders, struct arena *arena,
    const char *operand, struct expected *expected, struct fault *fault)
{
	struct bytes name = bytes_of(operand);
	struct ip ip;
	const struct sender_settings *sender =
	    settings_find_sender(&senders->settings, name);

	*expected = (struct expected){ 0 };
	if (sender != NULL) {
		*expected = sender_expected(arena, sender);
		if (!bytes_present(expected->author))
			return fault_set(fault, FAULT_USAGE,
			    "the sender %s has no domain in from", operand);
	} else if (ip_read(name, &ip) ||
		   !expect_domain(arena, name, expected)) {
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is neither a domain nor a sender of the "
		    "configuration%s%s",
		    operand, senders->settings.file != NULL ? " " : "",
		    senders->settings.file != NULL ? senders->settings.file
						   : "");
	}
	return facts_expect(&senders->options->facts, arena, expected, fault);
}

/* Better known before the first question than after it. */
static bool operands_check(const struct senders *senders, struct fault *fault)
{
	const struct senders_options *options = senders->options;
	struct expected expected = { 0 };

	for (size_t i = 0; i < options->count; i++)
		if (!operand_expect(senders, senders->arena,
			options->operands[i], &expected, fault))
			return false;
	return facts_expect(&options->facts, senders->arena, &expected, fault);
}

/* ---- the list --------------------------------------------------------------
 */

static const char *list_name(const struct senders *senders)
{
	const char *path = senders->options->list;

	return strcmp(path, "-") == 0 ? "standard input" : path;
}

static bool list_open(struct senders *senders, struct fault *fault)
{
	const char *path = senders->options->list;

	if (path == NULL)
		return true;
	senders->list = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	return senders->list != NULL ||
	       fault_errno(fault, FAULT_INPUT, "%s", path);
}

static void list_close(struct senders *senders)
{
	if (senders->list != NULL && senders->list != stdin)
		fclose(senders->list);
	senders->list = NULL;
}

/* One line, without its end, cut off where it is too long. */
static bool list_read(struct senders *senders, size_t *len)
{
	int c;

	*len = 0;
	while ((c = getc(senders->list)) != EOF && c != '\n') {
		if (*len < LINE_MOST)
			senders->text[*len] = (char)c;
		++*len;
	}
	senders->line++;
	return c != EOF || *len > 0;
}

static bool next_word(struct bytes *rest, struct bytes *word)
{
	size_t n = 0;

	*rest = bytes_trim(*rest);
	while (n < rest->len && !is_blank(rest->ptr[n]))
		n++;
	*word = bytes_first(*rest, n);
	*rest = bytes_skip(*rest, n);
	return n > 0;
}

static bool words_expect(struct arena *arena, struct bytes rest,
    const struct facts *told, struct expected *expected, struct fault *fault)
{
	struct facts facts = { 0 };
	struct bytes word, name, value;

	next_word(&rest, &word);
	*expected = (struct expected){ 0 };
	if (!expect_domain(arena, word, expected))
		return fault_set(
		    fault, FAULT_INPUT, "'%.*s' is no domain", FMT(word));
	while (next_word(&rest, &word)) {
		if (!bytes_cut(word, '=', &name, &value))
			return fault_set(fault, FAULT_INPUT,
			    "'%.*s' is no KEY=VALUE", FMT(word));
		if (!facts_put(&facts, name, arena_copy(arena, value), fault))
			return false;
	}
	return facts_expect(told, arena, expected, fault) &&
	       facts_expect(&facts, arena, expected, fault);
}

static void line_expect(struct senders *senders, struct arena *arena,
    struct bytes line, bool cut, struct letter *letter)
{
	struct fault *fault = &letter->fault;
	bool read = cut ? fault_set(fault, FAULT_INPUT, "longer than %d octets",
			      LINE_MOST)
			: words_expect(arena, line, &senders->options->facts,
			      &letter->premises.expected, fault);

	letter->step = read ? SOURCE_MESSAGE : SOURCE_FAULT;
	if (read)
		return;
	fault->kind = FAULT_INPUT;
	fault_at(fault, "%s:%u", list_name(senders), senders->line);
}

/* False at the end of the list. */
static bool list_next(
    struct senders *senders, struct arena *arena, struct letter *letter)
{
	size_t len;

	while (senders->list != NULL && list_read(senders, &len)) {
		bool cut = len > LINE_MOST;
		struct bytes line = bytes_trim(
		    (struct bytes){ senders->text, cut ? LINE_MOST : len });
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		line_expect(senders, arena, line, cut, letter);
		return true;
	}
	return false;
}

/* ---- one after the other ---------------------------------------------------
 */

/* What comes from a file tells all that there is. */
static bool may_ask(const struct common_options *common)
{
	return common->zones[0] == NULL && common->dns_replay == NULL;
}

/* SES itself, of a sender for which a key is at hand. */
static void ses_ask(const struct senders *senders, struct arena *arena,
    const char *operand, struct letter *letter)
{
	const struct sender_settings *sender =
	    settings_find_sender(&senders->settings, bytes_of(operand));

	if (sender == NULL || senders->options->no_ses_api ||
	    !may_ask(senders->options->common))
		return;
	letter->ses = sender_ask_ses(arena, sender, NULL, NULL);
	if (letter->ses != NULL)
		ses_word_expect(letter->ses, &letter->premises.expected);
}

static void operand_next(
    struct senders *senders, struct arena *arena, struct letter *letter)
{
	const struct senders_options *options = senders->options;
	const char *operand = options->operands[senders->operand++];
	struct expected *expected = &letter->premises.expected;

	if (!operand_expect(
		senders, arena, operand, expected, &letter->fault)) {
		letter->step = SOURCE_FAULT;
		return;
	}
	ses_ask(senders, arena, operand, letter);
	/* Once more, since what options tell goes before what SES says. */
	facts_expect(&options->facts, arena, expected, &letter->fault);
}

bool senders_next(void *from, struct arena *arena, struct letter *letter)
{
	struct senders *senders = from;
	const struct senders_options *options = senders->options;

	letter->premises = *senders->premises;
	letter->fault.kind = FAULT_NONE;
	letter->origin = (struct origin){ 0 };
	letter->raw = ABSENT;
	letter->ses = NULL;
	letter->foreseen = letter->named = true;
	letter->step = SOURCE_MESSAGE;
	if (senders->operand >= options->count)
		return list_next(senders, arena, letter);
	operand_next(senders, arena, letter);
	return true;
}

struct senders *senders_open(const struct senders_options *options,
    const struct premises *premises, struct fault *fault)
{
	struct senders *senders = calloc(1, sizeof(*senders));

	if (senders == NULL)
		abort();
	senders->options = options;
	senders->premises = premises;
	senders->arena = arena_open();
	if (settings_open(senders, fault) && operands_check(senders, fault) &&
	    list_open(senders, fault))
		return senders;
	senders_close(senders);
	return NULL;
}

void senders_close(struct senders *senders)
{
	if (senders == NULL)
		return;
	list_close(senders);
	arena_close(senders->arena);
	free(senders);
}
