-- Judges src/lua by LuaJIT itself. Usage: judge.lua PROGRAM TEMPORARY.
--
-- Values, escaped, loaded, are the same bytes. Strings that LuaJIT takes
-- decode to what it reads, others do not. Of sources put together at random:
-- one that LuaJIT calls unfinished has an unclosed piece, and no other has;
-- in one that it loads, other letters in a comment change nothing, other
-- letters in a string change a constant, and the strings decode to what the
-- source returns.
local program, temporary = arg[1], arg[2]
local passed, failed = 0, 0

local function check(ok, what, text)
	if ok then
		passed = passed + 1
	else
		failed = failed + 1
		print(("not ok: %s: %q"):format(what, text))
	end
end

local records, thens = {}, {}
local function ask(letter, text, answered)
	records[#records + 1] = letter .. " " .. #text .. "\n" .. text
	thens[#thens + 1] = answered
end

-- Asks everything at once, then looks at the answers.
local function run()
	local file = assert(io.open(temporary, "wb"))
	file:write(table.concat(records))
	file:close()
	local asked = thens
	records, thens = {}, {}
	local answers = assert(io.popen(
		("'%s' <'%s'"):format(program, temporary)))
	for _, answered in ipairs(asked) do
		answered(answers:read("*l") or "nothing")
	end
	answers:close()
end

local function unhex(text)
	return (text:gsub("%x%x", function(pair)
		return string.char(tonumber(pair, 16))
	end))
end

local function load_value(literal)
	local chunk = loadstring("return " .. literal)
	if not chunk then
		return nil
	end
	return chunk()
end

math.randomseed(20261124)
local function pick(list)
	return list[math.random(#list)]
end
local function some(list, most)
	local parts = {}
	for i = 1, math.random(0, most) do
		parts[i] = pick(list)
	end
	return table.concat(parts)
end

-- Values: each byte, pairs with what may go wrong, hostile ones, random ones.
local values = { "", "a\"b", "a'b", "a\\b", "a\\98c", "a\\x41", "a\\z b",
	"a\nb", "a\rb", "a\r\nb", "a\" .. os.getenv(\"HOME\") .. \"", "]]",
	"--", "%s", "\t", "\127", "\195\169", "\0", "\0001", "\\", "\\\\",
	"\" .. os.exit() .. \"", "' .. os.exit() .. '", "${SERVICE_ROLE_KEY}",
	"]] .. os.exit() --[[", "\226\128\168", "\255\254", ("x"):rep(70000) }
local bytes = {}
for i = 0, 255 do
	bytes[#bytes + 1] = string.char(i)
	values[#values + 1] = string.char(i)
	values[#values + 1] = string.char(i) .. "9"
	values[#values + 1] = "\\" .. string.char(i)
end
for _ = 1, 2000 do
	values[#values + 1] = some(bytes, 12)
end
for _, value in ipairs(values) do
	for _, quote in ipairs({ '"', "'" }) do
		ask(quote, value, function(answer)
			local literal = quote .. unhex(answer) .. quote
			check(load_value(literal) == value, "escaped", value)
		end)
	end
end

-- Insides of strings, of pieces that matter.
local pieces = { "a", "z", "x", "u", "u{", "}", "{", "4", "9", "25", "0",
	"\\", "\\", "\\", "\\z", "\\x4", "\\u{", "\n", "\r", " ", "'", "\0",
	"\195\169", "f", "F", "1", "\\\n", "\\\r\n", "d800", "10ffff" }
local accepted = 0
for _ = 1, 20000 do
	local inside = some(pieces, 8)
	-- without an unescaped quote in it, it is one string or none
	local value = load_value('"' .. inside .. '"')
	accepted = accepted + (value and 1 or 0)
	ask("d", inside, function(answer)
		local got = nil
		if answer ~= "invalid" then
			got = unhex(answer)
		end
		check(got == value, "decoded", inside)
	end)
end

-- Whole sources. What is put together need not be Lua; what is, is looked at
-- more closely.
local function spans_of(answer)
	local spans = {}
	for kind, at, last, unclosed in
		answer:gmatch("(%a+) (%d+) (%d+) (%d) ") do
		spans[#spans + 1] = { kind = kind, at = tonumber(at) + 1,
			last = tonumber(last), unclosed = unclosed == "1" }
	end
	return spans
end

-- Puts another letter in place of the byte at i, if it is one of the texts'
-- and not part of an escape.
local function changed(source, i)
	local byte = source:sub(i, i)
	if not byte:match("[p-t]") or source:sub(i - 1, i - 1) == "\\" then
		return nil
	end
	return source:sub(1, i - 1) .. "q" .. source:sub(i + 1)
end

local looked = { comment = 0, string = 0, bracket = 0 }
local function check_bytes(source, dump, spans)
	for _, span in ipairs(spans) do
		for i = span.at, span.last do
			local other = span.kind ~= "code" and changed(source, i)
			if other and other ~= source then
				local chunk = loadstring(other, "=x")
				local same = chunk and
					string.dump(chunk, true) == dump
				check(chunk and same == (span.kind == "comment"),
					"a letter in a " .. span.kind, source)
				looked[span.kind] = looked[span.kind] + 1
			end
		end
	end
end

local texts = { '"rs"', "'rs'", '"r\\"s"', "'r\\'s'", '"r\'s"', "'r\"s'",
	'"r\\\\"', '"--r"', '"[[r"', "[[rs]]", "[=[r]]s]=]", "[==[r]=]s]==]",
	"[[--r]]", '[["r]]', "[[\nrs]]", '"r\\z \n s"', '"r\\\ns"',
	'"r\\\r\ns"', '""', "''", "[[]]" }
local gaps = { " ", "\n", "\r\n", "--r\n", "--[[r]]", "--[=[r]]s]=]",
	"--[r\n", "--[=r\n", '--"r\n', "--'r\r", '--[["]]', "--[==[\nr]=]]==]",
	"---[[r\n", "--\n" }
local debris = { '"', "'", "[[", "]]", "[=[", "]=]", "--", "\n", "\r", "\\",
	"[", "=", "]", "-", "r", " ", "\\z", '\\"', "#", ",", "\0" }

local openers = { '"', "'", "[[", "[=[", "--[[", "--[==[", '"\\z\n', '"r\\\n' }

local loaded, unfinished = 0, 0
local function check_source(source)
	local chunk, problem = loadstring(source, "=x")
	ask("s", source, function(answer)
		local spans, unclosed = spans_of(answer), false
		for _, span in ipairs(spans) do
			unclosed = unclosed or span.unclosed
		end
		if chunk then
			loaded = loaded + 1
			check(not unclosed, "loads, and is not closed", source)
			check_bytes(source, string.dump(chunk, true), spans)
		elseif problem:match("unfinished") then
			unfinished = unfinished + 1
			check(unclosed, "not closed, and is", source)
		end
	end)
end

for _ = 1, 3000 do
	local parts = { "return {" }
	for i = 1, math.random(6) do
		parts[#parts + 1] = some(gaps, 2)
		parts[#parts + 1] = pick(texts)
		parts[#parts + 1] = some(gaps, 2) .. ","
	end
	local source = table.concat(parts) .. "}"
	check_source(source)
	local at, last = source:find(pick(debris), 1, true)
	if at then
		check_source(source:sub(1, at - 1) .. pick(debris) ..
			source:sub(last + 1))
	end
	-- what is not closed is met first of all, or after pieces that are
	check_source("return " .. some(debris, 12))
	check_source("return " .. pick(openers) .. some(debris, 6))
	check_source(table.concat(parts) .. pick(openers) .. some(debris, 6))
	check_source(pick({ "", "#r\n", "\239\187\191", "\239\187\191#r\"\n" }) ..
		source)
end
run()

check(accepted > 1000 and accepted < 19000, "strings of both kinds", "")
check(loaded > 5000, "sources that load", "")
check(unfinished > 1000, "sources that do not end", "")
for kind, n in pairs(looked) do
	check(n > 1000, "letters changed", kind)
end

-- The strings of a source are what it returns.
for _ = 1, 2000 do
	local wanted, parts = {}, { "return {" }
	for i = 1, math.random(5) do
		parts[#parts + 1] = some(gaps, 2) .. pick(texts) .. ","
	end
	local source = table.concat(parts) .. "}"
	wanted = loadstring(source)()
	ask("s", source, function(answer)
		local n = 0
		for _, span in ipairs(spans_of(answer)) do
			if span.kind == "string" or span.kind == "bracket" then
				n = n + 1
				local index = n
				if span.kind == "string" then
					ask("d", source:sub(span.at + 1,
						span.last - 1), function(hex)
						check(unhex(hex) == wanted[index],
							"a string of a source", source)
					end)
				end
			end
		end
		check(n == #wanted, "as many strings", source)
	end)
end
run()
run()

print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0 and 0 or 1)
