#include "common/net/suffix.h"

#include "common/net/ip.h"
#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

/* U-labels take more octets than A-labels; nothing longer is a domain. */
#define TEXT_MAX 1024

#define PLACES	  64
#define NAME_MOST 48 /* longer names are not remembered */

/* A question and its answer, in a place that the name decides. */
struct remembered {
	size_t len;  /* 0: nothing yet */
	size_t skip; /* len: it has no registrable domain */
	char name[NAME_MOST];
};

struct suffix_list {
	psl_ctx_t *psl;
	bool shares;
	struct remembered *places;
};

static struct suffix_list *handle_new(psl_ctx_t *psl, bool shares)
{
	struct suffix_list *list = calloc(1, sizeof(*list));
	struct remembered *places = calloc(PLACES, sizeof(*places));

	if (list == NULL || places == NULL)
		abort();
	*list = (struct suffix_list){ psl, shares, places };
	return list;
}

struct suffix_list *suffix_list_open(const char *file, struct fault *fault)
{
	psl_ctx_t *psl = file != NULL ? psl_load_file(file) : psl_latest(NULL);

	if (psl == NULL || psl_suffix_count(psl) == 0) {
		psl_free(psl);
		fault_set(fault, FAULT_USAGE,
		    "%s: not a public suffix list that can be read",
		    file != NULL ? file : "no list on this system");
		return NULL;
	}
	return handle_new(psl, false);
}

struct suffix_list *suffix_list_share(const struct suffix_list *list)
{
	return handle_new(list->psl, true);
}

void suffix_list_close(struct suffix_list *list)
{
	if (list == NULL)
		return;
	if (!list->shares)
		psl_free(list->psl);
	free(list->places);
	free(list);
}

/* libpsl neither folds case nor refuses empty labels and addresses. */
static bool lower_name(struct bytes domain, char text[TEXT_MAX])
{
	struct ip ip;

	if (domain.len == 0 || domain.len >= TEXT_MAX ||
	    memchr(domain.ptr, '\0', domain.len) != NULL ||
	    domain.ptr[0] == '.' || domain.ptr[domain.len - 1] == '.' ||
	    bytes_find(domain, BYTES("..")) != NULL || ip_read(domain, &ip))
		return false;
	for (size_t i = 0; i < domain.len; i++)
		text[i] = ascii_lower(domain.ptr[i]);
	text[domain.len] = '\0';
	return true;
}

/* The octets before the registrable domain; all of them when there is none. */
static size_t look_up(const struct suffix_list *list, struct bytes domain)
{
	char text[TEXT_MAX];

	if (!lower_name(domain, text))
		return domain.len;
	const char *found = psl_registrable_domain(list->psl, text);
	return found != NULL ? (size_t)(found - text) : domain.len;
}

static struct remembered *place_of(
    const struct suffix_list *list, struct bytes domain)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < domain.len; i++)
		sum = sum * 31 + (unsigned char)domain.ptr[i];
	return &list->places[(sum ^ sum >> 8) % PLACES];
}

/* A message names few domains, and each of them many times. */
static size_t registrable_at(
    const struct suffix_list *list, struct bytes domain)
{
	if (domain.len == 0 || domain.len > NAME_MOST)
		return look_up(list, domain);
	struct remembered *place = place_of(list, domain);
	if (bytes_eq(domain, (struct bytes){ place->name, place->len }))
		return place->skip;
	place->skip = look_up(list, domain);
	place->len = domain.len;
	memcpy(place->name, domain.ptr, domain.len);
	return place->skip;
}

struct bytes suffix_registrable(
    const struct suffix_list *list, struct bytes domain)
{
	size_t at = registrable_at(list, domain);

	return at < domain.len ? bytes_skip(domain, at) : ABSENT;
}

bool suffix_same(const struct suffix_list *list, struct bytes a, struct bytes b)
{
	if (!bytes_present(a) || !bytes_present(b))
		return false;
	if (bytes_ieq(a, b))
		return true;
	struct bytes one = suffix_registrable(list, a);
	return bytes_present(one) &&
	       bytes_ieq(one, suffix_registrable(list, b));
}
