// For tests: a directory in memory with two tenants, and functions that act as a browser and as a client. Requests go
// straight to the handler, without a network.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "crypto/system_random.h"
#include "directory/directory.h"
#include "directory/model/access.h"
#include "directory/model/administration.h"
#include "directory/model/seed.h"
#include "directory/model/signing_keys.h"
#include "directory/rules/issuer_keys.h"
#include "directory/rules/request_counter.h"
#include "directory/rules/smart_lockout.h"
#include "http/client.h"
#include "http/form.h"
#include "http/url.h"
#include "jose/jwt.h"
#include "jose/sign.h"
#include "stores/memory/directory_grants.h"
#include "stores/memory/directory_store.h"
#include "stores/memory/sign_in_log.h"

namespace sallyport::directory {

inline constexpr std::string_view kOrigin = "https://localhost:8443";
inline constexpr std::string_view kTenant = "11111111-1111-4111-8111-111111111111";
inline constexpr std::string_view kOtherTenant = "22222222-2222-4222-8222-222222222222";
inline constexpr std::string_view kWeb = "aaaaaaaa-0000-4000-8000-000000000001";
inline constexpr std::string_view kSpa = "aaaaaaaa-0000-4000-8000-000000000002";
inline constexpr std::string_view kNative = "aaaaaaaa-0000-4000-8000-000000000003";
inline constexpr std::string_view kWebCallback = "https://app.example/cb";
inline constexpr std::string_view kSpaCallback = "https://spa.example/";
inline constexpr std::string_view kNativeCallback = "http://localhost/native";
inline constexpr std::string_view kAlice = "00000000-0000-4000-8000-00000000000a";
inline constexpr std::string_view kDave = "00000000-0000-4000-8000-00000000000d";
inline constexpr std::string_view kPassword = "correct horse";
inline constexpr std::string_view kSecret = "the-secret-of-the-web-app-40-characters-";
// RFC 7636 Appendix B.
inline constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

using Fields = std::vector<std::pair<std::string, std::string>>;

inline std::string print(const Fields& fields) {
  http::Form form;
  for (const auto& [name, value] : fields) form.add(name, value);
  return form.print();
}

// Returns `fields` with one value replaced, or without that field if `value` is empty.
inline Fields with(Fields fields, std::string_view name, std::string_view value) {
  std::erase_if(fields, [&](const auto& each) { return each.first == name; });
  if (!value.empty()) fields.emplace_back(name, value);
  return fields;
}

inline std::string between(std::string_view text, std::string_view start, std::string_view end) {
  const std::size_t from = text.find(start);
  if (from == std::string_view::npos) return "";
  const std::size_t begin = from + start.size();
  return std::string(text.substr(begin, text.find(end, begin) - begin));
}

inline std::string unescape(std::string text) {
  for (std::size_t at; (at = text.find("&amp;")) != std::string::npos;) text.replace(at, 5, "&");
  return text;
}

// Another issuer, which answers from a table of addresses.
class ScriptedIssuer final : public http::HttpClient {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    ++requests;
    const auto at = pages.find(request.url);
    if (at == pages.end()) return failure(Kind::unavailable, "http_connect");
    return http::ClientResponse{200, {}, at->second};
  }

  std::map<std::string, std::string> pages;
  int requests = 0;
};

class DirectoryTest : public ::testing::Test {
 protected:
  DirectoryTest() {
    const Seed seed = test_seed();
    EXPECT_TRUE(plant(store, seed, clock.now(), random));
    EXPECT_TRUE(keys.replace(first_keys()));
    EXPECT_TRUE(published.refresh());
    handler = make_handler(services);
  }

  // Password hashing is slow on purpose, so all tests share one hash.
  static const std::string& password_hash() {
    static const std::string made = [] {
      crypto::SystemRandom source;
      return crypto::hash_password(Secret(kPassword), source);
    }();
    return made;
  }

