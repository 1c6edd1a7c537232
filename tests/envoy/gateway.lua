-- As much of Envoy as decides who gets in: routes, basic_auth, Lua filters and
-- RBAC of a rendered LDS file, given as a table. From Envoy's documentation and
-- source (v1.38); what is met and not modelled here is an error, never a guess.
local bit = require("bit")
local gateway = {}

local function unknown(what)
	error("not modelled: " .. tostring(what), 0)
end

-- Headers: any case, several of one name in the order in which they came.
local headers = {}
headers.__index = headers

local function new_headers(pairs_of)
	local self = setmetatable({ list = {} }, headers)
	for _, pair in ipairs(pairs_of) do
		self:add(pair[1], pair[2])
	end
	return self
end

function headers:get(name)
	local found = {}
	for _, pair in ipairs(self.list) do
		if pair[1] == name:lower() then
			found[#found + 1] = pair[2]
		end
	end
	return #found > 0 and table.concat(found, ",") or nil
end

function headers:add(name, value)
	assert(type(value) == "string", "a header that is no string")
	table.insert(self.list, { name:lower(), value })
end

function headers:remove(name)
	for i = #self.list, 1, -1 do
		if self.list[i][1] == name:lower() then
			table.remove(self.list, i)
		end
	end
end

function headers:replace(name, value)
	self:remove(name)
	self:add(name, value)
end

-- The handle that a script gets. Nothing else is used by the scripts known.
local handle_methods = {}
local handle = {
	__index = function(_, name)
		return handle_methods[name] or unknown("handle:" .. name)
	end,
}

function handle_methods:headers()
	return self.request
end

function handle_methods:streamInfo()
	local name = self.route.name or ""
	return {
		routeName = function()
			return name
		end,
	}
end

function handle_methods:respond(fields, body)
	coroutine.yield({ status = tonumber(fields[":status"]), body = body })
	error("respond() returned", 0)
end

local function new_lua(config)
	local source = config.inline_code or
		(config.default_source_code or {}).inline_string or
		unknown("a Lua filter without source")
	local globals = setmetatable({}, { __index = _G })
	setfenv(assert(loadstring(source, "=lua filter")), globals)()
	return function(request, route)
		local self = setmetatable({ request = request, route = route },
			handle)
		local thread = coroutine.create(globals.envoy_on_request)
		local ok, answer = coroutine.resume(thread, self)
		if not ok then
			error("a script fails, and Envoy would let the " ..
				"request through: " .. tostring(answer), 0)
		end
		return answer
	end
end

local function match_string(matcher, value)
	local how, wanted = next(matcher)
	if next(matcher, how) then
		unknown("a string matcher with options")
	elseif how == "exact" then
		return value == wanted
	elseif how == "prefix" then
		assert(wanted ~= "", "Envoy refuses an empty prefix")
		return value:sub(1, #wanted) == wanted
	end
	return unknown("string matcher " .. how)
end

-- One permission or principal: exactly one key.
local function matches(rule, request)
	local how, what = next(rule)
	local path = request:get(":path"):match("^[^?]*")
	local function any_of(rules)
		for _, each in ipairs(rules) do
			if matches(each, request) then
				return true
			end
		end
		return false
	end
	local function all_of(rules)
		for _, each in ipairs(rules) do
			if not matches(each, request) then
				return false
			end
		end
		return true
	end
	if how == "any" then
		return what
	elseif how == "url_path" then
		return match_string(what.path, path)
	elseif how == "header" then
		local value = request:get(what.name)
		if what.exact_match then
			-- deprecated: an empty one matches any present value
			return value ~= nil and (what.exact_match == "" or
				value == what.exact_match)
		end
		return value ~= nil and match_string(what.string_match, value)
	elseif how == "and_rules" then
		return all_of(what.rules)
	elseif how == "or_rules" then
		return any_of(what.rules)
	elseif how == "and_ids" then
		return all_of(what.ids)
	elseif how == "or_ids" then
		return any_of(what.ids)
	elseif how == "not_rule" or how == "not_id" then
		return not matches(what, request)
	end
	return unknown("rbac rule " .. how)
end

local function policy_matches(policy, request)
	local function some(rules)
		for _, rule in ipairs(rules) do
			if matches(rule, request) then
				return true
			end
		end
		return false
	end
	return some(policy.permissions) and some(policy.principals)
end

local function new_rbac(config)
	return function(request, _, own)
		local rules = config.rules
		if own then
			rules = own.rbac and own.rbac.rules
		end
		if not rules then
			return nil
		end
		local found = false
		for _, policy in pairs(rules.policies) do
			found = found or policy_matches(policy, request)
		end
		if found == (rules.action == "ALLOW") then
			return nil
		end
		return { status = 403, body = "RBAC: access denied" }
	end
end

-- SHA-1 (FIPS 180-4), in binary.
local function sha1(message)
	local rol, band, bxor = bit.rol, bit.band, bit.bxor
	local h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 }
	local bits = #message * 8
	message = message .. "\128" .. ("\0"):rep((55 - #message) % 64 + 4)
	for shift = 24, 0, -8 do
		message = message ..
			string.char(band(bit.rshift(bits, shift), 255))
	end
	for at = 1, #message, 64 do
		local w = {}
		for i = 0, 15 do
			local a, b, c, d = message:byte(at + i * 4, at + i * 4 + 3)
			w[i] = bit.bor(bit.lshift(a, 24), bit.lshift(b, 16),
				bit.lshift(c, 8), d)
		end
		for i = 16, 79 do
			w[i] = rol(bxor(w[i - 3], w[i - 8], w[i - 14],
				w[i - 16]), 1)
		end
		local a, b, c, d, e = unpack(h)
		for i = 0, 79 do
			local f, k
			if i < 20 then
				f, k = bxor(d, band(b, bxor(c, d))), 0x5a827999
			elseif i < 40 then
				f, k = bxor(b, c, d), 0x6ed9eba1
			elseif i < 60 then
				f = bit.bor(band(b, c), band(d, bit.bor(b, c)))
				k = 0x8f1bbcdc
			else
				f, k = bxor(b, c, d), 0xca62c1d6
			end
			local sum = bit.tobit(rol(a, 5) + f + e + k + w[i])
			a, b, c, d, e = sum, a, rol(b, 30), c, d
		end
		for i, value in ipairs({ a, b, c, d, e }) do
			h[i] = bit.tobit(h[i] + value)
		end
	end
	local out = {}
	for i = 1, 5 do
		for shift = 24, 0, -8 do
			out[#out + 1] = string.char(
				band(bit.rshift(h[i], shift), 255))
		end
	end
	return table.concat(out)
end

local letters =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

function gateway.base64(bytes)
	local out = {}
	for i = 1, #bytes, 3 do
		local a, b, c = bytes:byte(i, i + 2)
		local n = a * 65536 + (b or 0) * 256 + (c or 0)
		for k = 3, 0, -1 do
			local six = math.floor(n / 64 ^ k) % 64 + 1
			out[#out + 1] = letters:sub(six, six)
		end
	end
	local pad = -#bytes % 3
	return table.concat(out):sub(1, #out - pad) .. ("="):rep(pad)
end

local function unbase64(text)
	local out, n, have = {}, 0, 0
	for letter in text:gsub("=+$", ""):gmatch(".") do
		local six = letters:find(letter, 1, true)
		if not six then
			return nil
		end
		n, have = n * 64 + six - 1, have + 6
		if have >= 8 then
			have = have - 8
			out[#out + 1] = string.char(math.floor(n / 2 ^ have))
			n = n % 2 ^ have
		end
	end
	return table.concat(out)
end

-- As basic_auth/config.cc reads its list: what it refuses fails the listener.
local function read_users(text)
	local users = {}
	for line in (text .. "\n"):gmatch("([^\n]*)\n") do
		if line ~= "" and line:sub(1, 1) ~= "#" then
			local name, hash = line:match("^([^:]*):(.*)$")
			assert(name, "invalid htpasswd format")
			assert(name ~= "" and hash ~= "", "empty user or hash")
			assert(not users[name], "duplicate users")
			assert(hash:sub(1, 5) == "{SHA}", "please use {SHA}")
			hash = hash:sub(6)
			assert(#hash == 28, "invalid SHA hash length")
			users[name] = hash
		end
	end
	return users
end

local function new_basic_auth(config)
	local users = read_users(config.users.inline_string)
	return function(request)
		local function refuse(why)
			return { status = 401,
				body = "User authentication failed. " .. why }
		end
		local value = request:get("authorization")
		if not value then
			return refuse("Missing username and password.")
		elseif value:sub(1, 6) ~= "Basic " then
			return refuse("Expected 'Basic' authentication scheme.")
		end
		local decoded = unbase64(value:sub(7)) or ""
		local name, password = decoded:match("^([^:]*):(.*)$")
		if not name then
			return refuse("Invalid basic credential format.")
		end
		if users[name] ~= gateway.base64(sha1(password)) then
			return refuse("Invalid username/password combination.")
		end
	end
end

local makers = {
	["envoy.extensions.filters.http.lua.v3.Lua"] = new_lua,
	["envoy.extensions.filters.http.rbac.v3.RBAC"] = new_rbac,
	["envoy.extensions.filters.http.basic_auth.v3.BasicAuth"] =
		new_basic_auth,
	-- preflights alone, and none is sent here
	["envoy.extensions.filters.http.cors.v3.Cors"] = function()
		return function() end
	end,
}
local own_kinds = {
	["envoy.extensions.filters.http.rbac.v3.RBACPerRoute"] = true,
	["envoy.extensions.filters.http.cors.v3.CorsPolicy"] = true,
}

local function type_of(config)
	return (config["@type"]:gsub("^type%.googleapis%.com/", ""))
end

-- What a route says of one filter: false if it is off, a table, or nil.
local function own_config(route, name)
	local own = (route.typed_per_filter_config or {})[name]
	if not own then
		return nil
	end
	local kind = type_of(own)
	if kind == "envoy.config.route.v3.FilterConfig" then
		assert(own.disabled == true and not own.config)
		return false
	elseif not own_kinds[kind] then
		unknown(kind)
	end
	return own
end

-- Returns the gateway of an LDS file's table.
function gateway.new(file)
	assert(#file.resources == 1)
	local chains = file.resources[1].filter_chains
	assert(#chains == 1 and #chains[1].filters == 1)
	local manager = chains[1].filters[1].typed_config
	local hosts = manager.route_config.virtual_hosts
	assert(#hosts == 1 and hosts[1].domains[1] == "*")
	local self = { routes = hosts[1].routes, filters = {} }
	for i, filter in ipairs(manager.http_filters) do
		local kind = type_of(filter.typed_config)
		if kind == "envoy.extensions.filters.http.router.v3.Router" then
			assert(i == #manager.http_filters)
		else
			self.filters[i] = { name = filter.name, run =
				(makers[kind] or unknown(kind))(
					filter.typed_config) }
		end
	end
	return setmetatable(self, { __index = gateway })
end

function gateway:find_route(path)
	path = path:match("^[^?]*")
	for _, route in ipairs(self.routes) do
		local match = route.match
		if match.path and match.path == path then
			return route
		end
		if match.prefix and
			path:sub(1, #match.prefix) == match.prefix then
			return route
		end
		if not match.path and not match.prefix then
			unknown("a route's match")
		end
	end
	return nil
end

-- Sends a request, { { name, value }, ... }. Returns { status, body } of what
-- answers in Envoy, or { cluster, path, headers } of what goes on.
function gateway:send(path, pairs_of)
	local request = new_headers(pairs_of)
	request:add(":path", path)
	for _, pair in ipairs(pairs_of) do
		if pair[1]:find("_", 1, true) then
			return { status = 400 }
		end
	end
	local route = self:find_route(path)
	if not route then
		return { status = 404 }
	end
	for _, filter in ipairs(self.filters) do
		local own = own_config(route, filter.name)
		local answer = own ~= false and
			filter.run(request, route, own)
		if answer then
			return answer
		end
	end
	for _, name in ipairs(route.request_headers_to_remove or {}) do
		request:remove(name)
	end
	return { cluster = route.route.cluster, path = request:get(":path"),
		headers = request }
end

return gateway
