// The access decision: may this caller request this path with this method? It takes plain values and returns a permit,
// or a denial with its reason; it sees no request and no response. /check, the proxy and the watch over long exchanges
// all decide here.
//
// Whether the caller matters depends on the route, so a decision takes up to three steps:
//   1. find_way()       reads host and path, and finds the route.
//   2. decide_unseen()  decides what does not depend on the caller: a public route, a preflight, a method that the
//                       route does not pass.
//   3. decide()         judges the caller, if step 2 left the decision open.
// All three are pure: they depend on their arguments alone and do not block, so any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "gateway/access/routes.h"
#include "gateway/call/caller.h"
#include "identity/requirement.h"

namespace sallyport::gateway {

// Who named the host in a question.
enum class HostFrom : std::uint8_t {
  client,          // the host must be one of ours; a request for another host was meant for another server
  proxy_in_front,  // the host may be any name, but must not bypass a route's rule: see is_ruled_by_host()
};

// The parts of a request that a decision looks at. The views must stay valid as long as the question.
struct Question {
  std::string_view method;  // as sent, or as the proxy in front reports it
  std::string_view host;    // the Host header
  std::string_view path;    // as sent, without the query
  HostFrom host_from = HostFrom::client;
  bool preflight = false;  // a CORS preflight: a browser asks whether a page of another origin may send a request
};

// Why a request may pass.
enum class Permit : std::uint8_t {
  public_,    // the route is public; the caller was not looked at
  preflight,  // a preflight never carries a credential, and the application answers it
  nobody,     // the route is optional, and the request is anonymous
  caller,     // the caller satisfies the requirement
};

// Why a request may not pass.
enum class Denial : std::uint8_t {
  host_not_ours,
  host_unclear,  // a rule for this path names a host, and it is unclear whether it applies to this request
  ambiguous_path,
  no_route,
  method_not_allowed,  // the error's detail lists the methods that pass
  credential_refused,
  sign_in_needed,
  role_missing,
  operation_denied,  // the error's detail says which operation, and which rule denies it
  policies_unknown,  // the policies or the caller's teams could not be read
};

// A denial and its error. Log, metrics and pages show the error's reason. If `why` leaves the HTTP status open, the
// error's kind decides it.
struct Deny {
  Denial why;
  Error error;
};

using Decision = tl::expected<Permit, Deny>;

// The words by which the API names what decided: "public", "preflight", "nobody", "caller"; "hostNotOurs",
// "roleMissing" and so on, as the enumerators.
std::string_view name_of(Permit permit);
std::string_view name_of(Denial denial);

// Who asks the policies, if anybody does.
enum class AskedBy : std::uint8_t { decision, endpoint };

// What a route, or the query of /check, requires of a caller. The requirement must outlive the Terms.
struct Terms {
  const identity::Requirement& requirement;
  RouteAccess access = RouteAccess::required;
  const OperationRequirement* operation = nullptr;  // null: the policies are not asked
  std::string_view below = {};                      // the path below the route, which names the object
  AskedBy operations = AskedBy::decision;           // the endpoints of our own API ask the policies themselves
};

// What the route requires for this path, which it must cover. The route and the path must outlive the Terms.
Terms terms_of(const Route& route, std::string_view path);

// Step 1. Denials: host_not_ours; ambiguous_path; no_route for a path outside the base path. A path below the base path
// may have no route, because it may be an address of our own. The Way owns its path; its route lives as long as
// map.settings.
tl::expected<Way, Deny> find_way(const Map& map, const Question& question);

// Step 2. Permits: preflight, public_. Denials: host_unclear, method_not_allowed. Absent: step 3 must judge the caller.
// `way` must come from the same map and question. If it has no route, the only decision that this step can make is
// host_unclear; the calling code decides what a missing route means.
std::optional<Decision> decide_unseen(const Map& map, const Question& question, const Way& way);

// Step 3. An optional route lets anonymous requests pass, but a known caller must satisfy its requirement, and a
// refused credential is denied. Permits: caller, nobody, and public_ if the terms are public. Denials:
// credential_refused, sign_in_needed, role_missing (also if the caller would have to be an administrator),
// operation_denied (also if the caller's token is for operations alone, and the terms name none), policies_unknown.
Decision decide(const Terms& terms, const Who& who);

}  // namespace sallyport::gateway
