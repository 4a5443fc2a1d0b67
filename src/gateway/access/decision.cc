#include "gateway/access/decision.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gateway/access/route_object.h"
#include "identity/policy/decision.h"
#include "identity/policy/explanation.h"

namespace sallyport::gateway {
namespace {

// The methods that pass if a route lists none.
constexpr std::array<std::string_view, 7> kUsualMethods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

constexpr std::array<std::string_view, 4> kPermitNames{"public", "preflight", "nobody", "caller"};

constexpr std::array<std::string_view, 10> kDenialNames{
    "hostNotOurs",       "hostUnclear",  "ambiguousPath", "noRoute",         "methodNotAllowed",
    "credentialRefused", "signInNeeded", "roleMissing",   "operationDenied", "policiesUnknown"};

tl::unexpected<Deny> deny(Denial why, Kind kind, std::string_view reason, std::string_view rule,
                          std::string detail = {}) {
  return tl::unexpected(Deny{why, {kind, reason, rule, std::move(detail)}});
}

bool is_listed(const auto& methods, std::string_view method) {
  return std::ranges::find(methods, method) != std::end(methods);
}

// A route that lists GET also passes HEAD (RFC 9110 9.3.2).
bool passes(const Route& route, std::string_view method) {
  if (route.methods.empty()) return is_listed(kUsualMethods, method);
  return is_listed(route.methods, method) || (method == "HEAD" && is_listed(route.methods, "GET"));
}

std::string list_methods(const auto& methods) {
  std::string text;
  for (const std::string_view method : methods) text.append(text.empty() ? "" : ", ").append(method);
  return text;
}

// The decision of the policies about the object that the path names.
Decision decide_operation(const OperationRequirement& needed, std::string_view below, const Caller& caller) {
  if (caller.admin) return Permit::caller;
  if (!caller.principal) return deny(Denial::policies_unknown, Kind::unavailable, "policies_unknown", {});
  const auto segments = segments_of(below, count_segments(needed));
  const auto decision = identity::decide(*caller.principal, needed, segments);
  // The configuration is checked against the vocabulary, so this is a mistake of ours.
  if (!decision) return deny(Denial::operation_denied, Kind::internal, "operation_meaningless", {});
  if (decision->is_permit()) return Permit::caller;
  return deny(Denial::operation_denied, Kind::forbidden, "operation_denied",
              "docs/policies.md, How a question is decided",
              identity::refusal_text(*caller.principal->snapshot, *decision, local_part(caller.username)));
}

}  // namespace

std::string_view name_of(Permit permit) {
  return kPermitNames[static_cast<std::size_t>(permit)];
}

std::string_view name_of(Denial denial) {
  return kDenialNames[static_cast<std::size_t>(denial)];
}

Terms terms_of(const Route& route, std::string_view path) {
  const std::string_view below = path.substr(route.path == "/" ? 0 : std::min(route.path.size(), path.size()));
  return {route.requirement, route.access, route.operation ? &*route.operation : nullptr, below};
}

tl::expected<Way, Deny> find_way(const Map& map, const Question& question) {
  if (question.host_from == HostFrom::client && !map.site.is_ours(question.host))
    return deny(Denial::host_not_ours, Kind::rejected, "host_not_ours", "RFC 9110 7.4");
  auto way = read_path(map, question.host, question.path);
  if (way) return *std::move(way);
  const bool outside = way.error().kind == Kind::rejected;
  return tl::unexpected(Deny{outside ? Denial::no_route : Denial::ambiguous_path, std::move(way).error()});
}

std::optional<Decision> decide_unseen(const Map& map, const Question& question, const Way& way) {
  const bool by_proxy = question.host_from == HostFrom::proxy_in_front;
  if (by_proxy && is_ruled_by_host(map, question.host, way.path))
    return deny(Denial::host_unclear, Kind::forbidden, "route_host", "RFC 9110 7.2",
                "the Host names none of the route's");
  if (!way.route) return std::nullopt;
  const Route& route = *way.route;
  if (question.preflight && route.preflight == Preflight::pass) return Permit::preflight;
  if (!passes(route, question.method))
    return deny(Denial::method_not_allowed, Kind::rejected, "method_not_allowed", "RFC 9110 15.5.6",
                route.methods.empty() ? list_methods(kUsualMethods) : list_methods(route.methods));
  if (route.access == RouteAccess::public_) return Permit::public_;
  return std::nullopt;
}

Decision decide(const Terms& terms, const Who& who) {
  if (terms.access == RouteAccess::public_) return Permit::public_;
  if (who.refusal) return tl::unexpected(Deny{Denial::credential_refused, *who.refusal});
  if (!who.caller && terms.access == RouteAccess::optional) return Permit::nobody;
  if (!who.caller) return deny(Denial::sign_in_needed, Kind::unauthenticated, "sign_in_needed", "RFC 9110 15.5.2");
  auto decided = identity::decide(terms.requirement, who.caller->roles, who.caller->admin);
  if (!decided) return tl::unexpected(Deny{Denial::role_missing, std::move(decided).error()});
  if (terms.operation) return decide_operation(*terms.operation, terms.below, *who.caller);
  if (terms.operations == AskedBy::decision && is_for_operations_alone(*who.caller))
    return deny(Denial::operation_denied, Kind::forbidden, "token_narrowed", "docs/tokens.md, What one may do",
                "the token is for operations alone, and nothing here asks about one");
  return Permit::caller;
}

}  // namespace sallyport::gateway
