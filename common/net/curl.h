/*
 * curl - libcurl, loaded when something is to be sent, or SES or who gives
 * out tokens asked
 *
 * What does not send should not pay 7 ms for loading it.  Only the OpenSSL
 * build will do: it lets us see when TLS begins, and trusts what the rest of
 * the program trusts.
 */
#ifndef COMMON_NET_CURL_H
#define COMMON_NET_CURL_H

#include "common/base/fault.h"
#include <curl/curl.h>

struct curl {
	CURL *(*easy_init)(void);
	void (*easy_cleanup)(CURL *);
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_perform)(CURL *);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	CURLcode (*easy_send)(CURL *, const void *, size_t, size_t *);
	CURLcode (*easy_recv)(CURL *, void *, size_t, size_t *);
	const char *(*easy_strerror)(CURLcode);
	struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
	void (*slist_free_all)(struct curl_slist *);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_cleanup)(CURLM *);
	CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
	CURLMcode (*multi_add_handle)(CURLM *, CURL *);
	CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
	CURLMcode (*multi_socket_action)(CURLM *, curl_socket_t, int, int *);
	CURLMsg *(*multi_info_read)(CURLM *, int *);
	CURLcode (*global_init)(long);
	curl_version_info_data *(*version_info)(CURLversion);
};

/* The same one for the whole run and all threads; NULL and FAULT_OURS when it
 * is missing. */
const struct curl *curl_load(struct fault *fault);

#endif
