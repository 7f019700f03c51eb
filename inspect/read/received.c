#include "inspect/read/received.h"

#include "common/base/names.h"
#include "common/mail/date.h"
#include "common/mail/grammar.h"
#include "common/mail/limits.h"
#include "common/net/ip.h"
#include "inspect/read/hop_tls.h"
#include "inspect/read/message.h"

enum clause {
	CLAUSE_NONE,
	CLAUSE_FROM,
	CLAUSE_BY,
	CLAUSE_VIA,
	CLAUSE_WITH,
	CLAUSE_ID,
	CLAUSE_FOR,
	CLAUSE_TLS,	  /* Exim: "with esmtps (TLS1.3) tls CIPHER" */
	CLAUSE_MAIL_FROM, /* mostly a comment, with Haraka a clause */
	CLAUSE_COUNT,
};

static const struct name clause_words[] = {
	{ "from", CLAUSE_FROM },
	{ "by", CLAUSE_BY },
	{ "via", CLAUSE_VIA },
	{ "with", CLAUSE_WITH },
	{ "id", CLAUSE_ID },
	{ "for", CLAUSE_FOR },
	{ "tls", CLAUSE_TLS },
	{ "envelope-from", CLAUSE_MAIL_FROM },
	{ NULL, CLAUSE_NONE },
};

#define COMMENTS_MOST 16 /* Postfix with TLS writes 5 */

struct comment {
	enum clause clause; /* that it stands in */
	struct bytes text;
};

struct clauses {
	struct bytes words[CLAUSE_COUNT]; /* up to a comment */
	struct comment comments[COMMENTS_MOST];
	size_t comment_count;
	struct bytes date;
	bool starttls; /* Mimecast: "with ESMTP with STARTTLS" */
};

/* ---- a field as clauses ------------------------------------------------ */

struct walk {
	struct clauses *clauses;
	enum clause clause;
	bool wants_word; /* the next word is no clause word: "from by" */
	bool closed;	 /* a comment came after the clause's words */
	bool flat;	 /* parentheses do not balance: comments end at ')' */
};

static bool is_word_char(char c)
{
	return c > ';' || /* letters: nearly all */
	       (!is_blank(c) && c != '(' && c != ')' && c != ';');
}

static void walk_comment(struct walk *w, struct scan *s)
{
	struct clauses *c = w->clauses;
	struct scan nested = *s;
	struct bytes text = w->flat ? ABSENT : scan_comment(&nested);

	if (bytes_present(text)) {
		s->at = nested.at;
	} else {
		w->flat = true;
		s->at++;
		text = scan_until(s, ')');
		scan_take(s, ')');
	}
	if (c->comment_count < COMMENTS_MOST)
		c->comments[c->comment_count++] =
		    (struct comment){ w->clause, bytes_trim(text) };
	w->wants_word = false;
	w->closed = bytes_present(c->words[w->clause]);
}

static void walk_word(struct walk *w, struct bytes word)
{
	struct clauses *c = w->clauses;
	int clause =
	    w->wants_word ? CLAUSE_NONE : name_code(clause_words, word);
	struct bytes *words = &c->words[w->clause];

	c->starttls |= bytes_ieq(word, BYTES("STARTTLS"));
	w->wants_word = false;
	if (clause != CLAUSE_NONE) {
		bool again = bytes_present(c->words[clause]);
		w->clause = again ? CLAUSE_NONE : (enum clause)clause;
		w->wants_word = !again;
		w->closed = false;
	} else if (!bytes_present(*words)) {
		*words = word;
	} else if (!w->closed) {
		*words = bytes_between(words->ptr, word.ptr + word.len);
	}
}

