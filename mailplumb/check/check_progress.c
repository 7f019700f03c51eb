#include "mailplumb/check/check_progress.h"

#include "mailplumb/options/wire_line.h"
#include <stdarg.h>
#include <stdio.h>

#define DIALOGUE_MOST ((size_t)1024 * 1024) /* octets that are kept */

void progress_tell(const struct probe_run *probe, struct bytes what)
{
	struct text line = text_new(4096);

	text_shown(&line, probe_name(probe));
	text_add(&line, BYTES(": "));
	text_shown(&line, what);
	fprintf(stderr, "%.*s\n", FMT(text_bytes(&line)));
	text_free(&line);
}

void progress(const struct check_run *run, const struct probe_run *probe,
    const char *format, ...)
{
	va_list args;

	if (!run->progress)
		return;
	va_start(args, format);
	progress_tell(probe, arena_vprintf(run->arena, format, args));
	va_end(args);
}

/* To the first probe that this mailbox concerns. */
void progress_watch(const struct check_run *run, const struct watch_run *watch,
    const char *what)
{
	size_t i = 0;

	while (i < run->probe_count && run->probes[i].watch != watch)
		i++;
	if (i < run->probe_count)
		progress(run, &run->probes[i], "%s", what);
}

double progress_seconds(int64_t time)
{
	return (double)(clock_now() - time) / 1000;
}

static void dialogue_line(
    struct dialogue *dialogue, const char *mark, struct bytes line)
{
	if (dialogue->printed)
		wire_line_print(dialogue->name, mark, line);
	if (dialogue->kept && mark[0] != '*') /* notes are about this machine */
		wire_line_add(&dialogue->text, dialogue->name, mark, line);
}

/* Called from the thread of a sending. */
void progress_sending(void *context, enum wire wire, struct bytes line)
{
	static const char *const marks[] = {
		[WIRE_SENT] = ">",
		[WIRE_RECEIVED] = "<",
		[WIRE_NOTE] = "*",
	};

	dialogue_line(context, marks[wire], line);
}

void progress_mailbox(void *context, bool sent, struct bytes line)
{
	dialogue_line(context, sent ? ">" : "<", line);
}

/* Whether anybody wants its lines. */
bool progress_dialogue(
    const struct check_run *run, struct dialogue *dialogue, struct bytes name)
{
	if (dialogue->text.limit == 0)
		dialogue->text = text_new(DIALOGUE_MOST);
	dialogue->name = name;
	dialogue->printed = run->verbose > 0;
	dialogue->kept = run->keep_dialogues;
	return dialogue->printed || dialogue->kept;
}
