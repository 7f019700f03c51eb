#include "common/net/ip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* RFC 6890 and its registries; 100.64/10 is RFC 6598, 2002::/16 below. */
static const struct {
	int family;
	unsigned bits;
	unsigned char octets[16];
} local_nets[] = {
	{ 4, 8, { 0 } },
	{ 4, 8, { 10 } },
	{ 4, 10, { 100, 64 } },
	{ 4, 8, { 127 } },
	{ 4, 16, { 169, 254 } },
	{ 4, 12, { 172, 16 } },
	{ 4, 16, { 192, 168 } },
	{ 4, 4, { 224 } },
	{ 4, 4, { 240 } },
	{ 6, 127, { 0 } },
	{ 6, 7, { 0xfc } },
	{ 6, 10, { 0xfe, 0x80 } },
	{ 6, 8, { 0xff } },
};

static void ip_of_4(struct ip *ip, const unsigned char octets[4])
{
	struct ip four = { .family = 4 };

	memcpy(four.octets, octets, 4);
	*ip = four;
}

static bool is_mapped(const unsigned char octets[16])
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(octets, prefix, sizeof(prefix)) == 0;
}

static struct bytes unwrap(struct bytes text)
{
	if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
		text = (struct bytes){ text.ptr + 1, text.len - 2 };
	if (bytes_istarts(text, BYTES("IPv6:")))
		text = bytes_skip(text, 5);
	return text;
}

/* One to three digits, no needless zero, at most 255. */
static bool octet_take(struct bytes *rest, unsigned char *octet)
{
	unsigned n = 0;
	size_t len = 0;

	for (; len < rest->len && len < 3 && is_digit(rest->ptr[len]); len++)
		n = n * 10 + (unsigned)(rest->ptr[len] - '0');
	if (len == 0 || n > 255 || (len > 1 && rest->ptr[0] == '0'))
		return false;
	*rest = bytes_skip(*rest, len);
	*octet = (unsigned char)n;
	return true;
}

static bool read_4(struct bytes text, struct ip *ip)
{
	*ip = (struct ip){ .family = 4 };
	for (int i = 0; i < 4; i++) {
		if (i > 0 && (text.len == 0 || text.ptr[0] != '.'))
			return false;
		text = bytes_skip(text, i > 0);
		if (!octet_take(&text, &ip->octets[i]))
			return false;
	}
	return text.len == 0;
}

static bool read_6(struct bytes text, struct ip *ip)
{
	char copy[IP_TEXT_SIZE];

	*ip = (struct ip){ .family = 6 };
	if (text.len == 0 || text.len >= sizeof(copy) ||
	    memchr(text.ptr, ':', text.len) == NULL ||
	    memchr(text.ptr, '\0', text.len) != NULL)
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return inet_pton(AF_INET6, copy, ip->octets) == 1;
}

bool ip_read_family(struct bytes text, int family, struct ip *ip)
{
	return family == 4 ? read_4(text, ip) : read_6(text, ip);
}

bool ip_read(struct bytes text, struct ip *ip)
{
	text = unwrap(text);
	if (read_4(text, ip))
		return true;
	if (!read_6(text, ip))
		*ip = (struct ip){ 0 };
	else if (is_mapped(ip->octets))
		ip_of_4(ip, ip->octets + 12);
	return ip->family != 0;
}

static unsigned group(const struct ip *ip, int i)
{
	return (unsigned)ip->octets[2 * i] << 8 | ip->octets[2 * i + 1];
}

/* RFC 5952 4.2: the first of the longest runs of two or more groups of 0. */
static int longest_run(const struct ip *ip, int *length)
{
	int best = -1;

	*length = 1;
	for (int i = 0, run = 0; i < 8; i++) {
		run = group(ip, i) == 0 ? run + 1 : 0;
		if (run > *length) {
			*length = run;
			best = i - run + 1;
		}
	}
	return best;
}

static void write_6(const struct ip *ip, char text[IP_TEXT_SIZE])
{
	int length = 0;
	int run = longest_run(ip, &length);
	int len = 0;

	for (int i = 0; i < 8; i++) {
		size_t left = IP_TEXT_SIZE - (size_t)len;
		if (i == run) {
			len += snprintf(text + len, left, "::");
			i += length - 1;
			continue;
		}
		bool colon = i > 0 && (run < 0 || i != run + length);
		len += snprintf(
		    text + len, left, "%s%x", colon ? ":" : "", group(ip, i));
	}
}

static void write_4(const struct ip *ip, char text[IP_TEXT_SIZE])
{
	for (int i = 0; i < 4; i++) {
		unsigned n = ip->octets[i];
		if (n >= 100)
			*text++ = (char)('0' + n / 100);
		if (n >= 10)
			*text++ = (char)('0' + n / 10 % 10);
		*text++ = (char)('0' + n % 10);
		*text++ = i < 3 ? '.' : '\0';
	}
}

char *ip_write(const struct ip *ip, char text[IP_TEXT_SIZE])
{
	text[0] = '\0';
	if (ip->family == 4)
		write_4(ip, text);
	else if (ip->family == 6)
		write_6(ip, text);
	return text;
}

struct bytes ip_canonical(struct arena *arena, struct bytes text)
{
	char written[IP_TEXT_SIZE];
	struct ip ip;

	if (!ip_read(text, &ip))
		return ABSENT;
	return arena_copy(arena, bytes_of(ip_write(&ip, written)));
}

static struct bytes reverse_of_6(const struct ip *ip, char *name)
{
	static const char digits[] = "0123456789abcdef";
	char *at = name;

	for (size_t i = 16; i-- > 0;) {
		*at++ = digits[ip->octets[i] & 15];
		*at++ = '.';
		*at++ = digits[ip->octets[i] >> 4];
		*at++ = '.';
	}
	memcpy(at, "ip6.arpa", 8);
	return bytes_between(name, at + 8);
}

struct bytes ip_reverse(const struct ip *ip, char name[IP_REVERSE_SIZE])
{
	const unsigned char *o = ip->octets;

	if (ip->family == 6)
		return reverse_of_6(ip, name);
	int len = snprintf(name, IP_REVERSE_SIZE, "%u.%u.%u.%u.in-addr.arpa",
	    o[3], o[2], o[1], o[0]);
	return (struct bytes){ name, (size_t)len };
}

bool ip_eq(const struct ip *a, const struct ip *b)
{
	return a->family == b->family &&
	       memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

static bool in_net(const struct ip *ip, const unsigned char *net, unsigned bits)
{
	unsigned whole = bits / 8;
	int mask = 0xff00 >> bits % 8 & 0xff;

	return memcmp(ip->octets, net, whole) == 0 &&
	       (mask == 0 || ((ip->octets[whole] ^ net[whole]) & mask) == 0);
}

bool ip_within(const struct ip *ip, const struct ip *net, unsigned bits)
{
	return ip->family == net->family && in_net(ip, net->octets, bits);
}

bool ip_is_local(const struct ip *ip)
{
	for (size_t i = 0; i < sizeof(local_nets) / sizeof(*local_nets); i++)
		if (ip->family == local_nets[i].family &&
		    in_net(ip, local_nets[i].octets, local_nets[i].bits))
			return true;
	/* 6to4 of a local address (RFC 3056): Gmail's names for its own. */
	if (ip->family == 6 && group(ip, 0) == 0x2002) {
		struct ip inner;
		ip_of_4(&inner, ip->octets + 2);
		return ip_is_local(&inner);
	}
	return false;
}
