#include "common/mail/dmarc_uri.h"

#include <string.h>

static bool one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* RFC 3986 2: what stands for itself or begins an escape, less the ',' and
 * '!' that have to be escaped here. */
static bool is_uri_char(char c)
{
	return is_alpha(c) || is_digit(c) || one_of(c, "-._~:/?#[]@$&'()*+;=%");
}

static struct bytes scheme_of(struct bytes uri, struct bytes *rest)
{
	struct bytes scheme;

	if (!bytes_cut(uri, ':', &scheme, rest) || scheme.len == 0 ||
	    !is_alpha(scheme.ptr[0]))
		return ABSENT;
	for (size_t i = 0; i < scheme.len; i++)
		if (!is_alpha(scheme.ptr[i]) && !is_digit(scheme.ptr[i]) &&
		    !one_of(scheme.ptr[i], "+-."))
			return ABSENT;
	return scheme;
}

/* RFC 6068: what follows '?' are header fields. */
static struct bytes domain_of_address(struct bytes rest)
{
	struct bytes address, fields, local, domain;

	bytes_cut(rest, '?', &address, &fields);
	if (!bytes_cut_last(address, '@', &local, &domain) || local.len == 0 ||
	    domain.len == 0)
		return ABSENT;
	return domain;
}

static struct bytes host_of_authority(struct bytes rest)
{
	struct bytes host, before;

	if (!bytes_starts(rest, BYTES("//")))
		return ABSENT;
	rest = bytes_skip(rest, 2);
	bytes_cut(rest, '/', &host, &before);
	bytes_cut_last(host, '@', &before, &host);
	bytes_cut(host, ':', &host, &before);
	return host.len > 0 ? host : ABSENT;
}

struct bytes dmarc_uri_domain(struct bytes uri)
{
	struct bytes rest, scheme = scheme_of(uri, &rest);

	if (!bytes_present(scheme))
		return ABSENT;
	return bytes_ieq(scheme, BYTES("mailto")) ? domain_of_address(rest)
						  : host_of_authority(rest);
}

static const char *uri_mistake(struct bytes uri)
{
	struct bytes rest, scheme = scheme_of(uri, &rest);

	if (uri.len == 0)
		return "an empty place in the list";
	if (!bytes_present(scheme))
		return "not a URI such as mailto:reports@example.com";
	for (size_t i = 0; i < rest.len; i++)
		if (!is_uri_char(rest.ptr[i]))
			return "an octet that a URI cannot have";
	if (bytes_istarts(uri, BYTES("mailto://")))
		return "no slashes stand behind mailto:";
	if (bytes_ieq(scheme, BYTES("mailto")))
		return bytes_present(domain_of_address(rest))
			   ? NULL
			   : "no address after mailto:";
	return rest.len > 0 ? NULL : "nothing after the scheme";
}

/* obs-dmarc-report-size: '!' 1*DIGIT [ "k" / "m" / "g" / "t" ] */
static bool is_size(struct bytes size)
{
	uint64_t number;

	if (size.len > 1 && one_of(ascii_lower(size.ptr[size.len - 1]), "kmgt"))
		size.len--;
	return bytes_number(size, UINT64_MAX, &number);
}

bool dmarc_uri_next(struct bytes *rest, struct bytes *uri, const char **mistake)
{
	struct bytes before, size;

	if (!bytes_present(*rest))
		return false;
	bytes_cut(*rest, ',', uri, rest);
	*uri = bytes_trim(*uri);
	if (bytes_cut_last(*uri, '!', &before, &size) && is_size(size))
		*uri = before;
	*mistake = uri_mistake(*uri);
	return true;
}
