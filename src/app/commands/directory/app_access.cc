// app properties | assignment | consent: what a tenant decides about an application.
#include "app/commands/directory/app_edits.h"
#include "crypto/system_random.h"
#include "directory/model/access.h"
#include "directory/model/lookup.h"

namespace sallyport::app {
namespace {

constexpr const char* kTenantMeaning = "Tenant: GUID or domain; the app's home where left out";

// An app in a tenant: its registration and its service principal there.
struct AppHere {
  entra::AppRegistration app;
  TenantId tenant;
  entra::ServicePrincipal principal;
};

Result<AppHere> choose_here(DirectoryFile& file, std::string_view client_id, const std::string& tenant_name) {
  SALLYPORT_TRY(auto app, directory::choose_app(*file.store, client_id));
  TenantId tenant = app.tenant;
  if (!tenant_name.empty()) {
    SALLYPORT_TRY(const auto named, directory::choose_tenant(*file.store, tenant_name));
    tenant = named.id;
  }
  SALLYPORT_TRY(auto principal, directory::choose_service_principal(*file.store, tenant, app.client_id));
  return AppHere{std::move(app), std::move(tenant), std::move(principal)};
}

struct PropertyOptions {
  std::string client_id;
  std::string tenant;
  std::string enabled;
  std::string assignment_required;
};

Result<bool> read_switch(const std::string& word, bool now) {
  if (word.empty()) return now;
  if (word == "yes" || word == "no") return word == "yes";
  return failure(Kind::rejected, "switch", "", word + ": write yes or no");
}

Result<json::Object> set_properties(DirectoryFile& file, const PropertyOptions& options) {
  SALLYPORT_TRY(const auto here, choose_here(file, options.client_id, options.tenant));
  SALLYPORT_CHECK(file.store->change_principal(here.principal.id, [&](entra::ServicePrincipal& to) -> Result<void> {
    SALLYPORT_TRY(to.enabled, read_switch(options.enabled, to.enabled));
    SALLYPORT_TRY(to.assignment_required, read_switch(options.assignment_required, to.assignment_required));
    return {};
  }));
  return json::Object{{"object_id", here.principal.id.value}};
}

void add_properties_command(const DirectoryChanges& app) {
  const auto options = std::make_shared<PropertyOptions>();
  const Command command = app.change("properties", "Enterprise application: who may sign in",
                                     [options](DirectoryFile& file) { return set_properties(file, *options); });
  command.add_option("client-id", options->client_id, "Application (client) ID").required();
  command.add_option("--enabled", options->enabled, "Enabled for users to sign in: yes or no");
  command.add_option("--assignment-required", options->assignment_required, "Only assigned people: yes or no");
  command.add_option("--tenant", options->tenant, kTenantMeaning);
}

struct AssignmentOptions {
  std::string client_id;
  std::string tenant;
  std::string principal;
  std::string role;
};

Result<json::Object> change_assignment(DirectoryFile& file, const AssignmentOptions& options, bool add) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto here, choose_here(file, options.client_id, options.tenant));
  SALLYPORT_TRY(const auto holder, directory::choose_principal(*file.store, here.tenant, options.principal));
  const directory::Assignee assignee{holder, options.role};
  SALLYPORT_CHECK(add ? directory::assign(*file.store, here.app, here.principal, assignee, SystemClock().now(), random)
                      : directory::unassign(*file.store, here.app, here.principal, assignee));
  return json::Object{};
}

void add_assignment_command(const DirectoryChanges& assignment, const std::string& name, const std::string& meaning,
                            bool add) {
  const auto options = std::make_shared<AssignmentOptions>();
  const Command command = assignment.change(
      name, meaning, [options, add](DirectoryFile& file) { return change_assignment(file, *options, add); });
  command.add_option("client-id", options->client_id, "Application (client) ID").required();
  command
      .add_option("principal", options->principal, "User principal name, a group's name or id, or an app's client id")
      .required();
  command.add_option("--role", options->role, "Value of an app role; access alone where left out");
  command.add_option("--tenant", options->tenant, kTenantMeaning);
}

struct ConsentOptions {
  std::string client_id;
  std::string tenant;
  std::string api;
  std::string person;
  std::vector<std::string> scopes;
};

// What the options name. The API is Microsoft Graph where none is named.
Result<directory::NewConsent> read_consent(DirectoryFile& file, const AppHere& here, const ConsentOptions& options) {
  SALLYPORT_TRY(const auto api, directory::choose_api(*file.store, options.api.empty() ? "graph" : options.api));
  SALLYPORT_CHECK(directory::check_scopes(api, options.scopes));
  SALLYPORT_TRY(const auto resource, directory::choose_service_principal(*file.store, here.tenant, api.client_id));
  directory::NewConsent named{here.principal.id, resource.id, std::nullopt, options.scopes};
  if (options.person.empty()) return named;
  SALLYPORT_TRY(const auto person, directory::choose_user(*file.store, options.person));
  named.principal = person.id;
  return named;
}