static void clauses_read(struct clauses *clauses, struct bytes value)
{
	struct walk w = { .clauses = clauses };
	struct scan s = scan_of(bytes_first(value, LIMIT_VALUE));

	*clauses = (struct clauses){ .comment_count = 0 };
	while (!scan_end(&s)) {
		struct bytes word = scan_while(&s, is_word_char);
		if (word.len > 0) {
			walk_word(&w, word);
		} else if (*s.at == '(') {
			walk_comment(&w, &s);
		} else if (scan_take(&s, ';')) {
			clauses->date = bytes_between(s.at, s.end);
			w.clause = CLAUSE_NONE;
			w.wants_word = false;
		} else {
			s.at++;
		}
	}
}

/* ---- what the clauses tell --------------------------------------------- */

static struct bytes first_word(struct bytes text)
{
	struct scan s = scan_of(bytes_trim(text));

	return scan_while(&s, is_word_char);
}

static struct bytes last_word(struct bytes text)
{
	text = bytes_trim(text);
	size_t start = text.len;

	while (start > 0 && is_word_char(text.ptr[start - 1]))
		start--;
	return bytes_skip(text, start);
}

static bool is_unknown(struct bytes word)
{
	return bytes_ieq(word, BYTES("unknown"));
}

/* A host name as written, without its final dot; absent for "unknown". */
static struct bytes host_name(struct bytes word)
{
	struct bytes ident;
	struct ip ip;

	bytes_cut_last(word, '@', &ident, &word);
	if (word.len > 0 && word.ptr[word.len - 1] == '.')
		word.len--;
	if (word.len == 0 || is_unknown(word) || ip_read(word, &ip))
		return ABSENT;
	return word;
}

/* "[192.0.2.1]" somewhere in `text`; `before` is what stands before it. */
static struct bytes bracketed_ip(
    struct arena *arena, struct bytes text, struct bytes *before)
{
	struct bytes rest, inside, after;

	if (!bytes_cut(text, '[', before, &rest) ||
	    !bytes_cut(rest, ']', &inside, &after))
		return ABSENT;
	return ip_canonical(arena, inside);
}

/* "helo=NAME" of Exim, "HELO NAME" and "EHLO NAME" of qmail and Yahoo. */
static struct bytes helo_in(struct bytes comment)
{
	struct scan s = scan_of(comment);

	while (!scan_end(&s)) {
		scan_while(&s, is_blank);
		struct bytes word = scan_while(&s, is_word_char);
		if (bytes_istarts(word, BYTES("helo=")))
			return bytes_skip(word, 5);
		if (bytes_ieq(word, BYTES("HELO")) ||
		    bytes_ieq(word, BYTES("EHLO")))
			return first_word(bytes_between(s.at, s.end));
		if (word.len == 0 && !scan_end(&s))
			s.at++;
	}
	return ABSENT;
}

/*
 * A comment of the from-clause: "(rdns [ip])", "([ip]:port helo=x)", "(ip)",
 * "(ident@ip)", "(HELO x)".  A name that "may be forged" (sendmail) is none.
 */
static void client_comment(
    struct hop *hop, struct arena *arena, struct bytes comment)
{
	struct bytes before = ABSENT;
	struct bytes helo = helo_in(comment);

	if (bytes_present(helo) && !bytes_present(hop->helo))
		hop->helo = helo;
	if (bytes_present(hop->ip))
		return;
	hop->ip = bracketed_ip(arena, comment, &before);
	if (bytes_present(hop->ip)) {
		struct bytes name = last_word(before);
		hop->nameless =
		    bytes_ifind(comment, BYTES("may be forged")) != NULL ||
		    is_unknown(name);
		if (!hop->nameless)
			hop->rdns = host_name(name);
		return;
	}
	struct bytes ident, host;
	bytes_cut_last(first_word(comment), '@', &ident, &host);
	hop->ip = ip_canonical(arena, host);
}

static bool is_exim(const struct clauses *c)
{
	for (size_t i = 0; i < c->comment_count; i++)
		if (c->comments[i].clause != CLAUSE_FROM &&
		    bytes_istarts(c->comments[i].text, BYTES("Exim ")))
			return true;
	return false;
}

