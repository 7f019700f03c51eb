#include "inspect/verify/organization.h"

#include "common/net/domain.h"
#include "inspect/verify/dmarc_record.h"
#include <string.h>

#define PREFIX	    "_dmarc."
#define PREFIX_LEN  (sizeof(PREFIX) - 1)
#define LABELS_KEPT 7 /* of a long name, after its first question */

/* ---- the names of a walk --------------------------------------------------
 */

/* The right-most `labels` of a domain that has more. */
static struct bytes last_labels(struct bytes domain, size_t labels)
{
	const char *at = domain.ptr + domain.len;

	while (at > domain.ptr && (at[-1] != '.' || --labels > 0))
		at--;
	return bytes_between(at, domain.ptr + domain.len);
}

/* What is asked after `domain`; absent after the last (steps 4 and 7). */
static struct bytes next_name(struct bytes domain, size_t *labels)
{
	if (*labels > LABELS_KEPT) {
		*labels = LABELS_KEPT;
		return last_labels(domain, LABELS_KEPT);
	}
	--*labels;
	return domain_parent(domain);
}

/*
 * A domain with room in front, so that "_dmarc." can be written before any of
 * its suffixes; from one name to the next above, what it overwrites is done
 * with.
 */
struct names {
	char text[PREFIX_LEN + DOMAIN_MAX];
	struct bytes domain; /* the one these names belong to */
};

static bool names_begin(struct names *names, struct bytes domain)
{
	if (domain.len == 0 || domain.len > DOMAIN_MAX)
		return false;
	memcpy(names->text + PREFIX_LEN, domain.ptr, domain.len);
	names->domain = domain;
	return true;
}

/* "_dmarc." before this suffix of the domain; absent when too long. */
static struct bytes name_of(struct names *names, struct bytes suffix)
{
	char *at = names->text + (names->domain.len - suffix.len);

	if (PREFIX_LEN + suffix.len > DOMAIN_MAX)
		return ABSENT;
	memcpy(at, PREFIX, PREFIX_LEN);
	return (struct bytes){ at, PREFIX_LEN + suffix.len };
}

void walk_want(struct dns *dns, struct bytes domain)
{
	struct names names;
	size_t labels = domain_labels(domain);

	if (!names_begin(&names, domain))
		return;
	for (; bytes_present(domain); domain = next_name(domain, &labels)) {
		struct bytes name = name_of(&names, domain);
		if (bytes_present(name))
			dns_want(dns, DNS_TXT, name);
	}
}

/* ---- what is published at a name ------------------------------------------
 */

/* Steps 2 and 6: several records are all discarded. */
static void place_read(struct arena *arena, struct dmarc_place *place)
{
	const struct dns_record *record = place->answer->records;
	struct bytes text = ABSENT;

	for (; record != NULL; record = record->next) {
		if (dmarc_record_begins(record->data)) {
			text = record->data;
			place->count++;
		} else if (place->why == NULL) {
			place->why = dmarc_record_refused(record->data);
			place->refused = record->data;
		}
	}
	if (place->count == 1)
		place->record = dmarc_record_read(arena, place->domain, text);
	if (place->why == NULL)
		place->refused = ABSENT;
}

static const struct dmarc_place *place_known(
    const struct walker *walker, struct bytes domain)
{
	const struct dmarc_place *place = walker->places;

	while (place != NULL && !bytes_eq(place->domain, domain))
		place = place->next;
	return place;
}

static const struct dmarc_place *place_find(
    struct walker *walker, struct names *names, struct bytes domain)
{
	const struct dmarc_place *known = place_known(walker, domain);
	struct bytes name = name_of(names, domain);

	if (known != NULL)
		return known;
	struct dmarc_place *place =
	    arena_new(walker->arena, struct dmarc_place);
	place->domain = domain;
	place->next = walker->places;
	walker->places = place;
	if (bytes_present(name)) {
		place->answer = dns_ask(walker->dns, DNS_TXT, name);
		place_read(walker->arena, place);
	}
	return place;
}

const struct dmarc_place *walker_place(
    struct walker *walker, struct bytes domain)
{
	struct names names;