  static SeedUser person(std::string name, std::string display_name, std::string_view id = {}) {
    SeedUser user;
    user.user_principal_name = std::move(name);
    user.display_name = std::move(display_name);
    user.id = id;
    user.password_hash = password_hash();
    return user;
  }

  static Seed test_seed() {
    SeedTenant contoso{std::string(kTenant), "Contoso", {"contoso.example"}, {}, {}, {}};
    contoso.users = {person("alice@contoso.example", "Alice Adams", kAlice), person("bob@contoso.example", "Bob Baker"),
                     person("dave@contoso.example", "Dave Diaz", kDave), person("erin@contoso.example", "Erin Eich"),
                     person("root@contoso.example", "Ruth Root")};
    contoso.users[0].email = "alice@contoso.example";
    contoso.users[3].enabled = false;
    contoso.users[4].directory_role = entra::DirectoryRole::global_administrator;
    contoso.groups.push_back({"Staff", "", {"alice@contoso.example"}});
    for (int i = 0; i < 201; ++i) contoso.groups.push_back({"G" + std::to_string(i), "", {"dave@contoso.example"}});
    SeedApp web;
    web.name = "Web <app>";
    web.client_id = kWeb;
    web.redirect_uris = {{std::string(kWebCallback), entra::Platform::web},
                         {"http://localhost:3000/cb", entra::Platform::web}};
    web.logout_url = "https://app.example/front-channel";
    web.roles = {"Admin", "Viewer"};
    web.assignments = {{"alice@contoso.example", "Admin"}};
    web.optional_claims = {"sid", "login_hint", "auth_time"};
    web.group_claims = entra::GroupClaims::security_group;
    web.secret = Secret(kSecret);
    web.id_token_implicit = true;
    web.scopes = {"read"};
    web.consents = {
        {"", "", sign_in_scopes()}, {std::string(kWeb), "", {"read"}}, {std::string(kSpa), "", {"user_impersonation"}}};
    SeedApp spa;
    spa.name = "SPA";
    spa.client_id = kSpa;
    spa.redirect_uris = {{std::string(kSpaCallback), entra::Platform::spa}};
    spa.scopes = {"user_impersonation"};
    spa.consents = {
        {"", "", sign_in_scopes()}, {std::string(kWeb), "", {"read"}}, {std::string(kNative), "", {"read"}}};
    SeedApp native;
    native.name = "Native";
    native.client_id = kNative;
    native.redirect_uris = {{std::string(kNativeCallback), entra::Platform::public_client}};
    native.scopes = {"read"};
    native.consents = {{"", "", sign_in_scopes()}};
    contoso.apps = {web, spa, native};
    SeedTenant fabrikam{std::string(kOtherTenant), "Fabrikam", {"fabrikam.example"}, {}, {}, {}};
    fabrikam.users = {person("frank@fabrikam.example", "Frank Fox")};
    return {{contoso, fabrikam}};
  }

  // Generating RSA keys is slow, so all tests share these keys.
  static const oidc::op::KeySet& first_keys() {
    static const oidc::op::KeySet made = [] {
      crypto::SystemRandom source;
      return *next_keys({}, UnixTime{1'800'000'000}, source);
    }();
    return made;
  }

  http::Response send(std::string_view method, std::string_view target, std::string_view body = "",
                      std::vector<http::Header> headers = {}) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.peer = peer;
    const bool has_host = std::ranges::any_of(headers, [](const auto& each) { return each.name == "Host"; });
    if (!has_host) headers.push_back({"Host", host});
    if (!body.empty()) headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) headers.push_back({"Cookie", jar});
    for (const http::Header& header : headers) request.headers.push_back({header.name, header.value});
    http::Action action = handler->on_request(request, false);
    if (std::holds_alternative<http::NeedBody>(action)) action = handler->on_request(request, true);
    http::Response response = finish(std::move(action));
    keep_cookies(response);
    return response;
  }

