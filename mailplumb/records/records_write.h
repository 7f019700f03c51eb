/* records_write - what `mailplumb records` prints */
#ifndef MAILPLUMB_RECORDS_RECORDS_WRITE_H
#define MAILPLUMB_RECORDS_RECORDS_WRITE_H

#include "mailplumb/records/records_wish.h"
#include "publish/sender_commands.h"

struct records_page {
	struct arena *arena;
	const struct records_wish *wish;
	struct sender_records records;
	const struct sender_command *commands;
};

/* Explained, as a table to be typed from. */
void records_text(const struct records_page *page, struct report_style style,
    struct text *out);
/* "mailplumb.records/1" (docs/report.md) */
struct json *records_json(const struct records_page *page);
/*
 * To be given to a name server.  What others publish, what to run and what to
 * note are comments; where the format has none, they are told in `aside`.
 */
void records_form_write(const struct records_page *page,
    enum change_format format, struct text *out, struct text *aside);

#endif
