#include "mailplumb/crew/intake.h"

#include "mailplumb/crew/mailbox_source.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_MOST 4096

struct intake {
	const struct intake_options *options;
	const struct premises *premises;
	size_t operand;	      /* the next one */
	FILE *list;	      /* NULL: none, or it has ended */
	bool list_named;      /* a name came out of it */
	char path[PATH_MOST]; /* out of the list */
	struct walk *walk;    /* of the operand or name at hand; NULL: none */
	struct source *source;
	bool reading;		/* the source holds a file */
	bool folder;		/* one of the operands is a folder */
	struct imap_many *many; /* messages of a mailbox; NULL: none */
	struct premises of_many;
	struct arena *arena; /* of the mailboxes that are operands */
};

/* ---- the list -------------------------------------------------------------
 */

static bool list_open(struct intake *intake, struct fault *fault)
{
	const char *path = intake->options->files_from;

	if (path == NULL)
		return true;
	intake->list = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	return intake->list != NULL ||
	       fault_errno(fault, FAULT_INPUT, "%s", path);
}

static void list_close(struct intake *intake)
{
	if (intake->list != NULL && intake->list != stdin)
		fclose(intake->list);
	intake->list = NULL;
}

static const char *list_name(const struct intake *intake)
{
	const char *path = intake->options->files_from;

	return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* One name, cut off where it is too long; false at the end of the list. */
static bool list_read(struct intake *intake, size_t *len)
{
	int mark = intake->options->null ? '\0' : '\n', c;

	*len = 0;
	while ((c = getc(intake->list)) != EOF && c != mark) {
		if (*len < PATH_MOST - 1)
			intake->path[*len] = (char)c;
		++*len;
	}
	intake->path[*len < PATH_MOST ? *len : PATH_MOST - 1] = '\0';
	return c != EOF || *len > 0;
}

static bool list_ended(struct intake *intake, struct letter *letter)
{
	bool failed = ferror(intake->list) != 0;
	bool fault = failed || !intake->list_named;

	if (failed)
		fault_errno(
		    &letter->fault, FAULT_INPUT, "%s", list_name(intake));
	else if (fault)
		fault_set(&letter->fault, FAULT_INPUT, "%s: names no file",
		    list_name(intake));
	list_close(intake);
	return fault;
}

/* Names are of files: "-" is one that is called so. */
static void list_walk(struct intake *intake)
{
	bool dash = strcmp(intake->path, "-") == 0;

	intake->walk = walk_open(dash ? "./-" : intake->path);
}

/* The next name of the list; true when there is a fault instead. */
static bool list_next(struct intake *intake, struct letter *letter)
{
	size_t len;

	if (!list_read(intake, &len))
		return list_ended(intake, letter);
	if (len == 0)
		return false;
	intake->list_named = true;
	if (len >= PATH_MOST || strlen(intake->path) != len) {
		fault_set(&letter->fault, FAULT_INPUT,
		    "%s: a name is too long or holds NUL", list_name(intake));
		return true;
	}
	list_walk(intake);
	return false;
}

/* ---- operands -------------------------------------------------------------
 */

/* A message of a mailbox. */
static void fetch(struct intake *intake, struct arena *arena,
    const struct mailbox_source *mailbox, struct letter *letter)
{
	const struct intake_options *options = intake->options;

	if (!mailbox_source_fetch(arena, mailbox, options->common,
		options->password_file, &letter->origin, &letter->raw,
		&letter->fault))
		return;
	mailbox_source_trust(
	    arena, mailbox, options->common, &letter->premises);
	letter->step = SOURCE_MESSAGE;
}

/* Messages of a mailbox follow; true when there is a fault instead. */
static bool many_open(struct intake *intake,
    const struct mailbox_source *mailbox, struct letter *letter)
{
	const struct intake_options *options = intake->options;

	intake->of_many = *intake->premises;
	mailbox_source_trust(
	    intake->arena, mailbox, options->common, &intake->of_many);
	intake->many = mailbox_source_open(intake->arena, mailbox,
	    options->common, options->password_file, &letter->fault);
	return intake->many == NULL;
}

/* True when the letter is filled: with the next of them, or a fault. */
static bool many_next(
    struct intake *intake, struct arena *arena, struct letter *letter)
{
	struct origin *origin = &letter->origin;

	letter->step =
	    imap_many_next(intake->many, &letter->raw, origin, &letter->fault);
	if (letter->step == SOURCE_END) {
		letter->step = SOURCE_FAULT;
		imap_many_close(intake->many);
		intake->many = NULL;
		return false;
	}
	if (letter->step == SOURCE_MESSAGE) {
		letter->premises = intake->of_many;
		letter->raw = arena_copy(arena, letter->raw);
		origin->name = arena_copy(arena, origin->name);
		origin->folder = arena_copy(arena, origin->folder);
	}
	return true;
}

/* True when the letter is filled: the operand is a mailbox. */
static bool operand_next(
    struct intake *intake, struct arena *arena, struct letter *letter)
{
	const struct intake_options *options = intake->options;
	const char *operand = options->operands[intake->operand++];
	struct mailbox_source mailbox = mailbox_source_read(
	    intake->arena, operand, options->common, &letter->fault);

	if (mailbox.kind == MAILBOX_SOURCE_NONE) {
		intake->walk = walk_open(operand);
		intake->folder |= walk_is_folder(intake->walk);
		return false;
	}
	if (mailbox.kind != MAILBOX_SOURCE_FAULT &&
	    mailbox_source_is_many(&mailbox))
		return many_open(intake, &mailbox, letter);
	if (mailbox.kind != MAILBOX_SOURCE_FAULT)
		fetch(intake, arena, &mailbox, letter);
	return true;
}

/* ---- files ----------------------------------------------------------------
 */

/* The next file of the walk; true when there is a fault instead. */
static bool file_next(struct intake *intake, struct letter *letter)
{
	struct spot spot;
	enum walk_step step = walk_next(intake->walk, &spot, &letter->fault);

	if (step == WALK_FILE)
		intake->reading =
		    source_begin(intake->source, &spot, &letter->fault);
	if (step == WALK_END) {
		walk_close(intake->walk);
		intake->walk = NULL;
	}
	return step == WALK_FAULT || (step == WALK_FILE && !intake->reading);
}

/* The next message of the file; true when it or a fault is in the letter. */
static bool message_next(
    struct intake *intake, struct arena *arena, struct letter *letter)
{
	struct origin *origin = &letter->origin;

	letter->step =
	    source_next(intake->source, &letter->raw, origin, &letter->fault);
	if (letter->step == SOURCE_END) {
		letter->step = SOURCE_FAULT;
		intake->reading = false;
		return false;
	}
	if (letter->step == SOURCE_MESSAGE) {
		letter->raw = arena_copy(arena, letter->raw);
		origin->name = arena_copy(arena, origin->name);
		if (bytes_present(origin->folder))
			origin->folder = arena_copy(arena, origin->folder);
	}
	return true;
}

static bool is_many(const struct intake *intake)
{
	return intake->options->count > 1 ||
	       intake->options->files_from != NULL || intake->folder;
}

bool intake_next(void *from, struct arena *arena, struct letter *letter)
{
	struct intake *intake = from;
	bool filled = false;

	letter->step = SOURCE_FAULT;
	letter->foreseen = false;
	letter->ses = NULL;
	letter->premises = *intake->premises;
	letter->fault.kind = FAULT_NONE;
	letter->origin = (struct origin){ 0 };
	while (!filled) {
		if (intake->many != NULL)
			filled = many_next(intake, arena, letter);
		else if (intake->reading)
			filled = message_next(intake, arena, letter);
		else if (intake->walk != NULL)
			filled = file_next(intake, letter);
		else if (intake->operand < intake->options->count)
			filled = operand_next(intake, arena, letter);
		else if (intake->list != NULL)
			filled = list_next(intake, letter);
		else
			return false;
	}
	letter->named = is_many(intake) || letter->origin.number > 0 ||
			intake->many != NULL;
	return true;
}

struct intake *intake_open(const struct intake_options *options,
    const struct premises *premises, struct fault *fault)
{
	struct intake *intake = calloc(1, sizeof(*intake));

	if (intake == NULL)
		abort();
	intake->options = options;
	intake->premises = premises;
	intake->source = source_new();
	intake->arena = arena_open();
	if (list_open(intake, fault))
		return intake;
	intake_close(intake);
	return NULL;
}

void intake_close(struct intake *intake)
{
	if (intake == NULL)
		return;
	list_close(intake);
	walk_close(intake->walk);
	source_close(intake->source);
	imap_many_close(intake->many);
	arena_close(intake->arena);
	free(intake);
}
