#include "inspect/model/field_names.h"

static const struct bytes names[FIELD_IDS] = {
#define X(id, name) [FIELD_##id] = { name, sizeof(name) - 1 },
	FIELD_NAMES(X)
#undef X
};

enum field_id field_id(struct bytes name)
{
	for (enum field_id id = FIELD_OTHER + 1; id < FIELD_IDS; id++)
		if (bytes_ieq(name, names[id]))
			return id;
	return FIELD_OTHER;
}

const char *field_name(enum field_id id)
{
	return names[id].ptr;
}
