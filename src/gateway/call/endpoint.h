// What every endpoint gets (Call), and the functions that build its answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/log.h"
#include "base/result.h"
#include "gateway/call/caller.h"
#include "gateway/call/essentials.h"
#include "gateway/call/navigation.h"
#include "gateway/call/own_addresses.h"
#include "gateway/call/pages.h"
#include "gateway/call/settings.h"
#include "http/handler.h"
#include "http/message.h"
#include "http/path_template.h"

namespace sallyport::gateway {

// Names one request in the log, and the client that sent it.
struct Trace {
  std::string request_id;
  std::string client;  // address; from X-Forwarded-For only if the peer is trusted
};

// One request, as an endpoint sees it. What it refers to is valid only during the call.
struct Call {
  const Essentials& essentials;
  const http::Request& request;
  std::string_view path;  // canonical, without the base path
  const Trace& trace;
  const Who& who;  // empty if the caller was not looked up
  const OwnAddresses& own;
  http::Parameters parameters = {};  // of the row's path

  const Settings& settings() const { return *essentials.settings; }
  const Site& site() const { return essentials.prepared.site; }
};

http::Answer json_answer(const Call& call, int status, const json::Object& body);

// An error in the shape of the address (error_shape.h): mostly OpenMetadata's {"code":401,"message":"…"}.
http::Answer error_answer(const Call& call, int status, std::string_view message);

// 303 after a POST, else 302. Requires: `location` is an address of ours, or was checked (return_address.h).
http::Answer redirect_answer(const Call& call, std::string_view location);

http::Answer page_answer(const Call& call, int status, const Page& page);
http::Answer printed_answer(const Call& call, int status, PrintedPage printed);

// Like page_answer() and error_answer(), for an answer that is built after the request is gone.
http::Response page_response(const Essentials& essentials, const Trace& trace, int status, const Page& page);
http::Response error_response(const Essentials& essentials, const Trace& trace, int status, std::string_view message);

// A page for people; for programs (navigation.h) JSON with `message`.
http::Answer notice_answer(const Call& call, int status, Notice notice, std::string_view message);

// The link to the page at "/".
PageAction start_page(const Call& call);

// 404. `text` is for people, `message` for programs.
http::Answer not_found_answer(const Call& call, std::string_view text, std::string_view message);

// 405. `allow` is the value of Allow; empty: the header is left out.
http::Answer wrong_method_answer(const Call& call, std::string_view allow);

enum class Account {
  any,    // the account that is signed in at the provider
  other,  // the provider asks which one (prompt=select_account)
};

// The address that starts a sign-in, which then comes back to `return_to`, a path of ours.
std::string sign_in_url(const Site& site, std::string_view return_to, Account account = Account::any);

// Writes an audit line about this request, with `fields`, the request id and the client. The audit trail also records
// it, and who the caller is (audit/event_entry.h).
void audit(const Call& call, std::string_view event, std::vector<LogField> fields);

// A change of an object of the API, as the audit trail keeps it.
struct AuditedChange {
  std::string_view kind;  // of the object: "role", "bot"
  std::string_view id;
  std::string_view name;
  json::Value before = nullptr;  // null: it did not exist. Neither may hold a secret.
  json::Value after = nullptr;   // null: it no longer exists
};

// Writes an audit line about a change. The line names the object; the audit trail also keeps what it was and is.
void audit_change(const Call& call, std::string_view event, const AuditedChange& change,
                  std::vector<LogField> fields = {});

// Writes an audit line about a refusal. If this client was refused for the same reason within the minute, the line is
// written at debug level only (refusal_sampler.h), so that nobody can fill the disk with them.
void audit_refusal(const Call& call, std::string_view event, std::string_view reason, std::vector<LogField> fields);

// The status of a refusal: 403 for Kind::forbidden, 503 for unavailable, 500 for internal, else 401.
int status_of(const Error& error);

// Counts, audits and answers a refusal with that status.
http::Answer refusal_answer(const Call& call, const Error& error);

// 401 with WWW-Authenticate, for a request without a credential.
http::Answer challenge_answer(const Call& call);

// What a request without a session asked for.
struct Wanted {
  std::string_view address;        // path and query, as the browser shows them
  std::string_view method = {};    // of the browser's request; empty: the call's own
  Frames frames = Frames::refuse;  // as the route says
};

// Answers a request that needs a sign-in. A program gets challenge_answer(). A browser is redirected to the sign-in,
// with two exceptions. If it sent a form, it gets a page which says that nothing was saved, because an address that was
// posted to must not be requested with GET. If the page is in a frame, and the route allows frames, it gets a page that
// opens the sign-in in a window of its own, because no provider shows its pages in a frame.
http::Answer sign_in_needed(const Call& call, const Wanted& wanted);

}  // namespace sallyport::gateway
