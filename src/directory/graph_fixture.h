// For tests of Graph: tokens for people and applications with chosen permissions, and requests with JSON bodies.
#pragma once

#include "base/text.h"
#include "directory/directory_test.h"
#include "directory/graph/operations.h"
#include "directory/rules/graph_token.h"
#include "entra/graph_application.h"

namespace sallyport::directory {

inline constexpr std::string_view kEverything =
    "openid User.Read User.ReadWrite.All Group.ReadWrite.All Application.ReadWrite.All AppRoleAssignment.ReadWrite.All "
    "DelegatedPermissionGrant.ReadWrite.All Directory.ReadWrite.All RoleManagement.ReadWrite.Directory "
    "AuditLog.Read.All User.Invite.All Policy.ReadWrite.ConditionalAccess UserAuthenticationMethod.ReadWrite.All";
inline constexpr std::string_view kNowhereId = "99999999-0000-4000-8000-000000000009";

class GraphTest : public DirectoryTest {
 protected:
  GraphTest() {
    change_user("alice@contoso.example",
                [](entra::User& user) { user.directory_role = entra::DirectoryRole::global_administrator; });
    change_user("frank@fabrikam.example",
                [](entra::User& user) { user.directory_role = entra::DirectoryRole::global_administrator; });
    alice = token_of("alice@contoso.example", kEverything);
    bob = token_of("bob@contoso.example", kEverything);
    frank = token_of("frank@fabrikam.example", kEverything);
  }

  entra::User person(std::string_view name) { return store.find_user_by_name(name).value().value(); }
  entra::AppRegistration app(std::string_view client) {
    return store.find_app(ClientId(std::string(client))).value().value();
  }
  entra::ObjectId graph_principal(std::string_view tenant = kTenant) {
    return principal_of(entra::kGraphClientId, tenant).id;
  }
  void give_role(std::string_view name, entra::DirectoryRole role) {
    change_user(name, [&](entra::User& user) { user.directory_role = role; });
  }

  // A token for Graph as the token endpoint makes one.
  std::string sign(std::string_view tenant, std::string_view holder, json::Object more) {
    more.set("aud", entra::kGraphClientId);
    more.set("iss", std::string(kOrigin) + "/" + std::string(tenant) + "/");
    more.set("tid", tenant);
    more.set("oid", holder);
    more.set("sub", holder);
    more.set("appid", kWeb);
    more.set("iat", clock.now().seconds);
    more.set("nbf", clock.now().seconds);
    more.set("exp", (clock.now() + Seconds(3600)).seconds);
    return sign_for_graph(published.snapshot()->signing, {{"typ", "JWT"}}, "the-nonce", more).value();
  }
  std::string token_of(std::string_view name, std::string_view scopes) {
    const auto user = person(name);
    return sign(user.tenant.value, user.id.value, {{"scp", scopes}});
  }
  std::string app_token(std::string_view roles, std::string_view client = kWeb) {
    json::Array values;
    for (const std::string_view role : split_words(roles)) values.emplace_back(role);
    return sign(kTenant, principal_of(client).id.value, {{"roles", std::move(values)}});
  }

  http::Response call(std::string_view method, std::string_view target, std::string_view token,
                      std::string_view body = "") {
    return send(method, target, body,
                {{"Authorization", "Bearer " + std::string(token)}, {"ConsistencyLevel", "eventual"}});
  }
  http::Response get(std::string_view target, std::string_view token) { return call("GET", target, token); }

  // The value at a path such as "error.code" or "value.0.id", as text; numbers and Booleans are printed. "(none)" if
  // there is nothing.
  static std::string at(const http::Response& response, std::string_view path) {
    const auto parsed = json::parse(response.body);
    const json::Value* value = parsed ? &*parsed : nullptr;
    for (const std::string_view step : split_words(path, '/')) {
      if (value == nullptr) break;
      if (const auto* array = value->as_array()) {
        const auto index = parse_decimal(step);
        value = index && *index < static_cast<long long>(array->size()) ? &(*array)[static_cast<std::size_t>(*index)]
                                                                        : nullptr;
      } else {
        value = value->as_object() == nullptr ? nullptr : value->as_object()->find(step);
      }
    }
    if (value == nullptr) return "(none)";
    return value->as_string() != nullptr ? *value->as_string() : json::print(*value);
  }
  static std::vector<std::string> each(const http::Response& response, std::string_view property) {
    std::vector<std::string> all;
    for (std::size_t i = 0;; ++i) {
      const std::string value = at(response, "value/" + std::to_string(i) + "/" + std::string(property));
      if (value == "(none)") return all;
      all.push_back(value);
    }
  }
  static std::string code_of(const http::Response& response) { return at(response, "error/code"); }

  // The path and query of an answer's nextLink; empty on the last page.
  static std::string next_of(const http::Response& response) {
    const std::string link = at(response, "@odata.nextLink");
    return link == "(none)" ? "" : link.substr(kOrigin.size());
  }
  // The property of all entities, over all pages.
  std::vector<std::string> all_pages(std::string target, std::string_view token, std::string_view property) {
    std::vector<std::string> all;
    for (int pages = 0; !target.empty() && pages < 100; ++pages) {
      const auto response = get(target, token);
      EXPECT_EQ(response.status, 200) << target << response.body;
      for (std::string& value : each(response, property)) all.push_back(std::move(value));
      target = next_of(response);
    }
    return all;
  }

  std::string alice;  // Global Administrator of Contoso
  std::string bob;    // without a role
  std::string frank;  // Global Administrator of Fabrikam
};

}  // namespace sallyport::directory