	return names_begin(&names, domain) ? place_find(walker, &names, domain)
					   : NULL;
}

bool place_failed(const struct dmarc_place *place)
{
	return place->answer != NULL && dns_failed(place->answer);
}

/* ---- the walk --------------------------------------------------------------
 */

void walk_run(
    struct walker *walker, struct bytes domain, struct dmarc_walk *walk)
{
	struct names names;
	size_t labels = domain_labels(domain);

	*walk = (struct dmarc_walk){ .start = domain };
	if (!names_begin(&names, domain))
		return;
	for (; bytes_present(domain); domain = next_name(domain, &labels)) {
		const struct dmarc_place *place =
		    place_find(walker, &names, domain);
		walk->places[walk->count++] = place;
		if (place->record != NULL && place->record->psd != PSD_UNKNOWN)
			return;
	}
}

const struct dmarc_place *walk_failure(const struct dmarc_walk *walk)
{
	for (size_t i = 0; i < walk->count; i++)
		if (place_failed(walk->places[i]))
			return walk->places[i];
	return NULL;
}

const struct dmarc_place *walk_place(
    const struct dmarc_walk *walk, struct bytes domain)
{
	for (size_t i = 0; i < walk->count; i++)
		if (bytes_eq(walk->places[i]->domain, domain))
			return walk->places[i];
	return NULL;
}

/* 4.10.2, if `unknown` (NULL: no record) stood where the DNS failed. */
static struct bytes organization_if(
    const struct dmarc_walk *walk, const struct dmarc_record *unknown)
{
	struct bytes organization = walk->start;

	for (size_t i = 0; i < walk->count; i++) {
		const struct dmarc_place *place = walk->places[i];
		const struct dmarc_record *record =
		    place_failed(place) ? unknown : place->record;
		if (record == NULL)
			continue;
		if (record->psd == PSD_YES && i > 0)
			return last_labels(
			    walk->start, domain_labels(place->domain) + 1);
		organization = place->domain;
		if (record->psd != PSD_UNKNOWN)
			break;
	}
	return organization;
}

/* All that can stand where nothing was learnt. */
static const struct dmarc_record unknowns[] = {
	{ .psd = PSD_UNKNOWN },
	{ .psd = PSD_YES },
	{ .psd = PSD_NO },
};

#define UNKNOWNS (sizeof(unknowns) / sizeof(unknowns[0]))

struct bytes walk_organization(const struct dmarc_walk *walk)
{
	struct bytes organization = organization_if(walk, NULL);

	if (walk_failure(walk) == NULL)
		return organization;
	for (size_t i = 0; i < UNKNOWNS; i++)
		if (!bytes_eq(
			organization, organization_if(walk, &unknowns[i])))
			return ABSENT;
	return organization;
}

/* No two places of both walks failed. */
static bool one_failure(const struct dmarc_walk *a, const struct dmarc_walk *b)
{
	const struct dmarc_walk *walks[] = { a, b };
	const struct dmarc_place *failed = NULL;

	for (size_t w = 0; w < 2; w++)
		for (size_t i = 0; i < walks[w]->count; i++) {
			const struct dmarc_place *place = walks[w]->places[i];
			if (!place_failed(place) || place == failed)
				continue;
			if (failed != NULL)
				return false;
			failed = place;
		}
	return true;
}

static bool same_if(const struct dmarc_walk *a, const struct dmarc_walk *b,
    const struct dmarc_record *unknown)
{
	return bytes_eq(
	    organization_if(a, unknown), organization_if(b, unknown));
}

bool walks_meet(
    const struct dmarc_walk *a, const struct dmarc_walk *b, bool *same)
{
	struct bytes one = walk_organization(a), other = walk_organization(b);

	if (bytes_present(one) && bytes_present(other)) {
		*same = bytes_eq(one, other);
		return true;
	}
	if (!one_failure(a, b))
		return false;
	*same = same_if(a, b, NULL);
	for (size_t i = 0; i < UNKNOWNS; i++)
		if (same_if(a, b, &unknowns[i]) != *same)
			return false;
	return true;
}
