#include "inspect/model/catalogue_parts.h"

#include <string.h>

/* In the order of the way: sending, finding, then what the message shows. */
static const struct catalogue_row *const tables[] = { catalogue_way,
	catalogue_ses, catalogue_dkim, catalogue_spf, catalogue_dmarc,
	catalogue_message, NULL };

const struct catalogue_row *catalogue_at(size_t index)
{
	for (size_t i = 0; tables[i] != NULL; i++)
		for (const struct catalogue_row *row = tables[i]; row->id;
		     row++)
			if (index-- == 0)
				return row;
	return NULL;
}

const struct catalogue_row *catalogue_row(const char *id)
{
	for (size_t i = 0; tables[i] != NULL; i++)
		for (const struct catalogue_row *row = tables[i]; row->id;
		     row++)
			if (strcmp(row->id, id) == 0)
				return row;
	return NULL;
}
