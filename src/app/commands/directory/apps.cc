#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/commands/directory/app_edits.h"
#include "base/encoding.h"
#include "crypto/certificate.h"
#include "crypto/system_random.h"
#include "directory/call/limits.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/model/access.h"
#include "directory/model/administration.h"
#include "directory/model/deletion.h"
#include "directory/model/lookup.h"

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
  std::vector<std::string> scopes;
  std::string audience;
  std::optional<int> access_token_version;
  bool id_tokens = false;
  bool group_claims = false;
  bool assignment_required = false;
  bool admin_consent = false;
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

Result<entra::SignInAudience> read_audience(const std::string& name) {
  if (name.empty()) return entra::SignInAudience::my_org;
  const auto audience = entra::parse_sign_in_audience(name);
  if (audience) return *audience;
  return failure(Kind::rejected, "audience", "",
                 name +
                     ": write AzureADMyOrg, AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount or "
                     "PersonalMicrosoftAccount");
}

Result<entra::AppRegistration> make_app_of(const AppOptions& options, const TenantId& tenant, UnixTime now,
                                           Random& random) {
  SALLYPORT_TRY(const auto uris, parse_redirect_uris(options.redirect_uris));
  SALLYPORT_TRY(const auto audience, read_audience(options.audience));
  SALLYPORT_TRY(auto app, directory::make_app({tenant, options.name, uris, options.roles, options.client_id, audience},
                                              now, random));
  app.logout_url = options.logout_url;
  for (const std::string& name : options.optional_claims) app.id_token_claims.push_back({.name = name});
  for (const std::string& value : options.scopes) SALLYPORT_CHECK(directory::add_scope(app, {.value = value}, random));
  app.id_token_implicit = options.id_tokens;
  if (options.access_token_version) app.requested_access_token_version = options.access_token_version;
  if (options.group_claims) app.group_claims = entra::GroupClaims::security_group;
  SALLYPORT_CHECK(directory::check_app(app));
  return app;
}

// An app with a redirect URI of the Web platform gets a secret, and so does an app without redirect URIs. An app with
// only other platforms must not send one.
bool is_confidential(const entra::AppRegistration& app) {
  return app.redirect_uris.empty() ||
         std::ranges::any_of(app.redirect_uris, [](const auto& uri) { return uri.platform == entra::Platform::web; });
}

Result<json::Object> create_app(DirectoryFile& file, const AppOptions& options) {
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(auto app, make_app_of(options, tenant.id, now, random));
  json::Object told{{"tenant", tenant.id.value}, {"client_id", app.client_id.value}};
  if (is_confidential(app)) {
    const auto secret = directory::make_secret("first", directory::limits::kClientSecret, now, random);
    app.secrets.push_back(secret.credential);
    told.set("secret", secret.value.reveal());
  }
  SALLYPORT_TRY(const auto principal, directory::register_app(*file.store, app, now, random));
  if (options.assignment_required)
    SALLYPORT_CHECK(file.store->change_principal(principal.id, [](entra::ServicePrincipal& to) -> Result<void> {
      to.assignment_required = true;
      return {};
    }));
  if (options.admin_consent) SALLYPORT_CHECK(directory::grant_admin_consent(*file.store, app, tenant.id, now, random));
  return told;
}

Result<Listed> list_apps(DirectoryFile& file) {
  SALLYPORT_TRY(const auto tenants, file.store->tenants());
  Listed listed;
  for (const entra::Tenant& tenant : tenants) {
    SALLYPORT_CHECK(entra::for_each_row<entra::AppRegistration>(
        [&](const entra::PageRequest& request) { return file.store->apps(tenant.id, request); },
        [&](const entra::AppRegistration& app) -> Result<void> {
          listed.lines += app.client_id.value + "  " + tenant.name + "  " + app.display_name + "\n";
          json::Array uris;
          for (const entra::RedirectUri& uri : app.redirect_uris) {
            const std::string text = std::string(name_of(uri.platform)) + ":" + uri.uri;
            listed.lines += "    " + text + "\n";
            uris.emplace_back(text);
          }
          listed.rows.emplace_back(json::Object{{"tenant", tenant.id.value},
                                                {"client_id", app.client_id.value},
                                                {"display_name", app.display_name},
                                                {"redirect_uris", std::move(uris)}});
          return {};
        }));
  }
  return listed;
}

