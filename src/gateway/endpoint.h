// What every endpoint gets, and the few forms in which it answers.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "gateway/caller.h"
#include "gateway/pages.h"
#include "gateway/services.h"
#include "http/handler.h"

namespace sallyport::gateway {

// How one request is named in the log, and whose it is.
struct Trace {
  std::string request_id;
  std::string client;  // address; from X-Forwarded-For only where the peer is trusted
};

struct Call {
  Services& services;
  const http::Request& request;
  std::string_view path;  // canonical
  const Trace& trace;
  const Who& who;  // nobody where the endpoint did not ask

  const Settings& settings() const { return *services.settings; }
  const Site& site() const { return services.prepared.site; }
};

using Endpoint = http::Outcome (*)(const Call&);

http::Answer json_answer(const Call& call, int status, const json::Object& body);

// OpenMetadata's error shape: {"code":401,"message":"…"}.
http::Answer error_answer(const Call& call, int status, std::string_view message);

// 303 after a POST, else 302. The location is ours or was checked.
http::Answer redirect_answer(const Call& call, std::string_view location);

http::Answer page_answer(const Call& call, int status, const Page& page);

// A page for people, JSON for programs.
http::Answer notice_answer(const Call& call, int status, Notice notice, std::string_view message);

// A browser that goes to a page, as opposed to a program or a script. Source: Fetch Metadata; Accept where there is
// none.
bool is_navigation(const http::Request& request);

// The sign-in address that comes back to `return_to`, a path of ours.
std::string sign_in_url(const Site& site, std::string_view return_to);

// One audit line about this request. Fields beside who, from where, which request.
void audit(const Call& call, std::string_view event, std::vector<LogField> fields);

// Why somebody was refused: counted, audited, and answered with 401, 403 or 503.
http::Answer refusal_answer(const Call& call, const Error& error);

// 401 for nobody, with WWW-Authenticate.
http::Answer challenge_answer(const Call& call);

// The same for programs; the way to the sign-in for a browser.
http::Answer sign_in_needed(const Call& call, std::string_view return_to);

}  // namespace sallyport::gateway
