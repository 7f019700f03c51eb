#include "oauth/redirect.h"

#include "common/net/http.h"

/* ---- the query ----------------------------------------------------------- */

struct query {
	struct bytes code, state, error, description;
};

/* False when one stands twice: then it is not what a provider sends. */
static bool take(struct query *query, struct bytes name, struct bytes value)
{
	const struct {
		struct bytes name;
		struct bytes *to;
	} known[] = {
		{ BYTES("code"), &query->code },
		{ BYTES("state"), &query->state },
		{ BYTES("error"), &query->error },
		{ BYTES("error_description"), &query->description },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (bytes_eq(name, known[i].name)) {
			if (bytes_present(*known[i].to))
				return false;
			*known[i].to = value;
		}
	return true;
}

static bool query_read(
    struct query *query, struct arena *arena, struct bytes text)
{
	struct bytes one, name, value;

	*query = (struct query){ .code = ABSENT };
	while (bytes_present(text)) {
		bytes_cut(text, '&', &one, &text);
		if (!bytes_cut(one, '=', &name, &value))
			value = BYTES("");
		if (!take(query, name, http_form_value(arena, value)))
			return false;
	}
	return true;
}

/* ---- the request --------------------------------------------------------- */

/* Up to the empty line; false when it is not there yet. */
static bool is_whole(struct bytes head)
{
	return bytes_find(head, BYTES("\r\n\r\n")) != NULL ||
	       bytes_find(head, BYTES("\n\n")) != NULL;
}

/* The value of the one Host field; absent for none or several. */
static struct bytes host_of(struct bytes fields)
{
	struct bytes line, name, value, host = ABSENT;

	while (bytes_line(&fields, &line) && line.len > 0) {
		if (!bytes_cut(line, ':', &name, &value) ||
		    !bytes_ieq(name, BYTES("host")))
			continue;
		if (bytes_present(host))
			return ABSENT;
		host = bytes_trim(value);
	}
	return host;
}

static enum redirect_kind query_take(
    struct oauth_redirect *redirect, const struct query *query)
{
	if (oauth_token_usable(query->code) && !bytes_present(query->error)) {
		redirect->code = query->code;
		return REDIRECT_GRANTED;
	}
	if (!bytes_present(query->error))
		return REDIRECT_FOREIGN;
	redirect->answer.error = bytes_first(query->error, 64);
	redirect->answer.description =
	    bytes_first(query->description, OAUTH_WORDS_MOST);
	return REDIRECT_REFUSED;
}

enum redirect_kind oauth_redirect_read(struct oauth_redirect *redirect,
    struct arena *arena, struct bytes head, struct bytes host,
    struct bytes state)
{
	struct bytes line, method, target, version, path, text;
	struct query query;

	*redirect = (struct oauth_redirect){ .code = ABSENT };
	if (!is_whole(head))
		return REDIRECT_PARTIAL;
	bytes_line(&head, &line);
	bytes_cut(line, ' ', &method, &target);
	bytes_cut(target, ' ', &target, &version);
	bytes_cut(target, '?', &path, &text);
	if (!bytes_eq(method, BYTES("GET")) || !bytes_eq(path, BYTES("/")) ||
	    !bytes_starts(version, BYTES("HTTP/1.")))
		return REDIRECT_NO_PAGE;
	if (!bytes_ieq(host_of(head), host) ||
	    !query_read(&query, arena, text) || !bytes_eq(query.state, state))
		return REDIRECT_FOREIGN;
	return query_take(redirect, &query);
}

/* ---- the page ------------------------------------------------------------ */

static const struct {
	const char *status, *title, *text;
} pages[] = {
	[REDIRECT_PARTIAL] = { "400 Bad Request", "Not understood",
	    "This is no request that mailplumb understands." },
	[REDIRECT_NO_PAGE] = { "404 Not Found", "No such page",
	    "There is no such page here." },
	[REDIRECT_FOREIGN] = { "400 Bad Request", "Not asked for",
	    "This is not the answer for which mailplumb is waiting." },
	[REDIRECT_GRANTED] = { "200 OK", "Consent given",
	    "mailplumb goes on in the terminal. This page can be closed." },
	[REDIRECT_REFUSED] = { "200 OK", "Consent refused",
	    "mailplumb tells more in the terminal. This page can be closed." },
};

struct bytes oauth_redirect_page(struct arena *arena, enum redirect_kind kind)
{
	struct bytes page = arena_printf(arena,
	    "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
	    "<title>%s</title><h1>%s</h1><p>%s</p></html>\n",
	    pages[kind].title, pages[kind].title, pages[kind].text);

	return arena_printf(arena,
	    "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n"
	    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
	    "Content-Security-Policy: default-src 'none'\r\n"
	    "X-Content-Type-Options: nosniff\r\n\r\n%.*s",
	    pages[kind].status, page.len, FMT(page));
}
