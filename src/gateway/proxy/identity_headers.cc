#include "gateway/proxy/identity_headers.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/text.h"
#include "gateway/call/identity_lines.h"
#include "http/field_name.h"
#include "http/trace_context.h"

namespace sallyport::gateway {
namespace {

// The beginnings of header names that only the gateway may send.
constexpr std::array<std::string_view, 9> kOurPrefixes{
    "x-auth-",    "x-forwarded-", "x-remote-",  "x-sallyport-",    "x-ms-client-principal",
    "x-webauth-", "x-original-",  "x-rewrite-", "x-authenticated-"};
constexpr std::array<std::string_view, 11> kOurNames{
    "forwarded",     "x-real-ip",         "remote-user", "x-user",
    "x-email",       "x-groups",          "x-roles",     "x-http-method-override",
    "x-http-method", "x-method-override", "x-request-id"};

// Not passed on, in addition to the hop-by-hop headers: the server frames the body and sets Host itself, and Expect
// concerns only the client and us.
constexpr std::array<std::string_view, 3> kNotPassedOn{"content-length", "expect", "host"};

// Passed on unchanged if they are valid, because we add no span of our own. The application would not know what to do
// with a trace that is not. Source: W3C Trace Context 4.2.
constexpr std::array<std::string_view, 2> kTrace{http::kTraceParent, http::kTraceState};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view each) { return http::may_be_same_field(each, name); });
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// The names that Connection declares hop-by-hop. They cannot remove our own headers, because those are added later.
std::vector<std::string_view> connection_options(const http::Request& request) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : request.headers) {
    if (!ascii_iequals(name, "Connection")) continue;
    for (const std::string_view word : split_words(value, ',')) names.push_back(trim(word));
  }
  return names;
}

// The cookies without ours. An upstream must not see session ids.
std::string other_cookies(std::string_view header, const Site& site) {
  std::string out;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view pair = trim(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::string_view name = trim(pair.substr(0, pair.find('=')));
    if (pair.empty() || site.is_our_cookie(name)) continue;
    if (!out.empty()) out += "; ";
    out += pair;
  }
  return out;
}

std::string forwarded_for(const Call& call) {
  const http::Peer& peer = *call.request.peer;
  std::string out;
  if (call.site().trusts(peer))
    if (const auto before = call.request.header("X-Forwarded-For")) out = std::string(*before) + ", ";
  return out + (peer.unix_socket ? "unix" : peer.address);
}

void add_identity(std::string& out, const Call& call, const UpstreamIdentity& identity) {
  if (identity.own_token) {
    add_line(out, "Authorization", "Bearer " + *identity.own_token);
    return;
  }
  out += identity_text_in(identity.caller ? identity.caller->identity_lines : *call.essentials.prepared.nobody_lines,
                          identity.text);
}

}  // namespace

bool is_ours_to_say(std::string_view name) {
  return is_one_of(kOurNames, name) ||
         std::ranges::any_of(kOurPrefixes, [&](std::string_view prefix) { return http::may_begin_with(name, prefix); });
}

std::string upstream_headers(const Call& call, const UpstreamIdentity& identity, const Route& route) {
  const std::vector<std::string_view> options = connection_options(call.request);
  const bool traced = http::trace_id_of(call.request).has_value();
  const bool drop_authorization = identity.own_token || identity.authorization == ClientAuthorization::drop;
  std::string out;
  out.reserve(1024);
  for (const auto& [name, value] : call.request.headers) {
    if (http::is_hop_by_hop(name) || is_one_of(kNotPassedOn, name)) continue;
    if (is_one_of(options, name) || is_ours_to_say(name)) continue;
    if (drop_authorization && http::may_be_same_field(name, "authorization")) continue;
    if (!traced && is_one_of(kTrace, name)) continue;
    if (!http::may_be_same_field(name, "cookie")) {
      add_line(out, name, value);
    } else if (const std::string rest = other_cookies(value, call.site()); !rest.empty()) {
      add_line(out, "Cookie", rest);
    }
  }
  add_line(out, "X-Forwarded-For", forwarded_for(call));
  add_line(out, "X-Forwarded-Proto", call.site().scheme);
  add_line(out, "X-Forwarded-Host", call.request.header("Host").value());
  if (const std::string prefix = public_prefix(call.site(), route); !prefix.empty())
    add_line(out, "X-Forwarded-Prefix", prefix);
  add_line(out, "X-Request-Id", call.trace.request_id);
  add_identity(out, call, identity);
  return out;
}

}  // namespace sallyport::gateway
