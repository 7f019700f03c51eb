#include "common/net/curl.h"

#include "common/base/library.h"
#include <pthread.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"
#define PACKAGE "libcurl4"

#define OLDEST 0x075500 /* 7.85 brought CURLOPT_PROTOCOLS_STR */

#define FUNCTION(name)                                     \
	{                                                  \
		"curl_" #name, offsetof(struct curl, name) \
	}

static const struct library_function functions[] = {
	FUNCTION(easy_init),
	FUNCTION(easy_cleanup),
	FUNCTION(easy_setopt),
	FUNCTION(easy_perform),
	FUNCTION(easy_getinfo),
	FUNCTION(easy_send),
	FUNCTION(easy_recv),
	FUNCTION(easy_strerror),
	FUNCTION(slist_append),
	FUNCTION(slist_free_all),
	FUNCTION(multi_init),
	FUNCTION(multi_cleanup),
	FUNCTION(multi_setopt),
	FUNCTION(multi_add_handle),
	FUNCTION(multi_remove_handle),
	FUNCTION(multi_socket_action),
	FUNCTION(multi_info_read),
	FUNCTION(global_init),
	FUNCTION(version_info),
};

static bool check_build(const struct curl *curl, struct fault *fault)
{
	const curl_version_info_data *is = curl->version_info(CURLVERSION_NOW);

	if (is->version_num < OLDEST)
		return fault_set(fault, FAULT_OURS,
		    LIBRARY " is version %s; 7.85.0 or newer is needed",
		    is->version);
	if (is->ssl_version == NULL ||
	    strncmp(is->ssl_version, "OpenSSL/", 8) != 0)
		return fault_set(fault, FAULT_OURS,
		    LIBRARY " is built with %s: install the OpenSSL build, "
			    "package " PACKAGE,
		    is->ssl_version != NULL ? is->ssl_version : "no TLS");
	return true;
}

static bool load(struct curl *curl, struct fault *fault)
{
	static const struct library library = { LIBRARY, PACKAGE,
		"sending, and asking servers of the web, needs libcurl",
		functions, sizeof(functions) / sizeof(functions[0]) };

	if (!library_load(&library, curl, fault) || !check_build(curl, fault))
		return false;
	if (curl->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return fault_set(
		    fault, FAULT_OURS, LIBRARY " could not be initialised");
	return true;
}

const struct curl *curl_load(struct fault *fault)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct curl curl;
	static bool loaded;

	pthread_mutex_lock(&lock);
	if (!loaded)
		loaded = load(&curl, fault);
	bool done = loaded;
	pthread_mutex_unlock(&lock);
	return done ? &curl : NULL;
}
