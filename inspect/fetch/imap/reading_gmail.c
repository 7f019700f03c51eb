#include "inspect/fetch/imap/reading.h"

#include <string.h>

static void octet_keep(struct filter_gmail *gmail, char c)
{
	gmail->its_labels[gmail->its_len++] = c;
}

/* Labels that do not fit are left out, whole. */
static bool has_room(const struct filter_gmail *gmail, struct bytes label)
{
	return label.len + 1 <= sizeof(gmail->its_labels) - gmail->its_len;
}

static void quoted_keep(struct filter_gmail *gmail, struct bytes escaped)
{
	if (!has_room(gmail, escaped))
		return;
	for (size_t i = 0; i < escaped.len; i++) {
		if (escaped.ptr[i] == '\\' && i + 1 < escaped.len)
			i++;
		octet_keep(gmail, escaped.ptr[i]);
	}
	octet_keep(gmail, '\n');
}

/* "\Inbox": its stroke is no escape. */
static void atom_keep(struct filter_gmail *gmail, struct bytes atom)
{
	if (!has_room(gmail, atom))
		return;
	for (size_t i = 0; i < atom.len; i++)
		octet_keep(gmail, atom.ptr[i]);
	octet_keep(gmail, '\n');
}

void reading_labels(struct reading *r)
{
	struct filter_gmail *gmail = &r->filter->gmail;

	gmail->its_labelled = true;
	if (scan_take(&r->s, ')'))
		return;
	do {
		if (reading_literal(r)) { /* of no interest */
			r->filter->literal_passes = false;
			r->filter->state = FILTER_IN_LABELS;
			return;
		}
		if (scan_take(&r->s, '"')) {
			quoted_keep(gmail, reading_quoted(r));
			continue;
		}
		struct bytes atom = scan_while(&r->s, reading_is_atom);
		if (atom.len == 0)
			break;
		atom_keep(gmail, atom);
	} while (reading_space(r));
	reading_expect(r, ')');
}

void reading_labels_end(struct reading *r)
{
	struct filter_gmail *gmail = &r->filter->gmail;

	if (!gmail->its_labelled || gmail->its_uid != gmail->uid)
		return;
	gmail->labelled = true;
	memcpy(gmail->labels, gmail->its_labels, gmail->its_len);
	gmail->labels_len = gmail->its_len;
}

void reading_search(struct reading *r)
{
	uint64_t uid;

	while (reading_space(r)) {
		if (scan_take(&r->s, '(')) { /* RFC 7162: "(MODSEQ 5)" */
			scan_until(&r->s, ')');
			reading_expect(r, ')');
		} else if (reading_number(r, 1, &uid) &&
			   uid == r->filter->gmail.uid)
			r->filter->gmail.hit = true;
	}
}
