-- The load of scripts/rolling-restart, for wrk with as many threads as connections: each thread is one client that
-- asks, waits for the answer and asks again, so that none is in the middle of a request when all are told to end.
-- What it is comes with its number; its user's token from the file that the script wrote.

local READ, SAVE, PUSH, RARE = "read", "save", "push", "rare"
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

-- Of every eight clients four read, two save, one pushes, and one is rarely heard of: it leaves its connection idle
-- for about as long as servers and balancers commonly bear.
local function kind_of(number)
  return ({ READ, SAVE, READ, PUSH, READ, SAVE, READ, RARE })[(number - 1) % 8 + 1]
end

function init(arguments)
  directory, pause = arguments[1], tonumber(arguments[2])
  kind = kind_of(number)
  asked, revision, failed, first_failure, turn = 0, 0, 0, "", 0
  for line in io.lines(directory .. "/tokens") do
    local whose, token = line:match("^(%d+) (%S+)$")
    if tonumber(whose) == number then
      headers = { Authorization = "Bearer " .. token, ["Content-Type"] = "application/json", Connection = arguments[3] }
    end
  end
  math.randomseed(number)
end

-- Saves and restores by turns: each makes a revision, and none may be made twice.
local function change()
  turn = turn + 1
  if turn % 8 == 0 then
    return wrk.format("POST", "/api/v1/studio/config/revisions/1/restore", headers)
  end
  local body = string.format('{"guidelines":"change %d of client %d"}', turn, number)
  return wrk.format("PATCH", "/api/v1/studio/config", headers, body)
end

function request()
  asked = asked + 1
  if kind == SAVE or (kind == PUSH and asked % 2 == 1) then
    changing = true
    return change()
  end
  changing = false
  if kind == PUSH then
    return wrk.format("POST", "/api/v1/studio/sync-vapi", headers)
  end
  return wrk.format("GET", "/api/v1/studio/config", headers)
end

function delay()
  if kind == RARE then
    return math.random(4000, 8000)
  end
  return pause
end

local function fail(what)
  failed = failed + 1
  if first_failure == "" then
    first_failure = what
  end
end

local function told_to_end()
  local file = io.open(directory .. "/end")
  if file then
    file:close()
  end
  return file
end

function response(status, _, body)
  if status < 200 or status > 299 then
    fail(status .. " " .. body)
  elseif changing then
    revision = revision + 1
    if tonumber(body:match('"revision":(%d+)')) ~= revision then
      fail("not revision " .. revision .. ": " .. body:match('"revision":%d+'))
    end
  end
  if told_to_end() then
    io.open(directory .. "/ended." .. number, "w"):close()
    wrk.thread:stop()
  end
end

-- A line for each client, and one for all: numbers, and times in milliseconds.
function done(summary, latency)
  local report = io.open(threads[1]:get("directory") .. "/report", "w")
  for _, thread in ipairs(threads) do
    local get = function(name) return thread:get(name) end
    report:write(string.format("client %d %s %d %d %d %s\n", get("number"), get("kind"), get("asked"),
      get("revision"), get("failed"), get("first_failure"):gsub("%s+", " ")))
  end
  local errors = summary.errors
  report:write(string.format("all %d %d %d %d %d %d %.1f %.1f %.1f\n", summary.requests, errors.status,
    errors.connect, errors.read, errors.write, errors.timeout, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000))
  report:close()
end
