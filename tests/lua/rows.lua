-- Evaluates the derived expressions as Kong's request-transformer does: the
-- text inside $( ) is a Lua expression, and nothing but headers and
-- query_params is in its scope. Usage: rows.lua FILE none|keys|previous
-- FILE has the lines "auth EXPR", "rtws EXPR", "functions EXPR".
local file, config = arg[1], arg[2]

local expressions = {}
for line in io.lines(file) do
	local name, expr = line:match("^%s*(%a+) (.*)$")
	if name then
		expressions[name] = expr
	end
end

local SECRET, PUBLISHABLE = "sb_secret_new", "sb_publishable_new"
local OLD_SECRET, OLD_PUBLISHABLE = "sb_secret_old", "sb_publishable_old"
local ADMIN, ANON = "admin.jwt.es256", "anon.jwt.es256"
local USER = "Bearer user.jwt"
local twice = { "a", "b" } -- a header that was sent twice

-- { expression, headers, query_params, wanted for none, keys, previous }
local SAME = {}
local rows = {
	-- an Authorization header passes through, whatever the apikey is
	{ "auth", { authorization = USER }, {}, USER },
	{ "auth", { authorization = USER, apikey = SECRET }, {}, USER },
	{ "auth", { authorization = USER, apikey = twice }, {}, USER },
	{ "auth", { authorization = "AWS4-HMAC-SHA256 x" }, {},
		"AWS4-HMAC-SHA256 x" },
	{ "auth", { authorization = "bearer sb_x" }, {}, "bearer sb_x" },
	{ "auth", { authorization = "Bearer sb" }, {}, "Bearer sb" },
	{ "auth", { authorization = "" }, {}, "" },
	-- but not an opaque key in it
	{ "auth", { authorization = "Bearer " .. SECRET }, {}, nil },
	{ "auth", { authorization = "Bearer sb_" }, {}, nil },
	{ "auth", { authorization = "Bearer sb_x", apikey = "legacy" }, {},
		"legacy" },
	-- the apikey header: translated, or as it is
	{ "auth", { apikey = SECRET }, {}, SECRET, "Bearer " .. ADMIN, SAME },
	{ "auth", { apikey = PUBLISHABLE }, {}, PUBLISHABLE,
		"Bearer " .. ANON, SAME },
	{ "auth", { apikey = OLD_SECRET }, {}, OLD_SECRET, OLD_SECRET,
		"Bearer " .. ADMIN },
	{ "auth", { apikey = OLD_PUBLISHABLE }, {}, OLD_PUBLISHABLE,
		OLD_PUBLISHABLE, "Bearer " .. ANON },
	{ "auth", { authorization = "Bearer " .. SECRET,
		apikey = PUBLISHABLE }, {}, PUBLISHABLE, "Bearer " .. ANON,
		SAME },
	{ "auth", { apikey = SECRET .. "x" }, {}, SECRET .. "x" },
	{ "auth", { apikey = SECRET:sub(1, -2) }, {}, SECRET:sub(1, -2) },
	{ "auth", { apikey = "" }, {}, "" },
	{ "auth", {}, {}, nil },
	{ "auth", {}, { apikey = SECRET }, nil },
	-- sent twice: no text, and no error
	{ "auth", { authorization = twice }, {}, nil },
	{ "auth", { authorization = twice, apikey = SECRET }, {}, SECRET,
		"Bearer " .. ADMIN, SAME },
	{ "auth", { apikey = twice }, {}, nil },

	-- Realtime's query parameter
	{ "rtws", {}, { apikey = SECRET }, SECRET, ADMIN, SAME },
	{ "rtws", {}, { apikey = PUBLISHABLE }, PUBLISHABLE, ANON, SAME },
	{ "rtws", {}, { apikey = OLD_SECRET }, OLD_SECRET, OLD_SECRET, ADMIN },
	{ "rtws", {}, { apikey = OLD_PUBLISHABLE }, OLD_PUBLISHABLE,
		OLD_PUBLISHABLE, ANON },
	{ "rtws", {}, { apikey = "legacy.jwt" }, "legacy.jwt" },
	{ "rtws", { apikey = SECRET }, {}, nil },
	{ "rtws", {}, { apikey = true }, nil },
	{ "rtws", {}, { apikey = twice }, nil },
	{ "rtws", {}, {}, nil },

	-- Functions: only what is an opaque key
	{ "functions", { apikey = SECRET }, {}, nil, ADMIN, SAME },
	{ "functions", { apikey = PUBLISHABLE }, {}, nil, ANON, SAME },
	{ "functions", { apikey = OLD_SECRET }, {}, nil, nil, ADMIN },
	{ "functions", { apikey = OLD_PUBLISHABLE }, {}, nil, nil, ANON },
	{ "functions", { authorization = "Bearer " .. SECRET }, {}, nil, ADMIN,
		SAME },
	{ "functions", { authorization = "Bearer " .. PUBLISHABLE }, {}, nil,
		ANON, SAME },
	{ "functions", { authorization = "Bearer " .. OLD_SECRET }, {}, nil,
		nil, ADMIN },
	{ "functions", { authorization = SECRET }, {}, nil },
	{ "functions", { authorization = USER, apikey = SECRET }, {}, nil,
		ADMIN, SAME },
	{ "functions", { authorization = USER }, {}, nil },
	{ "functions", { apikey = "legacy.jwt" }, {}, nil },
	{ "functions", { apikey = twice, authorization = twice }, {}, nil },
	{ "functions", {}, {}, nil },
}

local function wanted(row)
	if table.maxn(row) <= 4 then
		return row[4]
	end
	if config == "none" then
		return row[4]
	end
	if config == "previous" and row[6] ~= SAME then
		return row[6]
	end
	return row[5]
end

local passed, failed = 0, 0
for number, row in ipairs(rows) do
	local expr = expressions[row[1]]
	-- pl.template finds $( ) by this pattern: parentheses must balance
	local inside = expr and expr:match("^%$(%b())$")
	local chunk = inside and loadstring("return " .. inside)
	local got, ok
	if chunk then
		setfenv(chunk, { headers = row[2], query_params = row[3] })
		ok, got = pcall(chunk)
	end
	-- a false is as good as nil: Kong writes nothing
	if ok and got == wanted(row) then
		passed = passed + 1
	else
		failed = failed + 1
		print(("not ok: %s, row %d (%s)"):format(config, number,
			row[1]))
	end
end
print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0 and 0 or 1)
