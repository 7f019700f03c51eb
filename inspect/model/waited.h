/* waited - how waiting for a change ended; a part of model.h */
#ifndef INSPECT_MODEL_WAITED_H
#define INSPECT_MODEL_WAITED_H

#include "inspect/model/served.h"

struct waited_record {
	enum dns_type type;
	struct bytes name;
	bool visible;	      /* at all servers */
	bool wrong;	      /* what they have is not what a sender needs */
	size_t servers, have; /* that are asked, and that have it */
	uint32_t lingers;     /* seconds for which caches may hold the old */
	struct bytes behind;  /* the first server without it: its host; absent:
				 none, or none that could be asked */
	struct bytes says;    /* ... and what it says */
	struct waited_record *next;
};

struct waited {
	bool visible; /* all of it, everywhere; else the time was over */
	int64_t took, timeout; /* ms */
	struct waited_record *records;
};

#endif
