#include "inspect/model/served.h"

bool served_sets_differ(const struct served_zone *zone)
{
	bool listed = false, differ = false;

	for (const struct served_host *h = zone->hosts; h != NULL;
	     h = h->next) {
		listed = listed || h->listed;
		differ = differ || h->listed != h->delegated;
	}
	return zone->delegation_known && listed && differ;
}
