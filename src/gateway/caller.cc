#include "gateway/caller.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxList = 4096;

std::size_t total_size(const std::vector<std::string>& values) {
  std::size_t size = 0;
  for (const std::string& value : values) size += value.size();
  return size;
}

// Source: RFC 9110 5.6.1, with what a lenient reader would split or trim left out.
std::string join(const std::vector<std::string>& values) {
  std::string out;
  out.reserve(std::min(kMaxList, total_size(values) + values.size()));
  for (const std::string& value : values) {
    const bool ambiguous = value.empty() || value.find(',') != std::string::npos || has_control(value) ||
                           trim(value).size() != value.size();
    if (ambiguous) continue;
    if (out.size() + value.size() + 1 > kMaxList) break;
    if (!out.empty()) out.push_back(',');
    out += value;
  }
  return out;
}

// An empty value is sent too: a proxy that copies headers by name then overwrites what the client sent.
std::string_view clean(std::string_view value) {
  return has_control(value) ? std::string_view() : value;
}

}  // namespace

CallerPtr finish(std::shared_ptr<Caller> caller) {
  const std::string groups = join(caller->groups);
  const std::string roles = join(caller->roles);
  caller->identity_lines = http::prepare({{"X-Auth-Request-User", clean(caller->username)},
                                          {"X-Auth-Request-Email", clean(caller->email)},
                                          {"X-Auth-Request-Preferred-Username", clean(caller->preferred_username)},
                                          {"X-Auth-Request-Groups", groups},
                                          {"X-Auth-Request-Roles", roles}});
  return caller;
}

CallerPtr caller_of(const session::Session& session) {
  auto caller = std::make_shared<Caller>();
  caller->person = session.person;
  caller->username = session.username;
  caller->display_name = session.display_name;
  caller->email = session.email;
  caller->preferred_username = session.preferred_username;
  caller->roles = session.roles;
  caller->groups = session.groups;
  caller->admin = session.admin;
  caller->session = session.digest;
  caller->expires = session.expires;
  return finish(std::move(caller));
}

}  // namespace sallyport::gateway
