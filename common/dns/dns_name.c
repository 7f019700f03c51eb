#include "common/dns/dns_name.h"

bool dns_name_read(struct dns_name *name, struct bytes text)
{
	size_t label = 0;

	name->len = 0;
	if (text.len > 0 && text.ptr[text.len - 1] == '.')
		text.len--;
	if (text.len == 0 || text.len > DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool dot = text.ptr[i] == '.';
		if (dot ? label == 0 : label == LABEL_MAX)
			return false;
		label = dot ? 0 : label + 1;
		name->text[i] = ascii_lower(text.ptr[i]);
	}
	name->len = text.len;
	return label > 0;
}
