#include "entra/registration.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"
#include "entra/names.h"
#include "http/url.h"

namespace sallyport::entra {
namespace {

constexpr std::size_t kMaxRedirectUri = 256;
constexpr std::string_view kLoopbackPrefixes[] = {"http://localhost", "https://localhost", "http://127.0.0.1"};

// The URI without its port if its host is loopback; absent otherwise. After the port the text must end or go on with a
// path or a query, so that "http://localhost:80@evil.example/" does not pass as a loopback URI.
std::optional<std::string> without_loopback_port(std::string_view uri) {
  for (const std::string_view prefix : kLoopbackPrefixes) {
    if (!uri.starts_with(prefix)) continue;
    std::string_view rest = uri.substr(prefix.size());
    if (rest.starts_with(':')) {
      const auto end = std::find_if_not(rest.begin() + 1, rest.end(), is_digit);
      const auto digits = static_cast<std::size_t>(end - rest.begin()) - 1;
      const auto port = parse_decimal(rest.substr(1, digits));
      if (!port || *port > 65535 || rest[1] == '0') return std::nullopt;  // refuses "07", a second spelling of 7
      rest.remove_prefix(digits + 1);
    }
    if (!rest.empty() && rest.front() != '/' && rest.front() != '?') return std::nullopt;
    return std::string(prefix) + std::string(rest);
  }
  return std::nullopt;
}

bool is_scheme_character(char c) {
  return is_lower(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

// Whether the scheme may be a private-use scheme of a native application (RFC 8252 7.1). http and https have rules of
// their own. A script scheme is not allowed, because the script would run in the directory's origin.
bool has_native_scheme(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string scheme = ascii_lower(uri.substr(0, colon));
  if (scheme == "http" || scheme == "https" || scheme == "javascript" || scheme == "data" || scheme == "vbscript" ||
      scheme == "file" || scheme == "blob")
    return false;
  return std::ranges::all_of(scheme, is_scheme_character);
}

// Whether the URI is https with a host. A '@' is refused, because browsers take the text before it for user information
// and go to the host after it.
bool is_https_uri(std::string_view uri) {
  constexpr std::string_view kStart = "https://";
  if (!uri.starts_with(kStart) || uri.find('@') != uri.npos) return false;
  const std::string_view rest = uri.substr(kStart.size());
  return !rest.empty() && rest.front() != '/' && rest.front() != '?' && rest.front() != ':';
}

constexpr auto kAudiences = std::to_array<Named<SignInAudience>>({
    {SignInAudience::my_org, "AzureADMyOrg"},
    {SignInAudience::multiple_orgs, "AzureADMultipleOrgs"},
    {SignInAudience::orgs_and_personal, "AzureADandPersonalMicrosoftAccount"},
    {SignInAudience::personal_only, "PersonalMicrosoftAccount"},
});

constexpr auto kGroupClaims = std::to_array<Named<GroupClaims>>({
    {GroupClaims::none, "None"},
    {GroupClaims::security_group, "SecurityGroup"},
    {GroupClaims::application_group, "ApplicationGroup"},
    {GroupClaims::directory_role, "DirectoryRole"},
    {GroupClaims::all, "All"},
});

constexpr auto kPermissionKinds =
    std::to_array<Named<PermissionKind>>({{PermissionKind::scope, "Scope"}, {PermissionKind::role, "Role"}});

// The element of which `member` equals the text; null if there is none.
template <class T>
const T* find_in(const std::vector<T>& all, std::string T::* member, std::string_view text) {
  const auto at = std::ranges::find(all, text, member);
  return at == all.end() ? nullptr : &*at;
}

}  // namespace

std::string_view name_of(Platform platform) {
  switch (platform) {
    case Platform::web:
      return "web";
    case Platform::spa:
      return "spa";
    case Platform::public_client:
      return "public";
  }
  return "";
}

std::optional<Platform> parse_platform(std::string_view name) {
  if (name == "web") return Platform::web;
  if (name == "spa") return Platform::spa;
  if (name == "public" || name == "publicClient") return Platform::public_client;
  return std::nullopt;
}

std::string_view name_of(SignInAudience audience) {
  return name_in(kAudiences, audience);
}
std::optional<SignInAudience> parse_sign_in_audience(std::string_view name) {
  return value_in(kAudiences, name);
}

bool is_multi_tenant(SignInAudience audience) {
  return audience == SignInAudience::multiple_orgs || audience == SignInAudience::orgs_and_personal;
}
bool admits_personal_accounts(SignInAudience audience) {
  return audience == SignInAudience::orgs_and_personal || audience == SignInAudience::personal_only;
}

std::string_view name_of(GroupClaims claims) {
  return name_in(kGroupClaims, claims);
}
std::optional<GroupClaims> parse_group_claims(std::string_view name) {
  return value_in(kGroupClaims, name);
}

std::string_view name_of(PermissionKind kind) {
  return name_in(kPermissionKinds, kind);
}
std::optional<PermissionKind> parse_permission_kind(std::string_view name) {
  return value_in(kPermissionKinds, name);
}

const RedirectUri* match_redirect_uri(const AppRegistration& app, std::string_view uri, LoopbackPort port) {
  const auto exact =
      std::ranges::find(app.redirect_uris, uri, &RedirectUri::uri);  // RFC 3986 6.2.1: simple string comparison
  if (exact != app.redirect_uris.end()) return &*exact;
  const auto portless = without_loopback_port(uri);
  if (!portless) return nullptr;
  for (const RedirectUri& registered : app.redirect_uris) {
    if (port == LoopbackPort::ignored_for_public_clients && registered.platform != Platform::public_client) continue;
    if (without_loopback_port(registered.uri) == portless) return &registered;
  }
  return nullptr;
}

Result<void> check_redirect_uri(const RedirectUri& uri) {
  if (uri.uri.empty() || uri.uri.size() > kMaxRedirectUri) return failure(Kind::rejected, "redirect_uri_length");
  if (has_control(uri.uri) || uri.uri.find_first_of(" !$'(),;*#\\\"<>") != std::string::npos ||
      std::ranges::any_of(uri.uri, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return failure(Kind::rejected, "redirect_uri_characters", "", uri.uri);
  if (uri.platform == Platform::public_client && has_native_scheme(uri.uri)) return {};
  const std::string_view text = uri.uri;
  const bool loopback = text.starts_with("http://") && without_loopback_port(text).has_value();
  if (!is_https_uri(text) && !loopback)
    return failure(Kind::rejected, "redirect_uri_scheme", "", uri.uri + ": https, or http on localhost alone");
  return {};
}

std::string origin_key(std::string_view uri) {
  const auto url = http::Url::parse(uri);
  if (!url) return "";
  return url->host == "localhost" ? url->scheme + "://localhost" : url->origin();
}

const Scope* find_scope(const AppRegistration& app, std::string_view value) {
  return find_in(app.scopes, &Scope::value, value);
}
const Scope* find_scope_by_id(const AppRegistration& app, std::string_view id) {
  return find_in(app.scopes, &Scope::id, id);
}
const AppRole* find_role(const AppRegistration& app, std::string_view value) {
  return find_in(app.app_roles, &AppRole::value, value);
}
const AppRole* find_role_by_id(const AppRegistration& app, std::string_view id) {
  return find_in(app.app_roles, &AppRole::id, id);
}

}  // namespace sallyport::entra
