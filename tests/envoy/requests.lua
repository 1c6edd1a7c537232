-- What happens to every kind of request, in the official templates and in
-- ours. Usage: requests.lua LDS CONFIG KEYS WORD...
--   LDS     the rendered file as a Lua table
--   CONFIG  all: every key is set; legacy: the opaque pair and its tokens are
--           empty; previous: all, and the keys of before; none: no key is set
--   KEYS    lines of NAME=value, which are both the keys and what was rendered
--   WORD    open-root: anon may read /rest/v1/ itself
--           plain-functions: functions get what the client sent
--           previous-places: the template has a place for previous keys
package.path = (arg[0]:match("^(.*/)") or "./") .. "?.lua;" .. package.path
local gateway = require("gateway")
local lds = gateway.new(dofile(arg[1]))
local config = arg[2]

local keys = {}
for line in io.lines(arg[3]) do
	local name, value = line:match("^([A-Z_]+)=(.*)$")
	keys[name or ""] = value
end
local word = {}
for i = 4, #arg do
	word[arg[i]] = true
end

local anon, service = keys.ANON_KEY, keys.SERVICE_ROLE_KEY
local publishable = keys.SUPABASE_PUBLISHABLE_KEY
local secret = keys.SUPABASE_SECRET_KEY
local anon_token = keys.ANON_KEY_ASYMMETRIC
local service_token = keys.SERVICE_ROLE_KEY_ASYMMETRIC
local old_anon = keys.ANON_KEY_PREVIOUS
local old_service = keys.SERVICE_ROLE_KEY_PREVIOUS
local old_publishable = keys.SUPABASE_PUBLISHABLE_KEY_PREVIOUS
local old_secret = keys.SUPABASE_SECRET_KEY_PREVIOUS
local user = "Bearer eyJh.user.token"

-- Outcomes. What to() does not name is as the client sent it; false: absent.
local function to(cluster, fields, path)
	return { cluster = cluster, fields = fields or {}, path = path }
end
local function no(status, body)
	return { status = status, body = body }
end
local unauthorized = no(401, "Unauthorized")
local forbidden = no(403, "RBAC: access denied")
local function bearer(cluster, key, path)
	return to(cluster, { apikey = key, authorization = "Bearer " .. key },
		path)
end

local passed, failed = 0, 0
local watched = { "authorization", "apikey", "x-api-key", "sb-api-key" }

