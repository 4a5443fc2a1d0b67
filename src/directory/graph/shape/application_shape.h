// App registrations in the shape of Graph's `application`: printed, and read from the body of a POST or a PATCH.
// Source: Microsoft Graph v1.0, resource type application; docs/entra.md, Registrations and platforms.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "directory/graph/shape/body.h"
#include "directory/odata/entity_type.h"
#include "entra/registration.h"

namespace sallyport::directory::graph {

extern const odata::EntityType kApplicationType;
extern const odata::EntityType kFederatedCredentialType;

json::Object print_application(const entra::AppRegistration& app, const entra::Tenant& home);
json::Object print_password(const entra::PasswordCredential& credential);
json::Object print_key(const entra::KeyCredential& credential);
json::Object print_federated_credential(const entra::FederatedCredential& credential);

// Lists that an application and its service principals both show.
json::Array print_app_roles(const entra::AppRegistration& app);
json::Array print_scopes(const entra::AppRegistration& app);
json::Array print_texts(const std::vector<std::string>& texts);

// Merges the members that the body names into the registration. Ids of new roles, scopes and certificates are made if
// the body has none. Secrets are not set here, only removed: a secret is made by addPassword, which shows it once.
// Errors: those of Fields. The rules between the members are checked by check_app (directory/model/app_rules.h).
Result<void> merge_application(const json::Object& body, entra::AppRegistration& app, Random& random);

// Reads a new certificate, base64 of its DER or PEM bytes. Errors: those of Fields.
Result<entra::KeyCredential> read_new_key(Fields& fields, Random& random);

Result<entra::FederatedCredential> read_federated_credential(const json::Object& body, Random& random);
// Merges the members of a PATCH. The name of a credential cannot be changed.
Result<void> merge_federated_credential(const json::Object& body, entra::FederatedCredential& credential);

}  // namespace sallyport::directory::graph
