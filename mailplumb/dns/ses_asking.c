#include "mailplumb/dns/ses_asking.h"

#include "common/base/pool.h"
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

/* For who cannot wait for the rest. */
static void tell_domains(struct ses_asking *asking, const struct ses_word *word)
{
	struct ses_word *domains = &asking->domains;

	pthread_mutex_lock(&asking->lock);
	*domains = *word;
	domains->count = 0;
	for (size_t i = 0; i < word->count && !word->elsewhere; i++)
		if (!is_address(&word->identities[i]))
			domains->identities[domains->count++] =
			    word->identities[i];
	asking->domains_told = true;
	pthread_cond_signal(&asking->news);
	pthread_mutex_unlock(&asking->lock);
}

static void ask(struct ses_api_session *session, struct ses_word *word,
    struct ses_asking *asking)
{
	struct ses_told told;

	if (!word->elsewhere)
		ask_domains(session, word);
	if (asking != NULL)
		tell_domains(asking, word);
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

bool ses_key_find(struct arena *arena, const struct sender_settings *sender,
    struct aws_profile *key)
{
	const struct login_settings *login = &sender->login;
	const struct credential_sources sources = {
		.access_key_id = login->access_key_id,
		.secret_access_key = login->secret_access_key.source,
		.profile = login->profile,
	};

	*key = (struct aws_profile){ 0 };
	return sender->ses != NULL &&
	       access_key_find(arena, &sources, SECRET_TIMEOUT, key);
}

/* `asking` NULL: nobody waits for a part of it. */
static const struct ses_word *ask_with(struct arena *arena,
    const struct sender_settings *sender, const struct aws_profile *key,
    const struct ses_note *note, struct ses_asking *asking)
{
	struct ses_api_session session;
	struct fault ignored;

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
	ask(&session, word, asking);
	ses_api_close(&session);
	return word;
}

const struct ses_word *sender_ask_ses(struct arena *arena,
    const struct sender_settings *sender, const struct aws_profile *key,
    const struct ses_note *note)
{
	struct aws_profile found;

	if (key == NULL && ses_key_find(arena, sender, &found))
		key = &found;
	return sender->ses != NULL && key != NULL && key->found
		   ? ask_with(arena, sender, key, note, NULL)
		   : NULL;
}

/* ---- in a thread ------------------------------------------------------------
 */

static void *run(void *context)
{
	struct ses_asking *asking = context;

	asking->word = ask_with(
	    asking->arena, asking->sender, &asking->key, &asking->note, asking);
	pthread_mutex_lock(&asking->lock);
	asking->domains_told = true; /* or never will be */
	pthread_cond_signal(&asking->news);
	pthread_mutex_unlock(&asking->lock);
	pool_clear(); /* of what JSON was read with in this thread */
	return NULL;
}

/* Waiting goes by the clock that nobody sets. */
static bool lock_open(struct ses_asking *asking)
{
	pthread_condattr_t attributes;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	bool done =
	    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	    pthread_cond_init(&asking->news, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	if (done && pthread_mutex_init(&asking->lock, NULL) != 0) {
		pthread_cond_destroy(&asking->news);
		return false;
	}
	return done;
}

static void lock_close(struct ses_asking *asking)
{
	pthread_cond_destroy(&asking->news);
	pthread_mutex_destroy(&asking->lock);
}

void ses_asking_start(struct ses_asking *asking)
{
	if (asking->sender->ses == NULL || !asking->key.found ||
	    !lock_open(asking))
		return;
	asking->arena = arena_open();
	asking->started = clock_running();
	asking->runs = pthread_create(&asking->thread, NULL, run, asking) == 0;
	if (!asking->runs)
		lock_close(asking);
}

const struct ses_word *ses_asking_domains(
    struct ses_asking *asking, int64_t patience)
{
	int64_t end = asking->started + patience;
	struct timespec until = { .tv_sec = (time_t)(end / 1000),
		.tv_nsec = (long)(end % 1000) * 1000000 };
	int waited = 0;

	if (!asking->runs)
		return NULL;
	pthread_mutex_lock(&asking->lock);
	while (!asking->domains_told && waited == 0)
		waited = pthread_cond_timedwait(
		    &asking->news, &asking->lock, &until);
	bool told = asking->domains_told && asking->domains.count > 0;
	pthread_mutex_unlock(&asking->lock);
	return told ? &asking->domains : NULL;
}

const struct ses_word *ses_asking_word(struct ses_asking *asking)
{
	if (asking->runs) {
		pthread_join(asking->thread, NULL);
		lock_close(asking);
	}
	asking->runs = false;
	return asking->word;
}

void ses_asking_close(struct ses_asking *asking)
{
	ses_asking_word(asking);
	arena_close(asking->arena);
	asking->arena = NULL;
}
