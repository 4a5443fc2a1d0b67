#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/commands/directory_changes.h"
#include "base/encoding.h"
#include "crypto/certificate.h"
#include "crypto/system_random.h"
#include "directory/administration.h"

namespace sallyport::app {
namespace {

struct AppOptions {
  std::string tenant;
  std::string name;
  std::vector<std::string> redirect_uris;  // "web:https://…"
  std::vector<std::string> roles;
  std::string client_id;
  std::string logout_url;
  std::vector<std::string> optional_claims;
  bool id_tokens = false;
  bool group_claims = false;
  bool assignment_required = false;
};

Result<entra::RedirectUri> parse_redirect_uri(const std::string& text) {
  const std::size_t colon = text.find(':');
  const auto platform = entra::parse_platform(text.substr(0, colon));
  if (!platform || colon == std::string::npos)
    return failure(Kind::rejected, "redirect_uri_platform", "", text + ": write web:URI, spa:URI or public:URI");
  return entra::RedirectUri{text.substr(colon + 1), *platform};
}

Result<std::vector<entra::RedirectUri>> parse_redirect_uris(const std::vector<std::string>& texts) {
  std::vector<entra::RedirectUri> uris;
  for (const std::string& text : texts) {
    SALLYPORT_TRY(auto uri, parse_redirect_uri(text));
    uris.push_back(std::move(uri));
  }
  return uris;
}

Result<json::Object> create_app(DirectoryFile& file, const AppOptions& options) {
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto uris, parse_redirect_uris(options.redirect_uris));
  SALLYPORT_TRY(auto app,
                directory::make_app({tenant.id, options.name, uris, options.roles, options.client_id}, random));
  SALLYPORT_TRY(const auto existing, file.store->find_app(app.client_id));
  if (existing) return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
  app.logout_url = options.logout_url;
  app.optional_claims = options.optional_claims;
  app.id_token_implicit = options.id_tokens;
  app.assignment_required = options.assignment_required;
  if (options.group_claims) app.group_claims = entra::GroupClaims::security_group;
  json::Object told{{"tenant", tenant.id.value}, {"client_id", app.client_id.value}};
  // A secret belongs to redirect URIs of the Web platform; an app of others alone must not send one.
  const bool confidential =
      uris.empty() || std::ranges::any_of(uris, [](const auto& uri) { return uri.platform == entra::Platform::web; });
  if (confidential) {
    const auto secret = directory::make_secret("first", directory::kSecretLife, now, random);
    app.secrets.push_back(secret.credential);
    told.set("secret", secret.value.reveal());
  }
  SALLYPORT_CHECK(file.store->put_app(app));
  return told;
}

Result<std::string> list_apps(DirectoryFile& file) {
  SALLYPORT_TRY(const auto tenants, file.store->tenants());
  std::string lines;
  for (const entra::Tenant& tenant : tenants) {
    SALLYPORT_TRY(const auto apps, file.store->apps(tenant.id));
    for (const entra::AppRegistration& app : apps) {
      lines += app.client_id.value + "  " + tenant.name + "  " + app.display_name + "\n";
      for (const entra::RedirectUri& uri : app.redirect_uris)
        lines += "    " + std::string(name_of(uri.platform)) + ":" + uri.uri + "\n";
    }
  }
  return lines;
}

// What is done to one app that is there: `change` gives what is told besides the client id.
using AppChange = std::function<Result<json::Object>(DirectoryFile&, entra::AppRegistration&)>;

CLI::App& add_app_change(const DirectoryChanges& parent, const std::string& name, const std::string& meaning,
                         AppChange change) {
  const auto client_id = std::make_shared<std::string>();
  CLI::App& command = parent.change(
      name, meaning, [client_id, change = std::move(change)](DirectoryFile& file) -> Result<json::Object> {
        SALLYPORT_TRY(auto app, directory::choose_app(*file.store, *client_id));
        SALLYPORT_TRY(auto told, change(file, app));
        SALLYPORT_CHECK(file.store->put_app(app));
        return told;
      });
  command.add_option("client-id", *client_id, "Application (client) ID")->required();
  return command;
}

void add_redirect_uri_command(const DirectoryChanges& app) {
  const auto text = std::make_shared<std::string>();
  add_app_change(app.group("redirect-uri", "Redirect URIs"), "add", "Add a redirect URI",
                 [text](DirectoryFile&, entra::AppRegistration& to) -> Result<json::Object> {
                   SALLYPORT_TRY(auto uri, parse_redirect_uri(*text));
                   SALLYPORT_CHECK(entra::check_redirect_uri(uri));
                   if (std::ranges::find(to.redirect_uris, uri.uri, &entra::RedirectUri::uri) != to.redirect_uris.end())
                     return failure(Kind::conflict, "redirect_uri_taken", "", uri.uri);
                   to.redirect_uris.push_back(std::move(uri));
                   return json::Object{};
                 })
      .add_option("uri", *text, "web:URI, spa:URI or public:URI")
      ->required();
}

void add_secret_command(const DirectoryChanges& app) {
  const auto name = std::make_shared<std::string>("secret");
  add_app_change(app.group("secret", "Client secrets"), "add", "Add a client secret; printed once",
                 [name](DirectoryFile&, entra::AppRegistration& to) -> Result<json::Object> {
                   crypto::SystemRandom random;
                   const auto made = directory::make_secret(*name, directory::kSecretLife, SystemClock().now(), random);
                   to.secrets.push_back(made.credential);
                   return json::Object{{"client_id", to.client_id.value},
                                       {"secret_id", made.credential.key_id},
                                       {"secret", made.value.reveal()}};
                 })
      .add_option("--name", *name, "Description");
}

void add_certificate_command(const DirectoryChanges& app) {
  const auto path = std::make_shared<std::string>();
  add_app_change(app.group("certificate", "Client certificates"), "add",
                 "Let a client prove itself with the key of a certificate",
                 [path](DirectoryFile&, entra::AppRegistration& to) -> Result<json::Object> {
                   crypto::SystemRandom random;
                   std::ifstream in(*path, std::ios::binary);
                   const std::string text{std::istreambuf_iterator<char>(in), {}};
                   SALLYPORT_TRY(const auto certificate, crypto::Certificate::from_pem(text));
                   to.certificates.push_back({random_uuid(random), *path, certificate.der});
                   return json::Object{{"client_id", to.client_id.value},
                                       {"certificate_id", to.certificates.back().key_id},
                                       {"thumbprint", base64url_encode(certificate.sha256_thumbprint())}};
                 })
      .add_option("file", *path, "The certificate, PEM")
      ->required()
      ->check(CLI::ExistingFile);
}

void add_role_command(const DirectoryChanges& app) {
  const auto value = std::make_shared<std::string>();
  add_app_change(app.group("role", "App roles"), "add", "Add an app role for people and applications",
                 [value](DirectoryFile&, entra::AppRegistration& to) -> Result<json::Object> {
                   crypto::SystemRandom random;
                   SALLYPORT_CHECK(directory::add_role(to, *value, random));
                   return json::Object{{"role_id", to.app_roles.back().id}};
                 })
      .add_option("value", *value, "What stands in the roles claim: Admin")
      ->required();
}

struct AssignmentOptions {
  std::string principal;
  std::string role;
};

using AssignmentChange = Result<void> (*)(entra::AppRegistration&, const entra::ObjectId&, std::string_view);

void add_assignment_command(const DirectoryChanges& assignment, const std::string& name, const std::string& meaning,
                            AssignmentChange change) {
  const auto options = std::make_shared<AssignmentOptions>();
  CLI::App& command = add_app_change(
      assignment, name, meaning,
      [options, change](DirectoryFile& file, entra::AppRegistration& to) -> Result<json::Object> {
        SALLYPORT_TRY(const auto principal, directory::choose_principal(*file.store, to.tenant, options->principal));
        SALLYPORT_CHECK(change(to, principal, options->role));
        return json::Object{};
      });
  command.add_option("principal", options->principal, "User principal name, or a group's name or id")->required();
  command.add_option("--role", options->role, "Value of an app role; access alone where left out");
}

}  // namespace

