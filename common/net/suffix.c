#include "common/net/suffix.h"

#include "common/net/ip.h"
#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

/* U-labels take more octets than A-labels; nothing longer is a domain. */
#define TEXT_MAX 1024

struct suffix_list {
	psl_ctx_t *psl;
};

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
	struct suffix_list *list = calloc(1, sizeof(*list));
	if (list == NULL)
		abort();
	list->psl = psl;
	return list;
}

void suffix_list_close(struct suffix_list *list)
{
	if (list != NULL)
		psl_free(list->psl);
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

struct bytes suffix_registrable(
    const struct suffix_list *list, struct bytes domain)
{
	char text[TEXT_MAX];

	if (!lower_name(domain, text))
		return ABSENT;
	const char *found = psl_registrable_domain(list->psl, text);
	return found != NULL ? bytes_skip(domain, (size_t)(found - text))
			     : ABSENT;
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
