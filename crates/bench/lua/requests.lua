-- What wrk sends, by the name in BENCH_REQUEST. The users' access tokens stand in the file
-- BENCH_TOKENS, one a line, in the order of their numbers. Prints what came of it as one line of JSON.

local kind = os.getenv("BENCH_REQUEST")
local threads = tonumber(os.getenv("BENCH_THREADS") or "1")
local started = 0

function setup(thread)
  thread:set("number", started)
  thread:set("threads", threads)
  started = started + 1
end

local tokens, own, head, tail = {}, {}, 1, 0

local function random_user()
  return math.random(#tokens)
end

-- This thread's users in turn, shuffled: no two connections have the same one at a time.
local function next_user()
  local user = own[head]
  head = head % #own + 1
  return user
end

local function ask(method, path, user, body)
  local headers = { ["Content-Type"] = "application/json" }
  if user then
    headers["Authorization"] = "Bearer " .. tokens[user]
  end
  return wrk.format(method, path, headers, body)
end

local kinds = {
  ["healthz"] = function()
    return ask("GET", "/healthz")
  end,
  ["get-config"] = function()
    return ask("GET", "/api/v1/studio/config", random_user())
  end,
  ["patch-config"] = function()
    local body = string.format('{"voiceSpeed":%.4f,"aiMaxTokens":%d}', 0.7 + math.random() / 2, math.random(100, 9999))
    return ask("PATCH", "/api/v1/studio/config", next_user(), body)
  end,
  ["patch-profile"] = function()
    local body = string.format('{"industry":"Industry %d","company_size":"11-50"}', math.random(1e9))
    return ask("PATCH", "/api/v1/user/profile", next_user(), body)
  end,
  ["login"] = function()
    local body = '{"identifier":"user%d@bench.example","password":"%s"}'
    return ask("POST", "/api/v1/auth/login", nil, body:format(random_user(), os.getenv("BENCH_PASSWORD")))
  end,
  -- Each token once; its child comes back with the answer.
  ["refresh"] = function()
    local token = own[head]
    own[head] = nil
    head = head + 1
    return ask("POST", "/api/v1/auth/refresh", nil, '{"refresh_token":"' .. token .. '"}')
  end,
  ["sync"] = function()
    return ask("POST", "/api/v1/studio/sync-vapi", next_user(), "")
  end,
}

function init()
  math.randomseed(tonumber(os.getenv("BENCH_SEED")) * 1000 + number)
  for token in io.lines(os.getenv("BENCH_TOKENS")) do
    tokens[#tokens + 1] = token
  end
  local most = tonumber(os.getenv("BENCH_USERS"))
  for user = 1, math.min(most, #tokens) do
    if user % threads == number then
      own[#own + 1] = kind == "refresh" and string.format("bench-refresh-token-%023d", user) or user
    end
  end
  tail = #own
  for at = tail, 2, -1 do
    local other = math.random(at)
    own[at], own[other] = own[other], own[at]
  end
  request = kinds[kind]
end

if kind == "refresh" then
  function response(_, _, body)
    local child = body:match('"refresh_token":"([^"]+)"')
    if child then
      tail = tail + 1
      own[tail] = child
    end
  end
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, failed.status,
    failed.connect + failed.read + failed.write + failed.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