void add_app_commands(const DirectoryChanges& directory) {
  const DirectoryChanges app = directory.group("app", "App registrations");
  const auto options = std::make_shared<AppOptions>();
  CLI::App& create = app.change("create", "Register an application; prints its client id and, once, its secret",
                                [options](DirectoryFile& file) { return create_app(file, *options); });
  create.add_option("--name", options->name, "Display name")->required();
  create.add_option("--redirect-uri", options->redirect_uris, "web:URI, spa:URI or public:URI; more than once");
  create.add_option("--role", options->roles, "Value of an app role; more than once");
  create.add_option("--tenant", options->tenant, "Tenant: GUID or domain; the first one where left out");
  create.add_option("--client-id", options->client_id, "A GUID of your own choice");
  create.add_option("--logout-url", options->logout_url, "Front-channel logout URL");
  create.add_option("--optional-claim", options->optional_claims,
                    "email, sid, login_hint, auth_time, upn, …; more than once");
  create.add_flag("--id-tokens", options->id_tokens, "Implicit grant and hybrid flows: ID tokens");
  create.add_flag("--groups", options->group_claims, "Groups claim: security groups");
  create.add_flag("--assignment-required", options->assignment_required, "Only assigned people may sign in");
  app.list("list", "List the app registrations", list_apps);
  add_redirect_uri_command(app);
  add_secret_command(app);
  add_certificate_command(app);
  add_role_command(app);
  const DirectoryChanges assignment = app.group("assignment", "Who may use an application, and as what");
  add_assignment_command(assignment, "add", "Assign a person or a group", directory::assign);
  add_assignment_command(assignment, "remove", "Take an assignment away", directory::unassign);
}

}  // namespace sallyport::app
