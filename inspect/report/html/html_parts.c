#include "inspect/report/html/parts.h"

#include "inspect/report/branches.h"

void fold_open(struct text *out, const char *title, struct bytes remark)
{
	html_put(out, "<details class=\"fold\"><summary>$", bytes_of(title));
	if (bytes_present(remark))
		html_put(out, " <span class=\"dim\">$</span>", remark);
	html_add(out, "</summary><div>\n");
}

void fold_close(struct text *out)
{
	html_add(out, "</div></details>\n");
}

void html_pair(struct text *out, const char *label, struct bytes value)
{
	if (bytes_present(value))
		html_put(out, "<dt>$</dt><dd>$</dd>\n", bytes_of(label), value);
}

struct bytes html_count(const struct inspection *in, size_t n)
{
	return arena_printf(in->arena, "%zu", n);
}

enum tone result_tone(enum auth_result result)
{
	switch (result) {
	case AUTH_PASS:
		return TONE_GOOD;
	case AUTH_ABSENT:
		return TONE_FAINT;
	case AUTH_TEMPERROR:
	case AUTH_OTHER:
		return TONE_UNSURE;
	default:
		return TONE_BAD;
	}
}

void html_result(struct text *out, enum auth_result result)
{
	enum tone tone = result_tone(result);

	html_put(out, "<span class=\"$\">$ $</span>", html_tone(tone),
	    html_mark(tone), bytes_of(result_shown(result)));
}
