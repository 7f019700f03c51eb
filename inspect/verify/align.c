#include "inspect/verify/align.h"

#include "common/net/suffix.h"

struct bytes organization_of(
    const struct suffix_list *suffixes, struct bytes domain)
{
	struct bytes registrable = suffix_registrable(suffixes, domain);

	return bytes_present(registrable) ? registrable : domain;
}

enum alignment alignment_of(const struct suffix_list *suffixes,
    struct bytes author, struct bytes domain)
{
	if (!bytes_present(author) || !bytes_present(domain))
		return ALIGN_NO;
	if (bytes_ieq(author, domain))
		return ALIGN_STRICT;
	return bytes_ieq(organization_of(suffixes, author),
		   organization_of(suffixes, domain))
		   ? ALIGN_RELAXED
		   : ALIGN_NO;
}
