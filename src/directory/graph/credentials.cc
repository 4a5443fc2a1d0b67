#include <algorithm>

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/graph/application_changes.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/body.h"
#include "directory/model/administration.h"

namespace sallyport::directory::graph {
namespace {

constexpr Seconds kSecret{2 * 365 * 86400};         // if the client gives no end, as at Graph
constexpr Seconds kLongestSecret{2 * 366 * 86400};  // the portal's limit is 24 months

// Finds the federated credential that the path names, by id or by name.
entra::FederatedCredential* find_credential(entra::AppRegistration& app, std::string_view id_or_name) {
  const auto at = std::ranges::find_if(app.federated_credentials, [&](const entra::FederatedCredential& each) {
    return ascii_iequals(each.id, id_or_name) || each.name == id_or_name;
  });
  return at == app.federated_credentials.end() ? nullptr : &*at;
}

struct PasswordTimes {
  std::string display_name;
  std::optional<UnixTime> start;
  std::optional<UnixTime> end;
};

Answered<PasswordTimes> read_password_times(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  PasswordTimes times;
  Fields fields(body, "PasswordCredential");
  SALLYPORT_REQUIRE(fields.object("passwordCredential", [&](Fields& inner) -> Result<void> {
    SALLYPORT_CHECK(inner.text("displayName", times.display_name, limits::kName));
    SALLYPORT_CHECK(inner.time("startDateTime", times.start));
    SALLYPORT_CHECK(inner.time("endDateTime", times.end));
    return inner.unused({"customKeyIdentifier", "hint", "keyId", "secretText"});
  }));
  SALLYPORT_REQUIRE(fields.no_others());
  const UnixTime start = times.start.value_or(call.exchange.now);
  if (times.end && (*times.end <= start || *times.end - start > kLongestSecret))
    return bad_value("passwordCredential.endDateTime", "PasswordCredential",
                     "It must be later than the start, by at most 24 months.");
  return times;
}

// The issuer and the subject together must be unique in the application, and so must the name.
Result<void> check_unique(const entra::AppRegistration& app, const entra::FederatedCredential& credential) {
  for (const entra::FederatedCredential& each : app.federated_credentials) {
    if (each.id == credential.id) continue;
    if (each.name == credential.name || (each.issuer == credential.issuer && each.subject == credential.subject))
      return failure(Kind::conflict, "federated_credential_taken");
  }
  return {};
}

}  // namespace

Answered<http::Response> add_password(const Call& call) {
  SALLYPORT_ASK(const auto times, read_password_times(call));
  const UnixTime now = call.exchange.now;
  NewSecret made = make_secret(times.display_name, kSecret, now, call.exchange.random);
  if (times.start) made.credential.start = *times.start;
  made.credential.end = times.end.value_or(made.credential.start + kSecret);
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    app.secrets.push_back(made.credential);
    return {};
  }));
  json::Object printed = print_password(made.credential);
  printed.set("secretText", std::string(made.value.reveal()));  // shown this once
  return ok(with_context(call.exchange, "microsoft.graph.passwordCredential", printed));
}

Answered<http::Response> remove_password(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  std::string key_id;
  Fields fields(body, "PasswordCredential");
  SALLYPORT_REQUIRE(fields.guid("keyId", key_id));
  SALLYPORT_REQUIRE(fields.no_others());
  bool removed = false;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    removed = std::erase_if(app.secrets, [&](const auto& each) { return each.key_id == key_id; }) > 0;
    return {};
  }));
  if (!removed) return bad_value("keyId", "PasswordCredential", "No password credential has this keyId.");
  return no_content();
}

Answered<http::Response> list_federated_credentials(const Call& call) {
  SALLYPORT_ASK(const auto app, find_application(call, call.id("app")));
  Listing listing{kFederatedCredentialType, [&](const entra::PageRequest&) -> Answered<Entities> {
                    Entities all;
                    for (const auto& credential : app.federated_credentials)
                      all.rows.push_back(print_federated_credential(credential));
                    all.count = all.rows.size();
                    return all;
                  }};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<http::Response> show_federated_credential(const Call& call) {
  SALLYPORT_ASK(auto app, find_application(call, call.id("app")));
  const auto* credential = find_credential(app, call.text("credential"));
  if (credential == nullptr) return not_found(call.text("credential"));
  return show(call, {kFederatedCredentialType}, print_federated_credential(*credential));
}

Answered<http::Response> add_federated_credential(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(const auto credential, read_federated_credential(body, call.exchange.random));
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    SALLYPORT_CHECK(check_unique(app, credential));
    app.federated_credentials.push_back(credential);
    return {};
  }));
  return created(call.exchange,
                 with_context(call.exchange, "applications/federatedIdentityCredentials/$entity",
                              print_federated_credential(credential)),
                 call.exchange.path + "/" + credential.id);
}

Answered<http::Response> change_federated_credential(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  const std::string name = call.text("credential");
  bool found = false;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    auto* credential = find_credential(app, name);
    found = credential != nullptr;
    if (!found) return {};
    SALLYPORT_CHECK(merge_federated_credential(body, *credential));
    return check_unique(app, *credential);
  }));
  if (!found) return not_found(name);
  return no_content();
}

Answered<http::Response> remove_federated_credential(const Call& call) {
  const std::string name = call.text("credential");
  bool found = false;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    const auto* credential = find_credential(app, name);
    found = credential != nullptr;
    if (found)
      std::erase_if(app.federated_credentials, [id = credential->id](const auto& each) { return each.id == id; });
    return {};
  }));
  if (!found) return not_found(name);
  return no_content();
}

}  // namespace sallyport::directory::graph
