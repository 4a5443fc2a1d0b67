#include <algorithm>

#include "base/text.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/model/administration.h"
#include "directory/transfer/reading.h"

namespace sallyport::directory {
namespace {

using graph::Fields;

// The secrets that the file has hashes for; a stored one that the file names without a hash stays.
Result<void> read_secrets(Fields& fields, entra::AppRegistration& app) {
  const std::vector<entra::PasswordCredential> stored = app.secrets;
  const auto read_one = [&](Fields& item) -> Result<entra::PasswordCredential> {
    SALLYPORT_TRY(const auto key_id, read_id(item, "keyId"));
    const auto known = std::ranges::find(stored, key_id, &entra::PasswordCredential::key_id);
    entra::PasswordCredential secret = known == stored.end() ? entra::PasswordCredential() : *known;
    secret.key_id = key_id;
    std::optional<UnixTime> start = secret.start;
    std::optional<UnixTime> end = secret.end;
    SALLYPORT_CHECK(item.text("displayName", secret.display_name));
    SALLYPORT_CHECK(item.text("hint", secret.hint));
    SALLYPORT_CHECK(item.time("startDateTime", start));
    SALLYPORT_CHECK(item.time("endDateTime", end));
    SALLYPORT_CHECK(item.object(
        "sallyport", [&](Fields& own) -> Result<void> { return own.text("secretHash", secret.secret_hash); }));
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (secret.secret_hash.size() != 64 || !std::ranges::all_of(secret.secret_hash, is_hex))
      return item.wrong("sallyport.secretHash",
                        "It must be the SHA-256 of the secret in 64 hexadecimal digits, as export --with-hashes "
                        "prints it.");
    secret.start = *start;
    secret.end = *end;
    return secret;
  };
  std::vector<entra::PasswordCredential> given;
  SALLYPORT_CHECK(fields.objects<entra::PasswordCredential>("passwordCredentials", given, read_one));
  for (const entra::PasswordCredential& secret : given) {
    std::erase_if(app.secrets, [&](const entra::PasswordCredential& each) { return each.key_id == secret.key_id; });
    app.secrets.push_back(secret);
  }
  return {};
}

Result<void> read_federated(Fields& fields, const json::Object& item, entra::AppRegistration& app, Random& random) {
  const json::Value* list = fields.value("federatedIdentityCredentials");
  if (list == nullptr) return {};
  if (list->as_array() == nullptr) return fields.wrong("federatedIdentityCredentials", "It must be a list of objects.");
  app.federated_credentials.clear();
  for (const json::Value& each : *item.find("federatedIdentityCredentials")->as_array()) {
    const json::Object* object = each.as_object();
    if (object == nullptr) return fields.wrong("federatedIdentityCredentials", "It must be a list of objects.");
    json::Object body;
    for (const json::Member& member : *object)
      if (member.name != "id") body.append(member.name) = member.value;
    SALLYPORT_TRY(auto credential, graph::read_federated_credential(body, random));
    const json::Value* id = object->find("id");
    if (id == nullptr || id->as_string() == nullptr || !is_guid(*id->as_string()))
      return fields.wrong("federatedIdentityCredentials.id", "It is needed: a GUID.");
    credential.id = ascii_lower(*id->as_string());
    app.federated_credentials.push_back(std::move(credential));
  }
  return {};
}

Result<void> read_owners(Fields& fields, entra::AppRegistration& app) {
  const bool given = fields.has("owners");
  std::vector<entra::ObjectId> owners;
  SALLYPORT_CHECK(fields.objects<entra::ObjectId>("owners", owners, [](Fields& owner) -> Result<entra::ObjectId> {
    SALLYPORT_TRY(auto id, read_id(owner, "id"));
    return entra::ObjectId(std::move(id));
  }));
  if (given) app.owners = std::move(owners);
  return {};
}

// Graph makes the ids that a body leaves out. A file needs them, so that a second import finds what the first one
// added.
Result<void> check_ids(Fields& fields, const json::Object& owner, const std::string& place, std::string_view list,
                       std::string_view id) {
  const json::Value* value = owner.find(list);
  const json::Array* items = value == nullptr ? nullptr : value->as_array();
  if (items == nullptr) return {};  // what is no list is refused when it is read
  for (std::size_t i = 0; i < items->size(); ++i) {
    const json::Object* item = (*items)[i].as_object();
    if (item != nullptr && !item->contains(id))
      return fields.wrong(place + std::string(list) + "[" + std::to_string(i) + "]." + std::string(id),
                          "It is needed: a GUID.");
  }
  return {};
}

Result<void> check_ids_of_app(Fields& fields, const json::Object& item) {
  SALLYPORT_CHECK(check_ids(fields, item, "", "appRoles", "id"));
  SALLYPORT_CHECK(check_ids(fields, item, "", "keyCredentials", "keyId"));
  const json::Value* api = item.find("api");
  if (api == nullptr || api->as_object() == nullptr) return {};
  return check_ids(fields, *api->as_object(), "api.", "oauth2PermissionScopes", "id");
}

// The members that merge_application reads. The others are read here.
json::Object body_of_app(Fields& fields, const json::Object& item) {
  json::Object body;
  for (const json::Member& member : item) {
    if (member.name == "passwordCredentials" || member.name == "federatedIdentityCredentials" ||
        member.name == "owners" || member.name == "createdDateTime")
      continue;
    (void)fields.value(member.name);
    body.append(member.name) = member.value;
  }
  return body;
}

}  // namespace

Result<void> read_app(Reading& reading, Fields& fields, const json::Object& item) {
  SALLYPORT_TRY(const auto client, read_id(fields, "appId"));
  SALLYPORT_TRY(const auto id, read_id(fields, "id"));
  SALLYPORT_TRY(const auto stored, reading.store.find_app(ClientId(client)));
  if (stored && stored->tenant != reading.plan.tenant.id) return of_another_tenant(fields, "appId");
  if (stored && stored->id.value != id) return fields.wrong("id", "The application with this appId has another id.");
  entra::AppRegistration app = stored.value_or(entra::AppRegistration());
  if (!stored) {
    app.client_id = ClientId(client);
    app.id = entra::ObjectId(id);
    app.tenant = reading.plan.tenant.id;
    app.created = reading.now;
  }
  SALLYPORT_CHECK(read_created(fields, app.created));
  SALLYPORT_CHECK(read_secrets(fields, app));
  SALLYPORT_CHECK(read_federated(fields, item, app, reading.random));
  SALLYPORT_CHECK(read_owners(fields, app));
  SALLYPORT_CHECK(check_ids_of_app(fields, item));
  SALLYPORT_CHECK(graph::merge_application(body_of_app(fields, item), app, reading.random));
  for (const std::string& uri : app.identifier_uris) {
    SALLYPORT_TRY(const auto owner, reading.store.find_app_by_identifier(uri));
    if (owner && owner->client_id != app.client_id)
      return fields.wrong("identifierUris", uri + " is another application's.");
  }
  if (const auto checked = check_app(app); !checked)
    return failure(Kind::rejected, checked.error().reason, "",
                   std::string(checked.error().reason) + ": " + checked.error().detail);
  const std::string label = "application " + app.display_name;
  note(reading, stored, std::move(app), reading.plan.added.apps, reading.plan.apps, label);
  return {};
}

Result<void> read_principal(Reading& reading, Fields& fields) {
  SALLYPORT_TRY(const auto id, claim_id(reading, fields, entra::PrincipalKind::service_principal));
  SALLYPORT_TRY(const auto client, read_id(fields, "appId"));
  SALLYPORT_TRY(const auto stored, reading.store.find_principal(entra::ObjectId(id)));
  if (stored && stored->client_id.value != client)
    return fields.wrong("appId", "The service principal with this id is of another application.");
  entra::ServicePrincipal principal = stored.value_or(entra::ServicePrincipal());
  if (!stored) {
    principal.id = entra::ObjectId(id);
    principal.tenant = reading.plan.tenant.id;
    principal.client_id = ClientId(client);
    principal.created = reading.now;
  }
  SALLYPORT_CHECK(fields.name("displayName", principal.display_name, 256));
  if (principal.display_name.empty()) return fields.wrong("displayName", "It is needed.");
  SALLYPORT_CHECK(fields.flag("accountEnabled", principal.enabled));
  SALLYPORT_CHECK(fields.flag("appRoleAssignmentRequired", principal.assignment_required));
  SALLYPORT_CHECK(read_created(fields, principal.created));
  const std::string label = "service principal " + principal.display_name;
  note(reading, stored, std::move(principal), reading.plan.added.principals, reading.plan.principals, label);
  return {};
}

}  // namespace sallyport::directory