  static http::Response finish(http::Action action) {
    if (auto* answer = std::get_if<http::Answer>(&action)) return std::move(answer->response);
    auto outcome = std::get<http::Defer>(action).work();
    return std::get<http::Answer>(std::move(outcome)).response;
  }

  void keep_cookies(const http::Response& response) {
    for (const http::Header& header : response.headers) {
      if (header.name != "Set-Cookie") continue;
      const std::string name = header.value.substr(0, header.value.find('='));
      const std::string value = between(header.value, "=", ";");
      if (value.empty())
        cookies.erase(name);
      else
        cookies[name] = value;
    }
  }

  std::string path(std::string_view suffix, std::string_view tenant = kTenant) {
    return "/" + std::string(tenant) + std::string(suffix);
  }

  Fields authorize_fields() {
    return {{"client_id", std::string(kWeb)},
            {"redirect_uri", std::string(kWebCallback)},
            {"response_type", "code"},
            {"scope", "openid profile email offline_access"},
            {"state", "s1"},
            {"nonce", "n1"},
            {"code_challenge", std::string(kChallenge)},
            {"code_challenge_method", "S256"}};
  }
  Fields spa_fields() { return with(with(authorize_fields(), "client_id", kSpa), "redirect_uri", kSpaCallback); }

  http::Response authorize(const Fields& fields, std::string_view tenant = kTenant) {
    return send("GET", path("/oauth2/v2.0/authorize?", tenant) + print(fields));
  }

  // Submits the form of the page with these fields, as a browser would.
  http::Response post_form(const http::Response& page, Fields fields) {
    fields.emplace_back("flowToken", between(page.body, "name=\"flowToken\" value=\"", "\""));
    return send("POST", unescape(between(page.body, "<form method=\"post\" action=\"", "\"")), print(fields));
  }
  http::Response sign_in(const http::Response& page, std::string_view name = "alice@contoso.example",
                         std::string_view password = kPassword) {
    return post_form(page, {{"login", std::string(name)}, {"passwd", std::string(password)}, {"act", "sign_in"}});
  }

  static std::string location(const http::Response& response) {
    const auto* value = response.find("Location");
    return value == nullptr ? "" : *value;
  }

  // A parameter of the redirect, from its query or its fragment. Empty if it is absent.
  static std::string answered(const http::Response& response, std::string_view name) {
    std::string where = location(response);
    const std::size_t start = where.find_first_of("?#");
    if (start == std::string::npos) return "";
    where = where.substr(start + 1);
    if (where.ends_with('#')) where.pop_back();
    const auto form = http::Form::parse(where);
    return form ? form->one(name).value_or(std::nullopt).value_or("") : "";
  }

  std::string code_for(const Fields& fields, std::string_view name = "alice@contoso.example") {
    const auto page = authorize(fields);
    const auto done = location(page).empty() ? sign_in(page, name) : page;
    return answered(done, "code");
  }

  Fields redemption(std::string_view code) {
    return {{"grant_type", "authorization_code"},        {"client_id", std::string(kWeb)},
            {"client_secret", std::string(kSecret)},     {"code", std::string(code)},
            {"redirect_uri", std::string(kWebCallback)}, {"code_verifier", std::string(kVerifier)}};
  }
  Fields spa_redemption(std::string_view code) {
    return with(with(with(redemption(code), "client_id", kSpa), "redirect_uri", kSpaCallback), "client_secret", "");
  }

  http::Response token(const Fields& fields, std::vector<http::Header> headers = {},
                       std::string_view tenant = kTenant) {
    return send("POST", path("/oauth2/v2.0/token", tenant), print(fields), std::move(headers));
  }
  static std::vector<http::Header> from_spa() { return {{"Origin", "https://spa.example"}}; }

