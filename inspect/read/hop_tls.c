#include "inspect/read/hop_tls.h"

#include "common/base/names.h"

static const char *const openings[] = { "using TLS", "using SSL",
	"version=", "TLS", "SSL", NULL };

static const char *const encrypting[] = { "SMTPS", "ESMTPS", "ESMTPSA", "LMTPS",
	"LMTPSA", "UTF8SMTPS", "UTF8SMTPSA", "UTF8LMTPS", "UTF8LMTPSA", "HTTPS",
	NULL };

static bool is_about_tls(struct bytes comment)
{
	/* "(tls1.example.com [192.0.2.1])" is a name. */
	if (bytes_find(comment, BYTES("[")) != NULL)
		return false;
	for (int i = 0; openings[i] != NULL; i++)
		if (bytes_istarts(comment, bytes_of(openings[i])))
			return true;
	return bytes_iends(comment, BYTES(" encrypted"));
}

static bool is_separator(char c)
{
	return is_blank(c) || c == ':' || c == ',' || c == ';' || c == '(' ||
	       c == ')' || c == '=' || c == '\0';
}

static struct bytes next_token(struct bytes *rest)
{
	while (rest->len > 0 && is_separator(rest->ptr[0]))
		*rest = bytes_skip(*rest, 1);
	size_t len = 0;
	while (len < rest->len && !is_separator(rest->ptr[len]))
		len++;
	struct bytes token = bytes_first(*rest, len);
	*rest = bytes_skip(*rest, len);
	return token;
}

/* "TLSv1.3", "TLS1_3", "TLS1.3", "SSLv3": the digits; absent: none such. */
static struct bytes version_of(struct bytes token)
{
	if (!bytes_istarts(token, BYTES("TLS")) &&
	    !bytes_istarts(token, BYTES("SSL")))
		return ABSENT;
	struct bytes digits = bytes_skip(token, 3);
	if (digits.len > 0 && ascii_lower(digits.ptr[0]) == 'v')
		digits = bytes_skip(digits, 1);
	bool one = digits.len == 1 && is_digit(digits.ptr[0]);
	bool two = digits.len == 3 && is_digit(digits.ptr[0]) &&
		   (digits.ptr[1] == '.' || digits.ptr[1] == '_') &&
		   is_digit(digits.ptr[2]);
	return one || two ? digits : ABSENT;
}

/* Cipher suites have a digit and a joint: AES128-SHA, TLS_AES_128_GCM_SHA256.
 */
static bool is_cipher(struct bytes token)
{
	bool digit = false;
	bool joint = false;

	for (size_t i = 0; i < token.len; i++) {
		digit |= is_digit(token.ptr[i]);
		joint |= token.ptr[i] == '-' || token.ptr[i] == '_';
	}
	return digit && joint;
}

static struct bytes version_text(
    struct arena *arena, struct bytes family, struct bytes digits)
{
	bool minor = digits.len > 2;
	struct bytes text = arena_join(
	    arena, family, bytes_first(digits, 1), minor ? BYTES(".") : ABSENT);

	return minor ? arena_join(arena, text, bytes_skip(digits, 2), ABSENT)
		     : text;
}

struct bytes hop_tls_read(struct arena *arena, struct bytes comment)
{
	struct bytes version = ABSENT;
	struct bytes cipher = ABSENT;
	struct bytes family = BYTES("TLS");

	if (!is_about_tls(comment))
		return ABSENT;
	for (struct bytes rest = comment; rest.len > 0;) {
		struct bytes token = next_token(&rest);
		struct bytes digits = version_of(token);
		if (bytes_present(digits) && !bytes_present(version)) {
			version = digits;
			family = bytes_first(token, 3);
		} else if (!bytes_present(cipher) && is_cipher(token)) {
			cipher = token;
		}
	}
	if (!bytes_present(version) && !bytes_present(cipher))
		return ABSENT;
	if (!bytes_present(version))
		return arena_join(arena, BYTES("TLS "), cipher, ABSENT);
	struct bytes text = version_text(arena, family, version);
	return bytes_present(cipher)
		   ? arena_join(arena, text, BYTES(" "), cipher)
		   : text;
}

bool hop_with_encrypts(struct bytes with)
{
	return word_listed(encrypting, with);
}