/*
 * Most servers write the HELO after "from".  Those that give it in a comment
 * write the name they found there (qmail, Exim), or the address (Yahoo); Exim
 * leaves the comment out when both names are the same.
 */
static void client_read(
    struct hop *hop, struct arena *arena, const struct clauses *c)
{
	struct bytes words = c->words[CLAUSE_FROM];
	struct bytes name = first_word(words);
	struct bytes before;

	for (size_t i = 0; i < c->comment_count; i++)
		if (c->comments[i].clause == CLAUSE_FROM)
			client_comment(hop, arena, c->comments[i].text);
	bool told = bytes_present(hop->helo);
	if (!bytes_present(hop->rdns) && (told || is_exim(c))) {
		hop->rdns = host_name(name);
		hop->nameless |= is_unknown(name);
	}
	if (!told && name.len > 0)
		hop->helo = name;
	if (!bytes_present(hop->ip))
		hop->ip = bracketed_ip(arena, words, &before);
	if (!bytes_present(hop->ip))
		hop->ip = ip_canonical(arena, name);
}

/* "(envelope-from <a@example.com>)", with maddy "(envelope-sender ...". */
static struct bytes mail_from_of(const struct clauses *c)
{
	struct bytes words = c->words[CLAUSE_MAIL_FROM];

	for (size_t i = 0; i < c->comment_count; i++) {
		struct bytes text = c->comments[i].text;
		struct bytes word = first_word(text);
		if (bytes_ieq(word, BYTES("envelope-from")) ||
		    bytes_ieq(word, BYTES("envelope-sender")))
			words = bytes_trim(bytes_skip(text, word.len));
	}
	return value_without_angles(words);
}

static void tls_read(
    struct hop *hop, struct arena *arena, const struct clauses *c)
{
	struct bytes cipher = first_word(c->words[CLAUSE_TLS]);

	for (size_t i = 0; i < c->comment_count; i++)
		if (!bytes_present(hop->tls))
			hop->tls = hop_tls_read(arena, c->comments[i].text);
	if (bytes_present(hop->tls) && cipher.len > 0)
		hop->tls = arena_join(arena, hop->tls, BYTES(" "), cipher);
	hop->encrypted = bytes_present(hop->tls) || c->starttls ||
			 hop_with_encrypts(first_word(hop->with));
}

static struct bytes word_of(const struct clauses *c, enum clause clause)
{
	struct bytes word = first_word(c->words[clause]);

	return word.len > 0 ? word : ABSENT;
}

static struct hop *hop_read(struct arena *arena, const struct field *field)
{
	struct hop *hop = arena_new(arena, struct hop);
	struct clauses c;

	clauses_read(&c, field->value);
	hop->field = field;
	hop->by = host_name(first_word(c.words[CLAUSE_BY]));
	if (!bytes_present(hop->by))
		hop->by = word_of(&c, CLAUSE_BY);
	hop->with = c.words[CLAUSE_WITH];
	hop->id = word_of(&c, CLAUSE_ID);
	hop->recipient = value_without_angles(word_of(&c, CLAUSE_FOR));
	hop->mail_from = mail_from_of(&c);
	client_read(hop, arena, &c);
	tls_read(hop, arena, &c);
	hop->time = bytes_present(c.date) ? date_read(c.date) : TIME_UNKNOWN;
	hop->delay = TIME_UNKNOWN;
	return hop;
}

struct hop *received_read(struct arena *arena, const struct message *message)
{
	struct hop *first = NULL;
	struct hop **last = &first;
	struct hop *above = NULL;
	size_t count = 0;

	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		if (field->id != FIELD_RECEIVED || count++ >= LIMIT_HOPS)
			continue;
		struct hop *hop = hop_read(arena, field);
		if (above != NULL && above->time != TIME_UNKNOWN &&
		    hop->time != TIME_UNKNOWN)
			above->delay = above->time - hop->time;
		*last = above = hop;
		last = &hop->next;
	}
	return first;
}
