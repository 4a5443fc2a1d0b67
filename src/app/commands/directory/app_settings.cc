// app set | scope | permission | owner | federated: what an app registration says of itself.
#include <algorithm>
#include <optional>

#include "app/commands/directory/app_edits.h"
#include "crypto/system_random.h"
#include "directory/model/administration.h"
#include "directory/model/lookup.h"

namespace sallyport::app {
namespace {

struct SetOptions {
  std::string name;
  std::string audience;
  std::string notes;
  std::string logout_url;
  std::string home_page_url;
  std::string groups;
  std::vector<std::string> identifier_uris;
  std::optional<int> access_token_version;
  // "yes", "no"; empty: as it is
  std::string public_client_flows;
  std::string id_tokens;
  std::string access_tokens;
};

Result<void> set_switch(bool& value, const std::string& word) {
  if (word.empty()) return {};
  if (word != "yes" && word != "no") return failure(Kind::rejected, "switch", "", word + ": write yes or no");
  value = word == "yes";
  return {};
}

Result<json::Object> set_app(const SetOptions& options, entra::AppRegistration& app) {
  if (!options.name.empty()) app.display_name = options.name;
  if (!options.notes.empty()) app.notes = options.notes;
  if (!options.audience.empty()) {
    const auto audience = entra::parse_sign_in_audience(options.audience);
    if (!audience) return failure(Kind::rejected, "audience", "", options.audience);
    app.audience = *audience;
  }
  if (!options.groups.empty()) {
    const auto claims = entra::parse_group_claims(options.groups);
    if (!claims) return failure(Kind::rejected, "group_claims", "", options.groups);
    app.group_claims = *claims;
  }
  if (!options.logout_url.empty()) app.logout_url = options.logout_url;
  if (!options.home_page_url.empty()) app.home_page_url = options.home_page_url;
  if (!options.identifier_uris.empty()) app.identifier_uris = options.identifier_uris;
  if (options.access_token_version) app.requested_access_token_version = options.access_token_version;
  SALLYPORT_CHECK(set_switch(app.id_token_implicit, options.id_tokens));
  SALLYPORT_CHECK(set_switch(app.access_token_implicit, options.access_tokens));
  SALLYPORT_CHECK(set_switch(app.public_client_flows, options.public_client_flows));
  return json::Object{};
}

void add_set_command(const DirectoryChanges& app) {
  const auto options = std::make_shared<SetOptions>();
  const Command command =
      add_app_change(app, "set", "Change single settings of a registration",
                     [options](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                       return [options](entra::AppRegistration& to) { return set_app(*options, to); };
                     });
  command.add_option("--name", options->name, "Display name");
  command.add_option("--audience", options->audience, "Supported account types: AzureADMyOrg, AzureADMultipleOrgs, …");
  command.add_option("--notes", options->notes, "Internal notes");
  command.add_option("--logout-url", options->logout_url, "Front-channel logout URL");
  command.add_option("--home-page-url", options->home_page_url, "Home page URL");
  command.add_option("--identifier-uri", options->identifier_uris,
                     "Application ID URIs, in place of all; more than once");
  command.add_option("--groups", options->groups,
                     "Groups claim: None, SecurityGroup, ApplicationGroup, DirectoryRole, All");
  command.add_option("--id-tokens", options->id_tokens, "Implicit grant and hybrid flows: ID tokens: yes or no");
  command.add_option("--access-tokens", options->access_tokens, "Implicit grant: access tokens: yes or no");
  command.add_option("--public-client-flows", options->public_client_flows, "Allow public client flows: yes or no");
  command
      .add_option(
          "--access-token-version", [options](int version) { options->access_token_version = version; },
          "Version of the access tokens for this app as an API")
      .in_range(1, 2);
}

void add_scope_commands(const DirectoryChanges& app) {
  const DirectoryChanges scopes = app.group("scope", "Expose an API");
  add_app_removal(scopes, "Take a scope away", "value", "no_scope", [](auto& to, const std::string& value) {
    return std::erase_if(to.scopes, [&](const auto& each) { return each.value == value; }) > 0;
  });
  const auto scope = std::make_shared<directory::NewScope>();
  const Command command = add_app_change(scopes, "add", "Add a scope that clients can ask for",
                                         [scope](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                                           return [scope](entra::AppRegistration& to) -> Result<json::Object> {
                                             crypto::SystemRandom random;
                                             SALLYPORT_CHECK(directory::add_scope(to, *scope, random));
                                             return json::Object{{"scope_id", to.scopes.back().id}};
                                           };
                                         });
  command.add_option("value", scope->value, "What stands in the scp claim: read").required();
  command.add_option("--consent-name", scope->consent_name, "What the consent page says");
  command.add_flag("--admins-only", scope->admins_only, "Only administrators can consent to it");
}

struct PermissionOptions {
  std::string api;
  std::string name;
  bool application = false;
};

Result<entra::RequiredPermission> find_permission(DirectoryFile& file, const PermissionOptions& options) {
  SALLYPORT_TRY(const auto api, directory::choose_api(*file.store, options.api));
  if (options.application) {
    const auto* role = entra::find_role(api, options.name);
    if (role == nullptr) return failure(Kind::rejected, "no_role", "", options.name);
    return entra::RequiredPermission{api.client_id, role->id, entra::PermissionKind::role};
  }
  const auto* scope = entra::find_scope(api, options.name);
  if (scope == nullptr) return failure(Kind::rejected, "no_scope", "", options.name);
  return entra::RequiredPermission{api.client_id, scope->id, entra::PermissionKind::scope};
}

enum class ListEdit { add, remove };

// Adds the value to the list unless it is there, or takes it out.
template <class T>
Result<void> edit_list(std::vector<T>& all, const T& value, ListEdit edit, std::string_view absent) {
  const bool there = std::ranges::find(all, value) != all.end();
  if (edit == ListEdit::remove && !there) return failure(Kind::rejected, absent);
  if (edit == ListEdit::remove) std::erase(all, value);
  if (edit == ListEdit::add && !there) all.push_back(value);
  return {};
}

void add_permission_command(const DirectoryChanges& permission, const std::string& name, const std::string& meaning,
                            ListEdit edit) {
  const auto options = std::make_shared<PermissionOptions>();
  const Command command =
      add_app_change(permission, name, meaning,
                     [options, edit](DirectoryFile& file, const entra::AppRegistration&) -> Result<AppEdit> {
                       SALLYPORT_TRY(const auto found, find_permission(file, *options));
                       return [found, edit](entra::AppRegistration& to) -> Result<json::Object> {
                         SALLYPORT_CHECK(edit_list(to.required_permissions, found, edit, "no_permission"));
                         return json::Object{};
                       };
                     });
  command.add_option("api", options->api, "graph, or the API's client id or Application ID URI").required();
  command.add_option("permission", options->name, "User.Read").required();
  command.add_flag("--application", options->application, "An application permission, which is an app role of the API");
}

void add_owner_command(const DirectoryChanges& owner, const std::string& name, const std::string& meaning,
                       ListEdit edit) {
  const auto person = std::make_shared<std::string>();
  add_app_change(owner, name, meaning,
                 [person, edit](DirectoryFile& file, const entra::AppRegistration&) -> Result<AppEdit> {
                   SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, *person));
                   return [id = user.id, edit](entra::AppRegistration& to) -> Result<json::Object> {
                     SALLYPORT_CHECK(edit_list(to.owners, id, edit, "not_an_owner"));
                     return json::Object{};
                   };
                 })
      .add_option("person", *person, "User principal name")
      .required();
}