  static json::Object body_of(const http::Response& response) {
    auto parsed = json::parse_object(response.body);
    EXPECT_TRUE(parsed) << response.body;
    return parsed ? *parsed : json::Object();
  }
  static std::string text_of(const json::Object& object, std::string_view name) {
    const auto* value = object.find(name);
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : "";
  }

  // The claims of a token, after the signature is verified with the keys that the directory publishes.
  json::Object claims_of(std::string_view token_text) {
    const auto set = jose::parse_jwk_set(send("GET", path("/discovery/v2.0/keys")).body);
    const auto jws = jose::CompactJws::parse(token_text);
    EXPECT_TRUE(set && jws);
    if (!set || !jws) return {};
    const auto verified = jose::verify(*jws, *set, {crypto::SignatureAlgorithm::rs256});
    EXPECT_TRUE(verified);
    return verified ? json::parse_object(verified->payload()).value_or(json::Object()) : json::Object();
  }

  static json::Object header_of(std::string_view token_text) {
    const auto bytes = base64url_decode(token_text.substr(0, token_text.find('.')));
    const auto parsed = bytes ? json::parse_object(*bytes) : Result<json::Object>(failure(Kind::malformed, "header"));
    EXPECT_TRUE(parsed) << token_text;
    return parsed ? *parsed : json::Object();
  }

  void change_app(std::string_view client, auto change) {
    ASSERT_TRUE(store.change_app(ClientId(std::string(client)), [&](entra::AppRegistration& app) {
      change(app);
      return Result<void>();
    }));
  }
  entra::ServicePrincipal principal_of(std::string_view client, std::string_view tenant = kTenant) {
    return (*store.find_principal_of(TenantId(std::string(tenant)), ClientId(std::string(client))))
        .value_or(entra::ServicePrincipal());
  }
  void change_principal(std::string_view client, auto change) {
    ASSERT_TRUE(store.change_principal(principal_of(client).id, [&](entra::ServicePrincipal& principal) {
      change(principal);
      return Result<void>();
    }));
  }
  // Takes back all consents of a client in its home tenant.
  void forget_consents(std::string_view client) {
    const auto consents = store.consents(TenantId(std::string(kTenant)), {principal_of(client).id, {}, {}}, {});
    for (const entra::Consent& each : consents->rows) ASSERT_TRUE(store.remove_consent(each.id));
  }
  // Accepts the consent page, as its person would.
  http::Response accept(const http::Response& page, Fields more = {}) {
    more.emplace_back("account", between(page.body, "name=\"account\" value=\"", "\""));
    more.emplace_back("act", "consent");
    return post_form(page, more);
  }
  void change_user(std::string_view name, auto change) {
    const auto known = **store.find_user_by_name(name);
    ASSERT_TRUE(store.change_user(known.id, [&](entra::User& user) {
      change(user);
      return Result<void>();
    }));
  }

  std::string host = "localhost:8443";  // by which the browser and the client call the directory
  FixedClock clock{UnixTime{1'800'000'000}};
  crypto::SystemRandom random;
  NoLog log;
  Settings settings;
  stores::MemoryDirectoryStore store;
  stores::MemoryGrantStore grants;
  stores::MemorySignInStore sign_ins;
  stores::MemoryKeyStore keys;
  stores::MemorySignInLog sign_in_log;
  Origins origins{{"localhost", "127.0.0.1", "[::1]"}};
  Published published{store, keys, clock};
  SmartLockout lockout;
  TokenCounters counters;
  SetupCounter setup_counter;
  ScriptedIssuer issuer;
  IssuerKeys issuer_keys{&issuer};
  Services services{store,       grants,  sign_ins, published, lockout, counters, setup_counter,
                    issuer_keys, origins, settings, clock,     random,  log,      sign_in_log};
  std::shared_ptr<http::Peer> peer = std::make_shared<http::Peer>(http::Peer{"127.0.0.1", false, true});
  std::map<std::string, std::string> cookies;
  std::unique_ptr<http::Handler> handler;
};

}  // namespace sallyport::directory
