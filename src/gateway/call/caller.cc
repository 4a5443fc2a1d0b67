#include "gateway/call/caller.h"

#include <algorithm>

#include "base/text.h"
#include "identity/membership.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxList = 4096;

std::size_t total_size(std::span<const std::string> values) {
  std::size_t size = 0;
  for (const std::string& value : values) size += value.size();
  return size;
}

struct List {
  std::string text;
  bool whole = true;  // nothing was left out
};

// Leaves out values that a lenient reader would split or trim. Source: RFC 9110 5.6.1.
List join(std::span<const std::string> values) {
  List out;
  out.text.reserve(std::min(kMaxList, total_size(values) + values.size()));
  for (const std::string& value : values) {
    const bool ambiguous = value.empty() || value.find(',') != std::string::npos || has_control(value) ||
                           trim(value).size() != value.size();
    const bool fits = out.text.size() + value.size() + 1 <= kMaxList;
    out.whole = out.whole && !ambiguous && fits;
    if (ambiguous) continue;
    if (!fits) break;
    if (!out.text.empty()) out.text.push_back(',');
    out.text += value;
  }
  return out;
}

// Empties a value with a control byte. The empty header is still sent, so that a proxy that copies headers by name
// overwrites what the client sent.
std::string_view clean(std::string_view value) {
  return has_control(value) ? std::string_view() : value;
}

}  // namespace

CallerPtr finish(std::shared_ptr<Caller> caller, const HeadersOnly& more) {
  const bool knows_groups = more.groups_state == oidc::GroupsState::complete;
  const List groups = join(more.groups);
  const List roles = join(caller->roles);
  std::vector<http::HeaderView> lines{{"X-Auth-Request-User", clean(caller->username)},
                                      {"X-Auth-Request-Email", clean(caller->email)},
                                      {"X-Auth-Request-Preferred-Username", clean(more.preferred_username)}};
  if (knows_groups) lines.push_back({"X-Auth-Request-Groups", groups.text});
  lines.push_back({"X-Auth-Request-Roles", roles.text});
  if (!knows_groups || !groups.whole) lines.push_back({"X-Auth-Request-Groups-Incomplete", "true"});
  if (!roles.whole) lines.push_back({"X-Auth-Request-Roles-Incomplete", "true"});
  caller->identity_lines = *http::prepare(lines);
  return caller;
}

std::string_view local_part(std::string_view text) {
  return text.substr(0, text.find('@'));
}

CallerPtr caller_of(const session::Session& session, oidc::GroupsState groups_state, identity::Rights rights) {
  auto caller = std::make_shared<Caller>();
  caller->person = session.person;
  caller->username = session.username;
  caller->display_name = session.display_name;
  caller->email = session.email;
  caller->roles = std::move(rights.roles);
  caller->admin = rights.admin;
  caller->session = session::array_of(session.digest);
  caller->expires = session.expires;
  return finish(std::move(caller), {session.preferred_username, session.groups, groups_state});
}

identity::PrincipalKind principal_kind(const Caller& caller) {
  return caller.program ? identity::PrincipalKind::bot : identity::PrincipalKind::person;
}

identity::Rights narrowed(identity::Rights rights, const identity::Scope& scope) {
  if (scope.is_whole()) return rights;
  const auto is_within = [&](std::string_view role) {
    return std::ranges::find(scope.roles, role) != scope.roles.end();
  };
  std::erase_if(rights.roles, [&](const std::string& role) { return !is_within(role); });
  rights.admin = rights.admin && is_within(identity::kAdminRole) && scope.operations.empty();
  return rights;
}

identity::Rights policy_rights(const Caller& caller) {
  if (!caller.narrowed) return {caller.roles, caller.admin};
  const auto& [owner, scope] = *caller.narrowed;
  const bool admin = scope.roles.empty() || std::ranges::find(scope.roles, identity::kAdminRole) != scope.roles.end();
  return {owner.roles, owner.admin && admin};
}

identity::Scope scope_of(const Caller& caller) {
  return caller.narrowed ? caller.narrowed->scope : identity::Scope{};
}

bool is_for_operations_alone(const Caller& caller) {
  return caller.narrowed && caller.narrowed->scope.is_for_operations_alone();
}

CallerPtr with_principal(const Caller& caller, PrincipalPtr principal) {
  auto copy = std::make_shared<Caller>();
  static_cast<CallerFacts&>(*copy) = caller;
  copy->principal = std::move(principal);
  return copy;
}

}  // namespace sallyport::gateway