Result<Listed> list_secrets(DirectoryFile& file, const std::string& client_id) {
  SALLYPORT_TRY(const auto app, directory::choose_app(*file.store, client_id));
  Listed listed;
  for (const entra::PasswordCredential& secret : app.secrets) {
    const std::string expires = print_rfc3339(secret.end);
    listed.lines += secret.key_id + "  " + secret.hint + "…  " + expires + "  " + secret.display_name + "\n";
    listed.rows.emplace_back(json::Object{
        {"secret_id", secret.key_id}, {"name", secret.display_name}, {"hint", secret.hint}, {"expires", expires}});
  }
  return listed;
}

// The registration as Microsoft Graph shows it.
Result<std::string> show_app(DirectoryFile& file, const std::string& client_id) {
  SALLYPORT_TRY(const auto app, directory::choose_app(*file.store, client_id));
  SALLYPORT_TRY(const auto tenant, file.store->find_tenant(app.tenant.value));
  return json::print(directory::graph::print_application(app, tenant.value_or(entra::Tenant()))) + "\n";
}

Result<json::Object> delete_app(DirectoryFile& file, const std::string& client_id) {
  SALLYPORT_TRY(const auto app, directory::choose_app(*file.store, client_id));
  SALLYPORT_CHECK(directory::delete_app(*file.store, app.client_id, SystemClock().now()));
  return json::Object{{"client_id", app.client_id.value}};
}

