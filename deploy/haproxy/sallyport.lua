-- Asks Sallyport whether a request may pass. If it may, the request gets Sallyport's identity headers; if not, the
-- client gets Sallyport's answer. Nobody passes while Sallyport does not answer.
local CHECK = "http://127.0.0.1:8585/check?redirect=1"      -- to require a role: &role=Editor
local TIMEOUT = 5000                                        -- milliseconds

-- What Sallyport must know of the request. Without cookie nobody is ever signed in.
local ASKED = { "host", "authorization", "cookie", "accept", "origin", "access-control-request-method",
  "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-site", "sec-fetch-user", "traceparent" }

-- What the application learns, and what the client gets when the answer is no.
local IDENTITY = { "x-auth-request-user", "x-auth-request-email", "x-auth-request-preferred-username",
  "x-auth-request-groups", "x-auth-request-groups-incomplete", "x-auth-request-roles",
  "x-auth-request-roles-incomplete" }
local TOLD = { "location", "set-cookie", "www-authenticate", "content-type", "cache-control",
  "content-security-policy", "retry-after" }

-- The values of a header as a list that begins at 1; HAProxy's begins at 0. Absent if there is none.
local function values(headers, name)
  local given = headers and headers[name]
  if not given then return nil end
  local list = {}
  while given[#list] do list[#list + 1] = given[#list] end
  return list
end

local function question(txn)
  local given = txn.http:req_get_headers()
  local headers = {}
  for _, name in ipairs(ASKED) do headers[name] = values(given, name) end
  headers["x-forwarded-for"] = { txn.sf:src() }
  headers["x-forwarded-proto"] = { "https" }
  headers["x-forwarded-host"] = headers["host"]
  headers["x-forwarded-method"] = { txn.sf:method() }
  local query = txn.sf:query()
  headers["x-forwarded-uri"] = { txn.sf:path() .. (query ~= "" and "?" .. query or "") }
  return headers
end

local function refuse(txn, answer)
  local reply = txn:reply({ status = answer.status })
  for _, name in ipairs(TOLD) do
    for _, value in ipairs(values(answer.headers, name) or {}) do reply:add_header(name, value) end
  end
  reply:set_body(answer.body or "")
  txn:done(reply)
end

core.register_action("sallyport_check", { "http-req" }, function(txn)
  local answer = core.httpclient():get({ url = CHECK, headers = question(txn), timeout = TIMEOUT })
  if not answer or not answer.status or answer.status < 200 then
    return txn:done(txn:reply({ status = 503 }))
  end
  if answer.status ~= 200 and answer.status ~= 204 then return refuse(txn, answer) end
  for _, name in ipairs(IDENTITY) do
    for _, value in ipairs(values(answer.headers, name) or {}) do txn.http:req_set_header(name, value) end
  end
end)
