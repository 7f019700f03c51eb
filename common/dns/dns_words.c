#include "common/dns/dns.h"

#include "common/base/names.h"

static const struct name types[] = {
#define X(id, number, word) { word, DNS_##id },
	DNS_TYPES(X)
#undef X
	    { NULL, -1 },
};

static const struct name statuses[] = {
#define X(id, word) { word, DNS_##id },
	DNS_STATUSES(X)
#undef X
	    { NULL, -1 },
};

const char *dns_type_word(enum dns_type type)
{
	return name_word(types, (int)type);
}

bool dns_type_read(struct bytes word, enum dns_type *type)
{
	int code = name_code(types, word);

	if (code >= 0)
		*type = (enum dns_type)code;
	return code >= 0;
}

const char *dns_status_word(enum dns_status status)
{
	return name_word(statuses, (int)status);
}

bool dns_status_read(struct bytes word, enum dns_status *status)
{
	int code = name_code(statuses, word);

	if (code >= 0)
		*status = (enum dns_status)code;
	return code >= 0;
}

bool dns_failed(const struct dns_answer *answer)
{
	return answer->status >= DNS_SERVFAIL;
}
