/* The rules of checks.h on hosts, addresses and URLs. */
#ifndef KONG_ADDRESSES_H
#define KONG_ADDRESSES_H

#include "kong/paths.h"

/* Each returns as check_string() does, whose rule has the same name. */
const char *address_host(
	const char *s, size_t n, const struct check_context *c);
const char *address_host_port(
	const char *s, size_t n, const struct check_context *c);
const char *address_upstream_name(
	const char *s, size_t n, const struct check_context *c);
const char *address_route_host(
	const char *s, size_t n, const struct check_context *c);
const char *address_sni(const char *s, size_t n, const struct check_context *c);
const char *address_wildcard_sni(
	const char *s, size_t n, const struct check_context *c);
const char *address_route_sni(
	const char *s, size_t n, const struct check_context *c);
const char *address_ip_or_cidr(
	const char *s, size_t n, const struct check_context *c);
const char *address_route_ip(
	const char *s, size_t n, const struct check_context *c);
const char *address_url(const char *s, size_t n, const struct check_context *c);
const char *address_service_url(
	const char *s, size_t n, const struct check_context *c);

#endif