Result<json::Object> grant(DirectoryFile& file, const ConsentOptions& options) {
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  if (options.scopes.empty()) {
    SALLYPORT_TRY(const auto app, directory::choose_app(*file.store, options.client_id));
    TenantId tenant = app.tenant;
    if (!options.tenant.empty()) {
      SALLYPORT_TRY(const auto named, directory::choose_tenant(*file.store, options.tenant));
      tenant = named.id;
    }
    SALLYPORT_CHECK(directory::grant_admin_consent(*file.store, app, tenant, now, random));
    return json::Object{};
  }
  SALLYPORT_TRY(const auto here, choose_here(file, options.client_id, options.tenant));
  SALLYPORT_TRY(auto named, read_consent(file, here, options));
  SALLYPORT_CHECK(directory::consent(*file.store, std::move(named), now, random));
  return json::Object{};
}

Result<json::Object> withdraw(DirectoryFile& file, const ConsentOptions& options) {
  SALLYPORT_TRY(const auto here, choose_here(file, options.client_id, options.tenant));
  SALLYPORT_TRY(const auto named, read_consent(file, here, options));
  SALLYPORT_CHECK(directory::withdraw_consent(*file.store, here.tenant, named));
  return json::Object{};
}

Result<void> add_consent_row(DirectoryFile& file, const entra::Consent& consent, Listed& listed) {
  SALLYPORT_TRY(const auto resource, file.store->find_principal(consent.resource));
  const std::string api = resource ? resource->display_name : consent.resource.value;
  std::string person = "everybody";
  if (consent.principal) {
    SALLYPORT_TRY(const auto user, file.store->find_user(*consent.principal));
    person = user ? user->user_principal_name : consent.principal->value;
  }
  json::Array scopes;
  listed.lines += api + "  " + person;
  for (const std::string& scope : consent.scopes) {
    listed.lines += "  " + scope;
    scopes.emplace_back(scope);
  }
  listed.lines += "\n";
  json::Object row{{"api", api}, {"person", nullptr}, {"scopes", std::move(scopes)}};
  if (consent.principal) row.set("person", person);
  listed.rows.emplace_back(std::move(row));
  return {};
}

Result<Listed> list_consents(DirectoryFile& file, const ConsentOptions& options) {
  SALLYPORT_TRY(const auto here, choose_here(file, options.client_id, options.tenant));
  Listed listed;
  const entra::ConsentFilter filter{here.principal.id, {}, {}};
  SALLYPORT_CHECK(entra::for_each_row<entra::Consent>(
      [&](const entra::PageRequest& request) { return file.store->consents(here.tenant, filter, request); },
      [&](const entra::Consent& each) { return add_consent_row(file, each, listed); }));
  return listed;
}

void add_consent_options(const Command& command, const std::shared_ptr<ConsentOptions>& options) {
  command.add_option("client-id", options->client_id, "Application (client) ID").required();
  command.add_option("--api", options->api,
                     "The API's client id or Application ID URI; Microsoft Graph where left out");
  command.add_option("--person", options->person, "For this person alone; for everybody where left out");
  command.add_option("--scope", options->scopes, "User.Read; more than once");
  command.add_option("--tenant", options->tenant, kTenantMeaning);
}

void add_consent_commands(const DirectoryChanges& app) {
  const DirectoryChanges consent = app.group("consent", "What the app may do for people");
  const auto given = std::make_shared<ConsentOptions>();
  add_consent_options(
      consent.change("grant", "Consent to scopes; to everything under API permissions where none is named",
                     [given](DirectoryFile& file) { return grant(file, *given); }),
      given);
  const auto taken = std::make_shared<ConsentOptions>();
  add_consent_options(consent.change("revoke", "Take scopes back; all of the API where none is named",
                                     [taken](DirectoryFile& file) { return withdraw(file, *taken); }),
                      taken);
  const auto shown = std::make_shared<ConsentOptions>();
  const Command list =
      consent.table("list", "List the consents", [shown](DirectoryFile& file) { return list_consents(file, *shown); });
  list.add_option("client-id", shown->client_id, "Application (client) ID").required();
  list.add_option("--tenant", shown->tenant, kTenantMeaning);
}

}  // namespace

void add_app_access_commands(const DirectoryChanges& app) {
  add_properties_command(app);
  const DirectoryChanges assignment = app.group("assignment", "Who may use an application, and as what");
  add_assignment_command(assignment, "add", "Assign a person, a group or an application", true);
  add_assignment_command(assignment, "remove", "Take an assignment away", false);
  add_consent_commands(app);
}

}  // namespace sallyport::app
