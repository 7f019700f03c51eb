/*
 * transit - what was sent, and what changed on the way; a part of model.h
 *
 * `struct sent` is what the sender knows: from a receipt of `send`, from a
 * file, or from `check` itself.  `struct transit` is what the stage of that
 * name found when it compared the octets with those received.
 *
 * Offsets count octets of the whole message from 0, lines from 1.
 */
#ifndef INSPECT_MODEL_TRANSIT_H
#define INSPECT_MODEL_TRANSIT_H

#include "inspect/model/model.h"

struct sent {
	struct bytes file;    /* its name; absent: none */
	struct bytes raw;     /* absent: not known, `mistake` may tell */
	struct bytes receipt; /* JSON as `send` wrote it; absent: none */
	struct bytes token;
	struct bytes ses_message_id, expected_message_id;
	int64_t queued, accepted; /* TIME_UNKNOWN where not known */
	struct bytes mistake;	  /* why the octets are not believed, or are
				     not there; absent: nothing is wrong */
};

/* ---- the header ---------------------------------------------------------- */

#define FIELD_CHANGES(X)                                            \
	X(ADDED, "added")                                           \
	X(REMOVED, "removed")                                       \
	X(REPLACED, "replaced")                                     \
	X(REFOLDED, "refolded") /* other blanks or folding alone */ \
	X(MOVED, "moved")	/* as it was, among other neighbours */

enum field_change_kind {
#define X(id, word) CHANGE_##id,
	FIELD_CHANGES(X)
#undef X
};

/* Who does so as a matter of course. */
enum changed_by {
	BY_NOBODY, /* nobody who is known to: it may be a fault */
	BY_SES,
	BY_SERVER, /* one that relays or delivers */
	BY_LIST,
};

struct field_change {
	enum field_change_kind kind;
	enum changed_by by;
	const char *why; /* for BY_NOBODY NULL */
	struct bytes name;
	struct bytes sent, received; /* values, unfolded; absent: none */
	size_t position; /* among the received fields from 0; of one that was
			    removed: among those sent */
	const struct hop *below; /* the Received field next above it: that
				    server or one before it; NULL: none */
	struct field_change *next;
};

/* ---- the body ------------------------------------------------------------ */

#define BODY_CHANGES(X)                                                  \
	X(NONE, "none", "the body is as it was sent")                    \
	X(LINE_ENDS, "line-ends", "line ends were changed")              \
	X(WHITE_SPACE, "white-space", "white space was changed")         \
	X(ENCODING, "encoding", "the body was encoded anew")             \
	X(TRACKING, "tracking", "links were rewritten to count clicks")  \
	X(APPENDED, "appended", "text was appended")                     \
	X(PREPENDED, "prepended", "text was put before the body")        \
	X(INSERTED, "inserted", "text was inserted")                     \
	X(REMOVED, "removed", "text was taken out")                      \
	X(CUT, "cut", "the body was cut off")                            \
	X(REBUILT, "rebuilt", "the body was packed into new MIME parts") \
	X(ALTERED, "altered", "the body was altered")

enum body_change_kind {
#define X(id, word, text) BODY_##id,
	BODY_CHANGES(X)
#undef X
};

/* Which white space changed, the least first. */
enum blanks_changed {
	BLANKS_NONE,
	BLANKS_LAST_LINES, /* empty lines at the end: no signature sees them */
	BLANKS_LINE_ENDS,
	BLANKS_RUNS,
	BLANKS_EMPTY_LINES,
	BLANKS_LINES, /* lines are broken elsewhere */
};

struct transit_spot { /* where a difference begins */
	size_t offset, line;
	struct bytes octets; /* from there on; empty: the end */
};

struct body_change {
	enum body_change_kind kind;
	enum blanks_changed blanks; /* also beside another kind */
	bool line_ends;		    /* changed, beside another kind */
	/* Content-Transfer-Encoding; both absent: of no concern. */
	struct bytes encoded_before, encoded_after;
	bool tracking;	    /* SES rewrote links, beside another kind */
	struct bytes part;  /* "2.1", the first MIME part that changed; absent:
			       the body as a whole */
	struct bytes media; /* its type, lower case; absent: not told */
	size_t parts;	    /* how many parts changed, from 1 on */
	struct bytes text;  /* what was appended ... or taken out, decoded */
	struct transit_spot sent, received; /* unless NONE */
};

/* ---- all of it ----------------------------------------------------------- */

struct transit {
	const struct sent *sent;
	bool compared; /* else sent->mistake says why not */
	size_t size;   /* octets sent */
	struct field_change *fields;
	size_t fields_left_out; /* changes that are not listed */
	bool header_partial;	/* a header with more fields than are read */
	struct body_change body;
};

const char *field_change_word(enum field_change_kind kind);
const char *changed_by_word(enum changed_by by); /* NULL for BY_NOBODY */
const char *body_change_word(enum body_change_kind kind);
const char *blanks_changed_text(enum blanks_changed blanks); /* or NULL */

/* h= names this field. */
bool signature_names(const struct dkim_signature *signature, struct bytes name);
/* ... of any in this list. */
bool signatures_name(
    const struct dkim_signature *signatures, struct bytes name);

/* Octets for people: line ends, tabs and blanks at the ends of lines shown as
 * \r \n \t \x20; what else is unfit for a terminal is left to its writer. */
struct bytes octets_visible(struct arena *arena, struct bytes octets);

/* "a footer of 142 octets was appended (part 2, text/html)": how the body
 * changed, one clause. */
struct bytes body_change_said(
    struct arena *arena, const struct body_change *change);

#endif
