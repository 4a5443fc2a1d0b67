-- Sends one request for each line of a file, with the line as the value of a header: over and over, or only once
-- (ROTATE_ONCE). With ROTATE_BODY, the requests are POST with this body.
local lines = {}
for line in io.lines(os.getenv("ROTATE_FILE")) do lines[#lines + 1] = line end
local name = os.getenv("ROTATE_HEADER")
local prefix = os.getenv("ROTATE_PREFIX") or ""
local path = os.getenv("ROTATE_PATH") or "/check"
local body = os.getenv("ROTATE_BODY")
if body == "" then body = nil end
local requests = {}
function init(args)
  for i, line in ipairs(lines) do requests[i] = wrk.format(body and "POST" or "GET", path, { [name] = prefix .. line }, body) end
  lines = nil
end
local at = 0
function request()
  at = at + 1
  if at > #requests then
    if os.getenv("ROTATE_ONCE") then wrk.thread:stop() end
    at = 1
  end
  return requests[at]
end
function done(summary, latency, rates)
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