void add_redirect_uri_commands(const DirectoryChanges& app) {
  const DirectoryChanges uris = app.group("redirect-uri", "Redirect URIs");
  add_app_removal(uris, "Take a redirect URI away", "uri", "no_redirect_uri", [](auto& to, const std::string& uri) {
    return std::erase_if(to.redirect_uris, [&](const entra::RedirectUri& each) {
             return each.uri == uri || std::string(name_of(each.platform)) + ":" + each.uri == uri;
           }) > 0;
  });
  const auto text = std::make_shared<std::string>();
  add_app_change(uris, "add", "Add a redirect URI",
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

void add_secret_commands(const DirectoryChanges& app) {
  const DirectoryChanges secrets = app.group("secret", "Client secrets");
  const auto whose = std::make_shared<std::string>();
  secrets
      .table("list", "List the secrets by id, beginning and expiry",
             [whose](DirectoryFile& file) { return list_secrets(file, *whose); })
      .add_option("client-id", *whose, "Application (client) ID")
      .required();
  add_app_removal(secrets, "Take a secret away", "secret-id", "no_secret", [](auto& to, const std::string& id) {
    return std::erase_if(to.secrets, [&](const auto& each) { return each.key_id == id; }) > 0;
  });
  const auto name = std::make_shared<std::string>("secret");
  const auto days = std::make_shared<int>(static_cast<int>(directory::limits::kClientSecret.count() / 86400));
  const Command add = add_app_change(secrets, "add", "Add a client secret; printed once",
                                     [name, days](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                                       crypto::SystemRandom random;
                                       const Seconds life{std::int64_t{*days} * 86400};
                                       const auto made =
                                           directory::make_secret(*name, life, SystemClock().now(), random);
                                       return [made](entra::AppRegistration& to) -> Result<json::Object> {
                                         to.secrets.push_back(made.credential);
                                         return json::Object{{"client_id", to.client_id.value},
                                                             {"secret_id", made.credential.key_id},
                                                             {"secret", made.value.reveal()}};
                                       };
                                     });
  add.add_option("--name", *name, "Description");
  add.add_option("--days", *days, "Until it expires; the portal offers at most 24 months")
      .show_default()
      .in_range(1, 731);
}

void add_certificate_commands(const DirectoryChanges& app) {
  const DirectoryChanges certificates = app.group("certificate", "Client certificates");
  add_app_removal(certificates, "Take a certificate away", "certificate-id", "no_certificate",
                  [](auto& to, const std::string& id) {
                    return std::erase_if(to.certificates, [&](const auto& each) { return each.key_id == id; }) > 0;
                  });
  const auto path = std::make_shared<std::string>();
  add_app_change(certificates, "add", "Let a client prove itself with the key of a certificate",
                 [path](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                   crypto::SystemRandom random;
                   std::ifstream in(*path, std::ios::binary);
                   const std::string text{std::istreambuf_iterator<char>(in), {}};
                   SALLYPORT_TRY(const auto certificate, crypto::Certificate::from_pem(text));
                   const entra::KeyCredential credential{random_uuid(random), *path, certificate.der};
                   const std::string thumbprint = base64url_encode(certificate.sha256_thumbprint());
                   return [credential, thumbprint](entra::AppRegistration& to) -> Result<json::Object> {
                     to.certificates.push_back(credential);
                     return json::Object{{"client_id", to.client_id.value},
                                         {"certificate_id", credential.key_id},
                                         {"thumbprint", thumbprint}};
                   };
                 })
      .add_option("file", *path, "The certificate, PEM")
      .required()
      .existing_file();
}

void add_role_commands(const DirectoryChanges& app) {
  const DirectoryChanges roles = app.group("role", "App roles");
  add_app_removal(roles, "Take an app role away, with its assignments' effect", "value", "no_role",
                  [](auto& to, const std::string& value) {
                    return std::erase_if(to.app_roles, [&](const auto& each) { return each.value == value; }) > 0;
                  });
  const auto value = std::make_shared<std::string>();
  add_app_change(roles, "add", "Add an app role for people and applications",
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

}  // namespace

void add_app_commands(const DirectoryChanges& directory) {
  const DirectoryChanges app = directory.group("app", "App registrations");
  const auto options = std::make_shared<AppOptions>();
  const Command create = app.change("create", "Register an application; prints its client id and, once, its secret",
                                    [options](DirectoryFile& file) { return create_app(file, *options); });
  create.add_option("--name", options->name, "Display name").required();
  create.add_option("--redirect-uri", options->redirect_uris, "web:URI, spa:URI or public:URI; more than once");
  create.add_option("--role", options->roles, "Value of an app role; more than once");
  create.add_option("--tenant", options->tenant, kWhichTenant);
  create.add_option("--client-id", options->client_id, "A GUID of your own choice");
  create.add_option("--logout-url", options->logout_url, "Front-channel logout URL");
  create.add_option("--optional-claim", options->optional_claims,
                    "email, sid, login_hint, auth_time, upn, …; more than once");
  create.add_option("--scope", options->scopes, "Expose an API: value of a scope; more than once");
  create.add_option("--audience", options->audience, "Supported account types: AzureADMyOrg where left out");
  create
      .add_option(
          "--access-token-version", [options](int version) { options->access_token_version = version; },
          "Version of the access tokens for this app as an API; 1 where left out, as at Entra ID")
      .in_range(1, 2);
  create.add_flag("--admin-consent", options->admin_consent, "Consent for everybody to the scopes of a sign-in");
  create.add_flag("--id-tokens", options->id_tokens, "Implicit grant and hybrid flows: ID tokens");
  create.add_flag("--groups", options->group_claims, "Groups claim: security groups");
  create.add_flag("--assignment-required", options->assignment_required, "Only assigned people may sign in");
  app.table("list", "List the app registrations", list_apps);
  const auto shown = std::make_shared<std::string>();
  app.list("show", "Print a registration as Microsoft Graph shows it",
           [shown](DirectoryFile& file) { return show_app(file, *shown); })
      .add_option("client-id", *shown, "Application (client) ID")
      .required();
  const auto deleted = std::make_shared<std::string>();
  app.change("delete", "Delete a registration and its enterprise application",
             [deleted](DirectoryFile& file) { return delete_app(file, *deleted); })
      .add_option("client-id", *deleted, "Application (client) ID")
      .required();
  add_redirect_uri_commands(app);
  add_secret_commands(app);
  add_certificate_commands(app);
  add_role_commands(app);
  add_app_setting_commands(app);
  add_app_access_commands(app);
}

}  // namespace sallyport::app
