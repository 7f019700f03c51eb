#include "inspect/fetch/uid_set.h"

static bool number_read(struct bytes text, uint64_t *number)
{
	*number = UID_NEWEST;
	if (bytes_eq(text, BYTES("*")))
		return true;
	return bytes_number(text, UINT32_MAX, number) && *number > 0;
}

static bool range_read(struct bytes text, struct uid_range *range)
{
	struct bytes from, to;
	bool two = bytes_cut(text, ':', &from, &to);

	*range = (struct uid_range){ .came = false };
	if (!number_read(from, &range->from) ||
	    !number_read(two ? to : from, &range->to))
		return false;
	if (range->from > range->to) { /* in either order */
		uint64_t greater = range->from;
		range->from = range->to;
		range->to = greater;
	}
	return true;
}

bool uid_set_read(struct bytes text, struct uid_set *set)
{
	struct bytes range;

	set->count = 0;
	do {
		bytes_cut(text, ',', &range, &text);
		if (set->count == UID_RANGES_MOST ||
		    !range_read(range, &set->ranges[set->count]))
			return false;
		set->count++;
	} while (bytes_present(text));
	return true;
}

static void number_write(uint64_t number, struct text *out)
{
	if (number == UID_NEWEST)
		text_char(out, '*');
	else
		text_printf(out, "%u", (unsigned)number);
}

void uid_set_write(const struct uid_set *set, struct text *out)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct uid_range *range = &set->ranges[i];
		if (i > 0)
			text_char(out, ',');
		number_write(range->from, out);
		if (range->to != range->from) {
			text_char(out, ':');
			number_write(range->to, out);
		}
	}
}

uint64_t uid_set_only(const struct uid_set *set)
{
	const struct uid_range *range = set->ranges;

	return set->count == 1 && range->from == range->to ? range->from : 0;
}

/* Which message is the newest, the server alone knows. */
static bool range_has(const struct uid_range *range, uint32_t uid)
{
	return range->from == UID_NEWEST ||
	       (uid >= range->from && uid <= range->to);
}

bool uid_set_take(struct uid_set *set, uint32_t uid)
{
	bool has = false;

	for (size_t i = 0; i < set->count; i++)
		if (range_has(&set->ranges[i], uid))
			has = set->ranges[i].came = true;
	return has;
}

bool uid_set_any(const struct uid_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->ranges[i].came)
			return true;
	return false;
}

uint32_t uid_set_missing(const struct uid_set *set, size_t *at)
{
	while (*at < set->count) {
		const struct uid_range *range = &set->ranges[(*at)++];
		if (!range->came && range->from == range->to &&
		    range->from != UID_NEWEST)
			return (uint32_t)range->from;
	}
	return 0;
}
