#include "mailplumb/dns/ses_asking.h"

#include "common/mail/address.h"
#include "common/net/domain.h"

#define PATIENCE       8000 /* ms for all questions about a sender */
#define SECRET_TIMEOUT 60000

/* ---- whom to ask of --------------------------------------------------------
 */

static void add(struct ses_word *word, struct bytes name)
{
	if (!bytes_present(name) || word->count == SES_ASKED_MOST)
		return;
	for (size_t i = 0; i < word->count; i++)
		if (bytes_ieq(word->identities[i].name, name))
			return;
	word->identities[word->count++].name = name;
}

/* The address, its domain and those above, most exact first; the identity of
 * the configuration takes its place among them or comes last. */
static void add_all(struct ses_word *word, struct arena *arena,
    const struct sender_settings *sender)
{
	struct bytes identity = word->configured.identity;
	struct address address;

	if (address_read(arena, sender->from, &address)) {
		struct bytes domain = domain_read(arena, address.domain);
		if (bytes_present(domain))
			add(word, arena_printf(arena, "%.*s@%.*s",
				      FMT(address.local), FMT(domain)));
		for (; domain_labels(domain) > 1;
		     domain = domain_parent(domain))
			add(word, domain);
	}
	add(word, identity);
}

static struct bytes domain_of(const struct ses_asked *asked)
{
	return ses_asked_domain(asked);
}

static bool is_address(const struct ses_asked *asked)
{
	return domain_of(asked).len != asked->name.len;
}

/* ---- asking ----------------------------------------------------------------
 */

static void ask_of(struct ses_api_session *session, struct ses_asked *asked)
{
	struct ses_told told;

	ses_api_identity(session, asked->name, &told, &asked->is);
	asked->answer = told.answer;
	asked->detail = told.detail;
}

/* Domains first, since they tell most; those above only while none is found.
 * What need not be asked is taken out. */
static void ask_domains(struct ses_api_session *session, struct ses_word *word)
{
	size_t kept = 0;
	bool found = false;

	for (size_t i = 0; i < word->count; i++) {
		struct ses_asked *asked = &word->identities[i];
		if (found)
			continue;
		if (!is_address(asked)) {
			ask_of(session, asked);
			found = asked->answer != SES_NOT_FOUND;
		}
		word->identities[kept++] = *asked;
	}
	word->count = kept;
}

static void ask(struct ses_api_session *session, struct ses_word *word)
{
	struct ses_told told;

	if (!word->elsewhere)
		ask_domains(session, word);
	ses_api_account(session, &told, &word->account);
	word->account_answer = told.answer;
	word->account_detail = told.detail;
	if (word->elsewhere)
		word->count = 0;
	for (size_t i = 0; i < word->count; i++)
		if (is_address(&word->identities[i]))
			ask_of(session, &word->identities[i]);
}

static struct ses_word *word_new(
    struct arena *arena, const struct sender_settings *sender)
{
	struct ses_word *word = arena_new(arena, struct ses_word);
	const struct compose_ses *ses = sender->ses;

	word->region = arena_lower(arena, sender->server.region);
	word->endpoint = sender->api_endpoint;
	word->configured = sender_expected(arena, sender);
	word->elsewhere =
	    bytes_present(ses->source_arn) || bytes_present(ses->from_arn);
	add_all(word, arena, sender);
	return word;
}

static bool key_at_hand(struct arena *arena,
    const struct sender_settings *sender, struct aws_profile *key)
{
	const struct login_settings *login = &sender->login;
	const struct credential_sources sources = {
		.access_key_id = login->access_key_id,
		.secret_access_key = login->secret_access_key.source,
		.profile = login->profile,
	};

	return access_key_find(arena, &sources, SECRET_TIMEOUT, key);
}

const struct ses_word *sender_ask_ses(struct arena *arena,
    const struct sender_settings *sender, const struct aws_profile *key,
    const struct ses_note *note)
{
	struct aws_profile found;
	struct ses_api_session session;
	struct fault ignored;

	if (sender->ses == NULL)
		return NULL;
	if (key == NULL && key_at_hand(arena, sender, &found))
		key = &found;
	if (key == NULL || !key->found)
		return NULL;
	const struct ses_api api = {
		.endpoint = sender->api_endpoint,
		.region = sender->server.region,
		.ca_file = sender->server.ca_file,
		.key = { key->access_key_id, key->secret_access_key,
		    key->session_token },
		.timeout = PATIENCE,
		.note = note != NULL ? note->call : NULL,
		.context = note != NULL ? note->context : NULL,
	};
	if (!ses_api_open(&session, arena, &api, &ignored))
		return NULL;
	struct ses_word *word = word_new(arena, sender);
	ask(&session, word);
	ses_api_close(&session);
	return word;
}

/* ---- in a thread ------------------------------------------------------------
 */

static void *run(void *context)
{
	struct ses_asking *asking = context;

	asking->word = sender_ask_ses(
	    asking->arena, asking->sender, &asking->key, &asking->note);
	return NULL;
}

void ses_asking_start(struct ses_asking *asking)
{
	if (asking->sender->ses == NULL || !asking->key.found)
		return;
	asking->arena = arena_open();
	asking->runs = pthread_create(&asking->thread, NULL, run, asking) == 0;
}

const struct ses_word *ses_asking_word(struct ses_asking *asking)
{
	if (asking->runs)
		pthread_join(asking->thread, NULL);
	asking->runs = false;
	return asking->word;
}

void ses_asking_close(struct ses_asking *asking)
{
	ses_asking_word(asking);
	arena_close(asking->arena);
	asking->arena = NULL;
}
