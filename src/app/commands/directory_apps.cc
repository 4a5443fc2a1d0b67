#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/commands/directory_changes.h"
#include "base/encoding.h"
#include "crypto/certificate.h"
#include "crypto/system_random.h"
#include "directory/call/limits.h"
#include "directory/model/administration.h"

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
  app.logout_url = options.logout_url;
  app.optional_claims = options.optional_claims;
  app.id_token_implicit = options.id_tokens;
  app.assignment_required = options.assignment_required;
  if (options.group_claims) app.group_claims = entra::GroupClaims::security_group;
  json::Object told{{"tenant", tenant.id.value}, {"client_id", app.client_id.value}};
  // An app with a redirect URI of the Web platform gets a secret, and so does an app without redirect URIs. An app with
  // only other platforms must not send one.
  const bool confidential =
      uris.empty() || std::ranges::any_of(uris, [](const auto& uri) { return uri.platform == entra::Platform::web; });
  if (confidential) {
    const auto secret = directory::make_secret("first", directory::limits::kClientSecret, now, random);
    app.secrets.push_back(secret.credential);
    told.set("secret", secret.value.reveal());
  }
  SALLYPORT_CHECK(file.store->add_app(app));
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

// An edit runs inside one write of the store, and returns what the command prints. `prepare` runs before it and looks
// up everything else that the edit needs. It sees the app as it was shortly before the write.
using AppEdit = std::function<Result<json::Object>(entra::AppRegistration&)>;
using PrepareAppEdit = std::function<Result<AppEdit>(DirectoryFile&, const entra::AppRegistration&)>;

Result<json::Object> change_app(DirectoryFile& file, std::string_view client_id, const PrepareAppEdit& prepare) {
  SALLYPORT_TRY(const auto seen, directory::choose_app(*file.store, client_id));
  SALLYPORT_TRY(const auto edit, prepare(file, seen));
  json::Object told;
  SALLYPORT_CHECK(file.store->change_app(seen.client_id, [&](entra::AppRegistration& app) -> Result<void> {
    SALLYPORT_TRY(told, edit(app));
    return {};
  }));
  return told;
}

Command add_app_change(const DirectoryChanges& parent, const std::string& name, const std::string& meaning,
                       PrepareAppEdit prepare) {
  const auto client_id = std::make_shared<std::string>();
  const Command command = parent.change(name, meaning, [client_id, prepare = std::move(prepare)](DirectoryFile& file) {
    return change_app(file, *client_id, prepare);
  });
  command.add_option("client-id", *client_id, "Application (client) ID").required();
  return command;
}

void add_redirect_uri_command(const DirectoryChanges& app) {
  const auto text = std::make_shared<std::string>();
  add_app_change(app.group("redirect-uri", "Redirect URIs"), "add", "Add a redirect URI",
                 [text](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                   SALLYPORT_TRY(const auto uri, parse_redirect_uri(*text));
                   SALLYPORT_CHECK(entra::check_redirect_uri(uri));
                   return [uri](entra::AppRegistration& to) -> Result<json::Object> {
                     const auto same = std::ranges::find(to.redirect_uris, uri.uri, &entra::RedirectUri::uri);
                     if (same != to.redirect_uris.end())
                       return failure(Kind::conflict, "redirect_uri_taken", "", uri.uri);
                     to.redirect_uris.push_back(uri);
                     return json::Object{};
                   };
                 })
      .add_option("uri", *text, "web:URI, spa:URI or public:URI")
      .required();
}

void add_secret_command(const DirectoryChanges& app) {
  const auto name = std::make_shared<std::string>("secret");
  add_app_change(app.group("secret", "Client secrets"), "add", "Add a client secret; printed once",
                 [name](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                   crypto::SystemRandom random;
                   const auto made =
                       directory::make_secret(*name, directory::limits::kClientSecret, SystemClock().now(), random);
                   return [made](entra::AppRegistration& to) -> Result<json::Object> {
                     to.secrets.push_back(made.credential);
                     return json::Object{{"client_id", to.client_id.value},
                                         {"secret_id", made.credential.key_id},
                                         {"secret", made.value.reveal()}};
                   };
                 })
      .add_option("--name", *name, "Description");
}

void add_certificate_command(const DirectoryChanges& app) {
  const auto path = std::make_shared<std::string>();
  add_app_change(
      app.group("certificate", "Client certificates"), "add", "Let a client prove itself with the key of a certificate",
      [path](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
        crypto::SystemRandom random;
        std::ifstream in(*path, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        SALLYPORT_TRY(const auto certificate, crypto::Certificate::from_pem(text));
        const entra::KeyCredential credential{random_uuid(random), *path, certificate.der};
        const std::string thumbprint = base64url_encode(certificate.sha256_thumbprint());
        return [credential, thumbprint](entra::AppRegistration& to) -> Result<json::Object> {
          to.certificates.push_back(credential);
          return json::Object{
              {"client_id", to.client_id.value}, {"certificate_id", credential.key_id}, {"thumbprint", thumbprint}};
        };
      })
      .add_option("file", *path, "The certificate, PEM")
      .required()
      .existing_file();
}

void add_role_command(const DirectoryChanges& app) {
  const auto value = std::make_shared<std::string>();
  add_app_change(app.group("role", "App roles"), "add", "Add an app role for people and applications",
                 [value](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                   return [value](entra::AppRegistration& to) -> Result<json::Object> {
                     crypto::SystemRandom random;
                     SALLYPORT_CHECK(directory::add_role(to, *value, random));
                     return json::Object{{"role_id", to.app_roles.back().id}};
                   };
                 })
      .add_option("value", *value, "What stands in the roles claim: Admin")
      .required();
}

struct AssignmentOptions {
  std::string principal;
  std::string role;
};

using AssignmentChange = Result<void> (*)(entra::AppRegistration&, const entra::ObjectId&, std::string_view);

void add_assignment_command(const DirectoryChanges& assignment, const std::string& name, const std::string& meaning,
                            AssignmentChange change) {
  const auto options = std::make_shared<AssignmentOptions>();
  const Command command = add_app_change(
      assignment, name, meaning,
      [options, change](DirectoryFile& file, const entra::AppRegistration& seen) -> Result<AppEdit> {
        SALLYPORT_TRY(const auto principal, directory::choose_principal(*file.store, seen.tenant, options->principal));
        return [=](entra::AppRegistration& to) -> Result<json::Object> {
          SALLYPORT_CHECK(change(to, principal, options->role));
          return json::Object{};
        };
      });
  command.add_option("principal", options->principal, "User principal name, or a group's name or id").required();
  command.add_option("--role", options->role, "Value of an app role; access alone where left out");
}

}  // namespace

void add_app_commands(const DirectoryChanges& directory) {
  const DirectoryChanges app = directory.group("app", "App registrations");
  const auto options = std::make_shared<AppOptions>();
  const Command create = app.change("create", "Register an application; prints its client id and, once, its secret",
                                    [options](DirectoryFile& file) { return create_app(file, *options); });
  create.add_option("--name", options->name, "Display name").required();
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
