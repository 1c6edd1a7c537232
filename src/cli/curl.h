/* One HTTP request, made by a curl of the system. */
#ifndef CLI_CURL_H
#define CLI_CURL_H

#include "base/buf.h"

#define CURL_SECONDS "10" /* for everything, from the name to the last byte */

struct curl_response {
	int exit; /* of curl: 0 if there was an answer */
	int status; /* HTTP's, 0 if there was none */
	struct buf all; /* as curl printed it */
	const char *body; /* in all; nbody bytes, cut off at 64 KiB */
	size_t nbody;
};

/*
 * Sends GET to url with the n bytes at headers ("Name: value" lines), which
 * curl reads from a pipe. Nothing of the user's counts: no .curlrc, no proxy,
 * no redirect is followed, and the environment is empty but for PATH and where
 * the certificates are. Returns 0, or -1 with errno: ENOENT when there is no
 * curl. Caller frees with curl_free() in either case.
 */
int curl_get(struct curl_response *r, const char *url, const char *headers,
	size_t n);

/* Returns what an exit status of curl that is not 0 means. */
const char *curl_failure(int exit);

/* Wipes and frees what r holds. May be repeated. */
void curl_free(struct curl_response *r);

#endif
