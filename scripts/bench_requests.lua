-- Requests of the bench: {n} is a running number, {a:b} a random one between, {pick:a,b} one of these.
-- Prints RESULT with requests, refusals, rate and percentiles in milliseconds.
local method, path, body = os.getenv("B_METHOD") or "GET", os.getenv("B_PATH"), os.getenv("B_BODY")
local number = tonumber(os.getenv("B_FROM") or "0")
wrk.method = method
for line in (os.getenv("B_HEADERS") or ""):gmatch("[^\n]+") do
  local name, value = line:match("^([^:]+):%s*(.*)$")
  wrk.headers[name] = value
end
math.randomseed(tonumber(os.getenv("B_SEED") or "7"))

local function filled(text)
  if not text then return nil end
  number = number + 1
  return (text:gsub("{n}", number)
    :gsub("{(%d+):(%d+)}", function(low, high) return math.random(low, high) end)
    :gsub("{pick:([^}]*)}", function(words)
      local list = {}
      for word in words:gmatch("[^,]+") do list[#list + 1] = word end
      return list[math.random(#list)]
    end))
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end
function init() refused, size, answered = 0, 0, 0 end
function request() return wrk.format(method, filled(path), nil, filled(body)) end
function response(status, _, text)
  answered, size = answered + 1, size + #text
  if status >= 300 then
    refused = refused + 1
    if refused == 1 then io.stderr:write(status .. " " .. text:sub(1, 300) .. "\n") end
  end
end
function done(summary, latency)
  local no, bytes, all = 0, 0, 0
  for _, thread in ipairs(threads) do
    no, bytes, all = no + thread:get("refused"), bytes + thread:get("size"), all + thread:get("answered")
  end
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format('RESULT {"requests": %d, "refused": %d, "rate": %.2f, "p50": %.3f, "p95": %.3f, "p99": %.3f, "bytes": %d}',
    summary.requests, no + lost, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000, all > 0 and bytes / all or 0))
end