void add_federated_commands(const DirectoryChanges& app) {
  const DirectoryChanges federated = app.group("federated", "Federated credentials");
  const auto made = std::make_shared<entra::FederatedCredential>();
  made->audience = "api://AzureADTokenExchange";
  const Command add = add_app_change(federated, "add", "Let a workload prove the app with a token of another issuer",
                                     [made](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                                       return [made](entra::AppRegistration& to) -> Result<json::Object> {
                                         crypto::SystemRandom random;
                                         to.federated_credentials.push_back(*made);
                                         to.federated_credentials.back().id = random_uuid(random);
                                         return json::Object{{"credential_id", to.federated_credentials.back().id}};
                                       };
                                     });
  add.add_option("--name", made->name, "3 to 120 letters, digits, '-' and '_'").required();
  add.add_option("--issuer", made->issuer, "The token's iss, byte for byte").required();
  add.add_option("--subject", made->subject, "The token's sub, byte for byte").required();
  add.add_option("--audience", made->audience, "The token's aud").show_default();
  add.add_option("--description", made->description, "Description");
  const auto name = std::make_shared<std::string>();
  add_app_change(federated, "remove", "Take a federated credential away",
                 [name](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                   return [name](entra::AppRegistration& to) -> Result<json::Object> {
                     const auto is_it = [&](const entra::FederatedCredential& each) { return each.name == *name; };
                     if (std::erase_if(to.federated_credentials, is_it) == 0)
                       return failure(Kind::rejected, "no_credential", "", *name);
                     return json::Object{};
                   };
                 })
      .add_option("--name", *name, "Its name")
      .required();
}

}  // namespace

void add_app_setting_commands(const DirectoryChanges& app) {
  add_set_command(app);
  add_scope_commands(app);
  const DirectoryChanges permission = app.group("permission", "API permissions that the app says it needs");
  add_permission_command(permission, "add", "List a permission", ListEdit::add);
  add_permission_command(permission, "remove", "Take a permission off the list", ListEdit::remove);
  const DirectoryChanges owner = app.group("owner", "Who may change the registration");
  add_owner_command(owner, "add", "Make a person an owner", ListEdit::add);
  add_owner_command(owner, "remove", "Take an owner away", ListEdit::remove);
  add_federated_commands(app);
}

}  // namespace sallyport::app