local function sent(headers, name)
	local found = {}
	for _, pair in ipairs(headers) do
		if pair[1] == name then
			found[#found + 1] = pair[2]
		end
	end
	return #found > 0 and table.concat(found, ",") or nil
end

local function problem(got, wanted, path, headers)
	if wanted.status then
		if got.status ~= wanted.status then
			return got.cluster and "goes to " .. got.cluster or
				"is answered with " .. got.status
		end
		return wanted.body and got.body ~= wanted.body and
			"is answered with another text: " .. tostring(got.body)
	end
	if got.cluster ~= wanted.cluster then
		return "goes to " .. tostring(got.cluster or got.status)
	end
	if got.path ~= (wanted.path or path) then
		return "goes on with another path"
	end
	for _, name in ipairs(watched) do
		local value = wanted.fields[name]
		if value == nil then
			value = sent(headers, name)
		end
		if got.headers:get(name) ~= (value or nil) then
			return "goes on with another " .. name
		end
	end
end

local function row(what, path, headers, wanted)
	local ok, got = pcall(lds.send, lds, path, headers)
	local why = not ok and got or problem(got, wanted, path, headers)
	if why then
		failed = failed + 1
		print(("not ok: %s, %s: %s %s"):format(config, what,
			path:match("^[^?]*"), why))
	else
		passed = passed + 1
	end
end

-- With the opaque keys in use, and without.
local with_opaque = config == "all" or config == "previous"
local with_classic = config ~= "none"
local function opaque(wanted, otherwise)
	return with_opaque and wanted or otherwise or unauthorized
end
local function classic(wanted)
	return with_classic and wanted or unauthorized
end
local function apikey(key)
	return { { "apikey", key } }
end
local function auth(value)
	return { { "authorization", value } }
end
local function both(key, value)
	return { { "apikey", key }, { "authorization", value } }
end

-- Nobody gets in without a key.
for _, path in ipairs({ "/rest/v1/t", "/rest/v1/", "/pg/x", "/auth/v1/user",
	"/graphql/v1", "/realtime/v1/api/x", "/realtime/v1/websocket" }) do
	row("no key", path, {}, unauthorized)
	row("an empty key", path, apikey(""), unauthorized)
	row("an empty key in the query", path .. "?apikey=", {}, unauthorized)
	row("a wrong key", path, apikey("wrong"), unauthorized)
	row("an unknown opaque key", path, apikey("sb_secret_unknown"),
		unauthorized)
	row("a key as Bearer alone", path, auth("Bearer " .. service),
		unauthorized)
	row("two keys", path, { { "apikey", anon }, { "apikey", service } },
		unauthorized)
	row("a blank before the key", path, apikey(" " .. anon), unauthorized)
	row("the key of nobody", path, apikey("${ANON_KEY}"), unauthorized)
	row("a token that is not for clients", path, apikey(anon_token),
		unauthorized)
	row("a token that is not for clients", path, apikey(service_token),
		unauthorized)
	row("an opaque key, percent-encoded", path .. "?apikey=" ..
		publishable:gsub("_", "%%5F"), {}, unauthorized)
end

-- PostgREST.
row("anon", "/rest/v1/t", apikey(anon), classic(bearer("rest", anon)))
row("service", "/rest/v1/t", apikey(service), classic(bearer("rest", service)))
row("publishable", "/rest/v1/t", apikey(publishable),
	opaque(bearer("rest", anon_token)))
row("secret", "/rest/v1/t", apikey(secret),
	opaque(bearer("rest", service_token)))
row("anon, a user's token", "/rest/v1/t", both(anon, user),
	classic(to("rest")))
row("publishable, a user's token", "/rest/v1/t", both(publishable, user),
	opaque(to("rest", { apikey = anon_token })))
row("publishable twice", "/rest/v1/t",
	both(publishable, "Bearer " .. publishable),
	opaque(bearer("rest", anon_token)))
row("publishable, bearer in lower case", "/rest/v1/t",
	both(publishable, "bearer x"), opaque(bearer("rest", anon_token)))
row("in the query", "/rest/v1/t?apikey=" .. publishable .. "&x=1", {},
	opaque(bearer("rest", anon_token,
		"/rest/v1/t?apikey=" .. anon_token .. "&x=1")))
row("anon in the query", "/rest/v1/t?x=1&apikey=" .. anon, {},
	classic(bearer("rest", anon)))
row("secret in the query, anon in the header",
	"/rest/v1/t?apikey=" .. secret, apikey(anon),
	classic(opaque(bearer("rest", service_token,
		"/rest/v1/t?apikey=" .. service_token),
		bearer("rest", anon))))
row("anon in the query, service in the header",
	"/rest/v1/t?apikey=" .. anon, apikey(service),
	classic(bearer("rest", service)))
row("another name in the query", "/rest/v1/t?xapikey=" .. anon, {},
	unauthorized)
row("GraphQL, anon", "/graphql/v1", apikey(anon), classic(bearer("rest", anon)))

-- Its root, and pg-meta: for service_role.
local root = word["open-root"]
row("root, anon", "/rest/v1/", apikey(anon),
	classic(root and bearer("rest", anon) or forbidden))
row("root, anon, with a query", "/rest/v1/?x=1", apikey(anon),
	classic(root and bearer("rest", anon) or forbidden))
row("root, publishable", "/rest/v1/", apikey(publishable),
	opaque(root and bearer("rest", anon_token) or forbidden))
row("root, service", "/rest/v1/", apikey(service),
	classic(bearer("rest", service)))
row("root, secret", "/rest/v1/", apikey(secret),
	opaque(bearer("rest", service_token)))
row("pg-meta, anon", "/pg/x", apikey(anon), classic(forbidden))
row("pg-meta, publishable", "/pg/x", apikey(publishable), opaque(forbidden))
row("pg-meta, service", "/pg/x", apikey(service),
	classic(bearer("meta", service)))
row("pg-meta, secret", "/pg/x", apikey(secret),
	opaque(bearer("meta", service_token)))

-- Auth.
row("a link in a mail", "/auth/v1/verify?token=x", {}, to("auth"))
row("a callback", "/auth/v1/callback", {}, to("auth"))
row("the key set", "/auth/v1/.well-known/jwks.json", {}, to("auth"))
row("the OAuth metadata", "/.well-known/oauth-authorization-server/auth/v1",
	{}, to("auth"))
row("a user, anon", "/auth/v1/user", both(anon, user), classic(to("auth")))

-- Realtime.
row("a socket, anon", "/realtime/v1/websocket?apikey=" .. anon, {},
	classic(to("realtime", { apikey = anon, ["x-api-key"] = anon })))
row("a socket, publishable", "/realtime/v1/websocket?apikey=" .. publishable,
	{}, opaque(to("realtime",
		{ apikey = anon_token, ["x-api-key"] = anon_token },
		"/realtime/v1/websocket?apikey=" .. anon_token)))
row("a socket with another's x-api-key", "/realtime/v1/websocket",
	{ { "apikey", anon }, { "x-api-key", service } },
	classic(to("realtime", { ["x-api-key"] = anon })))
row("its API, service", "/realtime/v1/api/broadcast", apikey(service),
	classic(bearer("realtime", service)))
for _, path in ipairs({ "/realtime/v1/api/tenants",
	"/realtime/v1/api/tenants/x", "/realtime/v1/api/openapi", "/mcp",
	"/api/mcp" }) do
	row("closed", path, apikey(service), forbidden)
	row("closed", path, {}, forbidden)
	row("closed", path, apikey(secret), forbidden)
end

-- Functions: what the client sent, and sb-api-key beside it.
local plain = word["plain-functions"] or not with_opaque
local function functions(wanted)
	return plain and to("functions") or wanted
end
local hidden = word["plain-functions"] and to("functions") or
	to("functions", { ["sb-api-key"] = false })
local path = "/functions/v1/h"
row("no key", path, {}, to("functions"))
row("anon", path, apikey(anon), to("functions"))
row("a user", path, auth(user), to("functions"))
row("a client's sb-api-key", path,
	{ { "sb-api-key", service_token }, { "apikey", anon } }, hidden)
row("publishable", path, apikey(publishable),
	functions(to("functions", { ["sb-api-key"] = anon_token })))
row("secret as Bearer", path, auth("Bearer " .. secret),
	functions(to("functions", { ["sb-api-key"] = service_token })))
row("publishable twice", path, both(publishable, "Bearer " .. publishable),
	functions(to("functions", { ["sb-api-key"] = anon_token })))
row("publishable, a user", path, both(publishable, user),
	functions(to("functions", { ["sb-api-key"] = anon_token })))
row("an unknown opaque key", path, apikey("sb_publishable_x"),
	functions(no(401, "Invalid API key")))
row("an unknown opaque key as Bearer", path, auth("Bearer sb_secret_x"),
	functions(no(401, "Invalid API key")))
row("two opaque keys", path, both(publishable, "Bearer " .. secret),
	functions(no(401, "Conflicting API keys")))
row("publishable in the query", path .. "?apikey=" .. publishable, {},
	to("functions"))

-- Storage looks at keys itself.
path = "/storage/v1/o"
row("no key", path, {}, to("storage"))
row("a signature", path, auth("AWS4-HMAC-SHA256 x"), to("storage"))
row("anon", path, apikey(anon), bearer("storage", anon))
row("any key", path, apikey("any"), bearer("storage", "any"))
row("secret", path, apikey(secret), opaque(bearer("storage", service_token),
	bearer("storage", secret)))

-- Studio has a user and a password, and gets neither.
local function login(text)
	return auth("Basic " .. gateway.base64(text))
end
local function refused(why)
	return no(401, "User authentication failed. " .. why)
end
local name, password = keys.DASHBOARD_USERNAME, keys.DASHBOARD_PASSWORD
for _, studio in ipairs({ "/", "/project/default", "/rest/v1", "/pg" }) do
	row("nobody", studio, {}, refused("Missing username and password."))
	row("a key", studio, apikey(service),
		refused("Missing username and password."))
	row("the user", studio, login(name .. ":" .. password),
		to("studio", { authorization = false }))
	row("a wrong password", studio, login(name .. ":" .. password .. "x"),
		refused("Invalid username/password combination."))
	row("an empty password", studio, login(name .. ":"),
		refused("Invalid username/password combination."))
	row("another user", studio, login("x" .. name .. ":" .. password),
		refused("Invalid username/password combination."))
	row("no colon", studio, login(name),
		refused("Invalid basic credential format."))
	row("a token", studio, auth(user),
		refused("Expected 'Basic' authentication scheme."))
end

-- The keys of before a rotation: each in its role, or not at all.
if word["previous-places"] then
	local function previous(wanted, otherwise)
		return config == "previous" and wanted or otherwise or
			unauthorized
	end
	row("old anon", "/rest/v1/t", apikey(old_anon),
		previous(bearer("rest", old_anon)))
	row("old service", "/rest/v1/t", apikey(old_service),
		previous(bearer("rest", old_service)))
	row("old publishable", "/rest/v1/t", apikey(old_publishable),
		previous(bearer("rest", anon_token)))
	row("old secret", "/rest/v1/t?apikey=" .. old_secret, {},
		previous(bearer("rest", service_token,
			"/rest/v1/t?apikey=" .. service_token)))
	row("old anon", "/pg/x", apikey(old_anon), previous(forbidden))
	row("old publishable", "/pg/x", apikey(old_publishable),
		previous(forbidden))
	row("old service", "/pg/x", apikey(old_service),
		previous(bearer("meta", old_service)))
	row("old secret", "/pg/x", apikey(old_secret),
		previous(bearer("meta", service_token)))
	row("old service", "/rest/v1/", apikey(old_service),
		previous(bearer("rest", old_service)))
	row("old anon", "/rest/v1/", apikey(old_anon), previous(forbidden))
	row("old publishable", "/functions/v1/h", apikey(old_publishable),
		previous(to("functions", { ["sb-api-key"] = anon_token }),
			functions(no(401, "Invalid API key"))))
	row("old secret", "/functions/v1/h", auth("Bearer " .. old_secret),
		previous(to("functions", { ["sb-api-key"] = service_token }),
			functions(no(401, "Invalid API key"))))
end

print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0 and 0 or 1)
