/*
 * settings_type - the types of settings: a node of YAML into a member
 *
 * A map of the configuration is a table of rows; a row names a key, the
 * function that reads its value and where the value goes:
 *
 *	static const struct setting_row smtp_rows[] = {
 *		{ SETTING("url", setting_text, offsetof(struct smtp, url)),
 *		    .required = true },
 *		{ SETTING("max_rate", setting_number,
 *			offsetof(struct smtp, max_rate)),
 *		    .least = 1, .most = 10000 },
 *		{ 0 },
 *	};
 *
 * Types are strict: 010, 1.5, 587x and "587" are no numbers, yes is neither
 * true nor false, a duration has a unit.  Each function fills a fault that
 * names file, line and key.
 */
#ifndef MAILPLUMB_SETTINGS_SETTINGS_TYPE_H
#define MAILPLUMB_SETTINGS_SETTINGS_TYPE_H

#include "common/base/names.h"
#include "mailplumb/settings/settings.h"
#include "mailplumb/settings/yaml.h"

struct setting_row;

/* A value and all that is needed to read it. */
struct setting {
	struct arena *arena;
	struct settings *settings;
	struct place place; /* of this value: its file, line, whole key */
	const struct yaml_node *node;
	const struct setting_row *row; /* NULL for the whole file */
	struct fault *fault;
};

struct setting_row {
	const char *key;
	bool (*read)(const struct setting *setting, void *member);
	size_t offset; /* of the member in the struct of its map */
	bool required;
	unsigned least, most;		/* of setting_number */
	const struct name *words;	/* of setting_word, setting_set */
	const struct setting_row *rows; /* of setting_map */
	const char *wants;		/* of setting_form: what is right */
	bool (*fits)(struct bytes text);
};

/* What every row says; the rest by name. */
#define SETTING(key_, read_, offset_) \
	.key = (key_), .read = (read_), .offset = (offset_)

/* "FILE:LINE: KEY: " and the text; returns false. */
bool setting_wrong(const struct setting *setting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The members of a map; `target` is the struct that has them. */
bool setting_members(const struct setting *setting,
    const struct setting_row *rows, void *target);
/* A member or an item of `setting`: the same, with another node and key. */
struct setting setting_below(
    const struct setting *setting, const struct yaml_node *node);

/* The member `key` of the map that `setting` is; itself if there is none. */
struct setting setting_member(const struct setting *setting, const char *key);

/* ---- types; `member` is a pointer to what the comment says -------------- */

bool setting_text(const struct setting *, void *member);     /* struct bytes */
bool setting_form(const struct setting *, void *member);     /* struct bytes */
bool setting_address(const struct setting *, void *member);  /* struct bytes */
bool setting_domain(const struct setting *, void *member);   /* struct bytes */
bool setting_path(const struct setting *, void *member);     /* struct bytes */
bool setting_number(const struct setting *, void *member);   /* unsigned */
bool setting_truth(const struct setting *, void *member);    /* bool */
bool setting_duration(const struct setting *, void *member); /* int64_t, ms */
bool setting_word(const struct setting *, void *member);     /* int */
bool setting_set(const struct setting *, void *member);	     /* unsigned */
bool setting_words(const struct setting *, void *member);    /* struct words */
bool setting_map(const struct setting *, void *member);	     /* its struct */
/* struct secret_setting; the key may end in _file, _command ... */
bool setting_secret(const struct setting *, void *member);

/* Forms of text for setting_form. */
bool form_host_port(struct bytes text);

#endif
