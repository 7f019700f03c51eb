#include "mailplumb/options/fixes.h"

#include "common/net/domain.h"
#include "inspect/verify/align.h"
#include "mailplumb/options/output.h"
#include "publish/change_merge.h"
#include <stdio.h>

/* ---- gathering ------------------------------------------------------------
 */

static bool records_alike(
    const struct dns_record *a, const struct dns_record *b)
{
	while (a != NULL && b != NULL && a->preference == b->preference &&
	       bytes_eq(a->data, b->data)) {
		a = a->next;
		b = b->next;
	}
	return a == NULL && b == NULL;
}

static bool changes_alike(const struct change *a, const struct change *b)
{
	return a->action == b->action && a->type == b->type &&
	       bytes_eq(a->name, b->name) &&
	       records_alike(a->records, b->records) &&
	       records_alike(a->replaces, b->replaces);
}

static bool room(struct fixes *fixes)
{
	fixes->full |= fixes->count == FIXES_MOST;
	return fixes->count++ < FIXES_MOST;
}

static void change_add(
    struct fixes *fixes, struct change **list, const struct change *change)
{
	struct change **end = list, alone = *change;

	alone.next = NULL;
	while (*end != NULL && !changes_alike(*end, change))
		end = &(*end)->next;
	if (*end == NULL && room(fixes))
		*end = changes_copied(fixes->arena, &alone);
}

static void command_add(struct fixes *fixes, struct bytes command)
{
	struct fix_command **end = &fixes->commands;

	while (*end != NULL && !bytes_eq((*end)->text, command))
		end = &(*end)->next;
	if (*end != NULL || !room(fixes))
		return;
	*end = arena_new(fixes->arena, struct fix_command);
	(*end)->text = arena_copy(fixes->arena, command);
}

/* In the zone of an organisation that is not the author's. */
static bool is_theirs(const struct inspection *in, const struct change *change)
{
	struct bytes own = in->reported.author_organization;

	return bytes_present(own) && !bytes_eq(change->name, own) &&
	       !domain_under(change->name, own);
}

static void changes_add(
    struct fixes *fixes, struct change **list, const struct change *changes)
{
	for (const struct change *c = changes; c != NULL; c = c->next)
		change_add(fixes, list, c);
}

static void commands_add(
    struct fixes *fixes, const struct fix_command *commands)
{
	for (const struct fix_command *c = commands; c != NULL; c = c->next)
		command_add(fixes, c->text);
}

void fixes_add(struct fixes *fixes, const struct inspection *in)
{
	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (f->cause != NULL)
			continue;
		for (const struct change *c = f->fix.changes; c; c = c->next)
			change_add(fixes,
			    is_theirs(in, c) ? &fixes->theirs : &fixes->changes,
			    c);
		commands_add(fixes, f->fix.commands);
	}
}

void fixes_join(struct fixes *fixes, const struct fixes *more)
{
	changes_add(fixes, &fixes->changes, more->changes);
	changes_add(fixes, &fixes->theirs, more->theirs);
	commands_add(fixes, more->commands);
	fixes->full |= more->full;
}

/* ---- writing --------------------------------------------------------------
 */

static void say(const char *lead, struct bytes text)
{
	struct text line = text_new(text.len * 4 + 16);

	text_shown(&line, text);
	fprintf(stderr, "%s%.*s\n", lead, FMT(text_bytes(&line)));
	text_free(&line);
}

/* Those of the zone that the first of `*rest` belongs to; the others stay. */
static struct change *zone_take(struct change **rest,
    const struct suffix_list *suffixes, struct bytes *zone)
{
	struct change *first = NULL, **end = &first, **place = rest;

	*zone = organization_of(suffixes, (*rest)->name);
	while (*place != NULL) {
		struct change *c = *place;
		if (!bytes_eq(organization_of(suffixes, c->name), *zone)) {
			place = &c->next;
			continue;
		}
		*place = c->next;
		c->next = NULL;
		*end = c;
		end = &c->next;
	}
	return first;
}

static void write_commands(const struct fix_command *commands,
    enum change_format format, struct text *out)
{
	const char *comment = change_comment(format);

	if (comment != NULL && commands != NULL && out->len > 0)
		text_char(out, '\n');
	for (const struct fix_command *c = commands; c != NULL; c = c->next) {
		if (comment == NULL) {
			say("run: ", c->text);
			continue;
		}
		text_printf(out, "%srun: ", comment);
		text_shown(out, c->text);
		text_char(out, '\n');
	}
}

static void write_zones(struct change *rest, const struct suffix_list *suffixes,
    enum change_format format, struct text *out)
{
	struct bytes zone;

	while (rest != NULL) {
		struct change *changes = zone_take(&rest, suffixes, &zone);
		if (out->len > 0)
			text_char(out, '\n');
		changes_write(changes, format, zone, out);
	}
}

/* As lines of a zone file, for whoever passes them on. */
static void say_theirs(
    struct change *theirs, const struct suffix_list *suffixes)
{
	struct text lines = text_new(REPORT_LIMIT);
	struct bytes rest, line;

	write_zones(theirs, suffixes, CHANGE_ZONE, &lines);
	rest = text_bytes(&lines);
	while (bytes_line(&rest, &line))
		if (line.len > 0)
			say("for others to publish: ", line);
	text_free(&lines);
}

void fixes_write(const struct fixes *fixes, const struct suffix_list *suffixes,
    const struct common_options *options, struct text *out)
{
	enum change_format format = options->fix_format;
	struct change *own = changes_merged(fixes->arena, fixes->changes);
	struct change *theirs = changes_merged(fixes->arena, fixes->theirs);

	if (own == NULL && theirs == NULL && !options->quiet)
		say("mailplumb: ", BYTES("no finding has a record to change"));
	write_zones(own, suffixes, format, out);
	if (own == NULL || change_comment(format) != NULL)
		write_zones(theirs, suffixes, format, out);
	else
		say_theirs(theirs, suffixes);
	write_commands(fixes->commands, options->fix_format, out);
	if (fixes->full)
		say("mailplumb: ",
		    BYTES("there are more than 1000 changes: the rest is left "
			  "out"));
}

bool fixes_print(const struct fixes *fixes, const struct suffix_list *suffixes,
    const struct common_options *options, struct fault *fault)
{
	struct text out = text_new(REPORT_LIMIT);

	fixes_write(fixes, suffixes, options, &out);
	bool done = output_all(options->output, text_bytes(&out), fault);
	text_free(&out);
	return done;
}
