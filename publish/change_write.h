/*
 * change_write - changes of a zone in the form that somebody publishes them
 *
 *	zone		lines of a master file (RFC 1035 5)
 *	route53		the change batch that `aws route53
 *			change-resource-record-sets` takes
 *	terraform	resources aws_route53_record
 *	table		what to type into the form of a provider
 *
 * Each is complete and can be pasted.  What goes, and what was replaced, is a
 * comment where the form has comments.  A change is written once for its name
 * and type: merge first (change_merge.h).  Whatever stands in a record, it
 * stays data: octets that mean something to the reader are escaped.
 *
 * Sources: Route 53 API reference, ChangeResourceRecordSets, and developer
 * guide, "Supported DNS record types"; Terraform language, "Strings and
 * Templates"; AWS provider, aws_route53_record.
 */
#ifndef PUBLISH_CHANGE_WRITE_H
#define PUBLISH_CHANGE_WRITE_H

#include "common/base/text.h"
#include "publish/change.h"

enum change_format {
	CHANGE_ZONE,
	CHANGE_ROUTE53,
	CHANGE_TERRAFORM,
	CHANGE_TABLE
};

bool change_format_read(struct bytes word, enum change_format *format);

/* How a comment begins, "; "; NULL: the format has none. */
const char *change_comment(enum change_format format);

/* `zone` is the domain in whose zone they stand, which host parts and
 * Terraform need; absent: not known.  Nothing comes of an empty list. */
void changes_write(const struct change *changes, enum change_format format,
    struct bytes zone, struct text *out);

/* A table without a heading that names the zone. */
void change_rows_write(
    const struct change *changes, struct bytes zone, struct text *out);

/* `text`, each line of it a comment. */
void comment_write(
    struct text *out, enum change_format format, struct bytes text);

#endif
