// Every address of the API has a command, or a reason why it has none.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "app/commands/api/nouns.h"
#include "app/commands/api/verbs.h"
#include "gateway/own_routes.h"

namespace sallyport::app {
namespace {

using Address = std::pair<std::string, std::string>;  // method and path, such as {"GET", "roles/{}"}

// The path below /api/v1 or /api/sallyport/v1, with each parameter as {}.
std::string below_api(std::string_view path) {
  for (const std::string_view api : {std::string_view("/api/sallyport/v1/"), std::string_view("/api/v1/")})
    if (path.starts_with(api)) path.remove_prefix(api.size());
  std::string out;
  for (bool inside = false; const char c : path) {
    inside = inside ? c != '}' : c == '{';
    if (c == '{') out += "{}";
    if (!inside && c != '}') out += c;
  }
  return out;
}

// What the common verbs ask for, below the noun's collection. An object is named by its id or by its name.
std::set<Address> asked_by(const Noun& noun, const Verb& verb) {
  const std::string all(noun.collection);
  const auto one = [&](const std::string& method) {
    return std::set<Address>{{method, all + "/{}"}, {method, all + "/name/{}"}};
  };
  if (verb.run == list_objects) return {{"GET", all}};
  if (verb.run == show_object) return one("GET");
  if (verb.run == create_object || verb.run == create_bot) return {{"POST", all}};
  if (verb.run == edit_object) return one("PATCH");
  if (verb.run == delete_object) return one("DELETE");
  if (verb.run == restore_object) return {{"PUT", all + "/restore"}};
  if (verb.run == list_object_versions) return {{"GET", all + "/{}/versions"}, {"GET", all + "/{}/versions/{}"}};
  return {{std::string(verb.method), below_api(verb.path)}};
}

struct Exception {
  std::string_view method;  // empty: each
  std::string_view path;    // or how it begins, if it ends with an asterisk
  std::string_view reason;
};

constexpr std::array kExceptions{
    Exception{"", "system/*", "clients read it before somebody signs in"},
    Exception{"GET", "openapi.json", "a document and not an action"},
    Exception{"GET", "auth/refresh", "it hands a session's token to the page that has the cookie"},
    Exception{"", "/scim/*", "it is for identity providers"},
    Exception{"POST", "users/login", "no command takes a password"},
    Exception{"POST", "users/refresh", "no command takes a password"},
    Exception{"POST", "users/logout", "no command takes a password"},
    Exception{"PUT", "users/changePassword", "no command takes a password"},
    Exception{"POST", "users/password/reset", "no command takes a password"},
    Exception{"POST", "users/generatePasswordResetLink", "for people who cannot sign in; user password-link is ours"},
    Exception{"POST", "users/checkEmailInUse", "user create says so"},
    Exception{"POST", "users/checkEmailVerified", "OpenMetadata's page asks it"},
    Exception{"POST", "users/signup", "people make their own account"},
    Exception{"PUT", "users/registrationConfirmation", "people make their own account"},
    Exception{"PUT", "users/resendRegistrationToken", "people make their own account"},
    Exception{"PUT", "users", "create and edit"},
    Exception{"PUT", "teams", "create and edit"},
    Exception{"PUT", "roles", "create and edit"},
    Exception{"PUT", "policies", "create and edit"},
    Exception{"PUT", "bots", "create and edit"},
    Exception{"POST", "users/revokeToken", "the PUT does the same"},
    Exception{"GET", "users/auth-mechanism/{}", "bot show-token says the same"},
    Exception{"GET", "permissions", "permission list says it for each resource"},
    Exception{"GET", "permissions/{}/{}", "permission check knows more about an object"},
    Exception{"GET", "permissions/{}/name/{}", "permission check knows more about an object"},
    Exception{"GET", "audit/*", "sallyport audit, which also reads the store"},
};

bool is_excepted(const Address& address, const Exception& exception) {
  const bool begins = exception.path.ends_with('*');
  const std::string_view path = exception.path.substr(0, exception.path.size() - (begins ? 1 : 0));
  return (exception.method.empty() || exception.method == address.first) &&
         (begins ? address.second.starts_with(path) : address.second == path);
}

std::set<Address> addresses_of_the_api() {
  std::set<Address> found;
  for (const gateway::OwnRow& row : gateway::own_rows())
    for (const http::MethodRow& method : http::kMethodTable)
      if (row.label == gateway::RouteClass::security_api && row.methods.contain(method.method) &&
          method.method != http::Method::head)  // every GET answers it
        found.emplace(method.name, below_api(row.path.text()));
  return found;
}

std::set<Address> addresses_of_commands() {
  std::set<Address> found;
  for (const Noun* const noun : api_nouns())
    for (const Verb& verb : noun->verbs) found.merge(asked_by(*noun, verb));
  return found;
}

TEST(ApiRows, EachHasACommandOrAReason) {
  const std::set<Address> commands = addresses_of_commands();
  const std::set<Address> rows = addresses_of_the_api();
  EXPECT_GT(rows.size(), 80U);
  for (const Address& row : rows) {
    const bool excepted = std::ranges::any_of(kExceptions, [&](const auto& one) { return is_excepted(row, one); });
    EXPECT_NE(commands.contains(row), excepted) << row.first << " " << row.second;
  }
}

TEST(ApiRows, AreThereForEachCommand) {
  const std::set<Address> rows = addresses_of_the_api();
  for (const Address& asked : addresses_of_commands())
    EXPECT_TRUE(rows.contains(asked)) << asked.first << " " << asked.second;
}

TEST(ApiRows, EachExceptionIsNeeded) {
  const std::set<Address> rows = addresses_of_the_api();
  for (const Exception& one : kExceptions)
    EXPECT_TRUE(std::ranges::any_of(rows, [&](const Address& row) { return is_excepted(row, one); })) << one.path;
}

}  // namespace
}  // namespace sallyport::app
