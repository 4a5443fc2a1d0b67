#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>

#include "app/commands.h"
#include "app/config/directory_seed.h"
#include "app/directory_parts.h"
#include "app/json_log.h"
#include "app/signals.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "crypto/system_random.h"
#include "directory/administration.h"
#include "directory/published.h"

namespace sallyport::app {
namespace {

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kFailed = 3;

int complain(const Error& error) {
  std::cerr << "sallyport directory: " << error.reason << (error.detail.empty() ? "" : ": " + error.detail) << '\n';
  return error.kind == Kind::unavailable || error.kind == Kind::internal ? kFailed : kRefused;
}

void print_planted(const directory::Planted& planted) {
  std::cout << "The directory was empty and has been filled. These are shown once:\n";
  for (const auto& password : planted.passwords)
    std::cout << "  password of " << password.user_principal_name << ": " << password.value.reveal() << '\n';
  for (const auto& app : planted.apps) {
    std::cout << "  app \"" << app.name << "\": tenant " << app.tenant.value << ", client id " << app.client_id.value;
    if (app.secret) std::cout << ", secret " << app.secret->reveal();
    std::cout << '\n';
  }
}

int run_directory(const directory::Settings& settings) {
  block_stop_signals();
  JsonLog log;
  SystemClock clock;
  crypto::SystemRandom random;
  const auto workers = net::Workers::make(8, 1024);
  auto running = start_directory(settings, *workers, clock, random, log);
  if (!running) return complain(running.error());
  if ((*running)->planted()) print_planted(*(*running)->planted());
  std::cout << "Local directory (not Microsoft Entra ID)\n";
  if (!(*running)->http_origin().empty()) std::cout << "  " << (*running)->http_origin() << "/\n";
  if (!(*running)->https_origin().empty())
    std::cout << "  " << (*running)->https_origin() << "/   trust it: sallyport ca install --data-dir "
              << settings.data_dir << '\n';
  std::cout << "Ready. Stop with Ctrl-C." << std::endl;
  wait_for_stop_signal();
  (*running)->stop();
  return kDone;
}

Result<entra::Tenant> choose_tenant(entra::TenantStore& store, const std::string& name) {
  SALLYPORT_TRY(const auto all, store.tenants());
  if (all.empty())
    return failure(Kind::rejected, "no_tenant", "", "the directory is empty: start it once with `sallyport directory`");
  if (name.empty()) return all.front();
  SALLYPORT_TRY(const auto found, store.find_tenant(name));
  if (!found) return failure(Kind::rejected, "no_tenant", "", name);
  return *found;
}

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
  bool json = false;
};

Result<std::vector<entra::RedirectUri>> parse_redirect_uris(const std::vector<std::string>& texts) {
  std::vector<entra::RedirectUri> uris;
  for (const std::string& text : texts) {
    const std::size_t colon = text.find(':');
    const auto platform = entra::parse_platform(text.substr(0, colon));
    if (!platform || colon == std::string::npos)
      return failure(Kind::rejected, "redirect_uri_platform", "", text + ": write web:URI, spa:URI or public:URI");
    uris.push_back({text.substr(colon + 1), *platform});
  }
  return uris;
}

Result<json::Object> create_app(DirectoryFile& file, const AppOptions& options) {
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  SALLYPORT_TRY(const auto tenant, choose_tenant(*file.store, options.tenant));
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

Result<json::Object> add_secret(DirectoryFile& file, const std::string& client_id, const std::string& name) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(auto app, file.store->find_app(ClientId(ascii_lower(client_id))));
  if (!app) return failure(Kind::rejected, "no_app", "", client_id);
  const auto secret = directory::make_secret(name, directory::kSecretLife, SystemClock().now(), random);
  app->secrets.push_back(secret.credential);
  SALLYPORT_CHECK(file.store->put_app(*app));
  return json::Object{
      {"client_id", app->client_id.value}, {"secret_id", secret.credential.key_id}, {"secret", secret.value.reveal()}};
}

Result<json::Object> add_certificate(DirectoryFile& file, const std::string& client_id, const std::string& path) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(auto app, file.store->find_app(ClientId(ascii_lower(client_id))));
  if (!app) return failure(Kind::rejected, "no_app", "", client_id);
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  SALLYPORT_TRY(const auto certificate, crypto::Certificate::from_pem(text));
  const entra::KeyCredential credential{random_uuid(random), path, certificate.der};
  app->certificates.push_back(credential);
  SALLYPORT_CHECK(file.store->put_app(*app));
  return json::Object{{"client_id", app->client_id.value},
                      {"certificate_id", credential.key_id},
                      {"thumbprint", base64url_encode(certificate.sha256_thumbprint())}};
}

Result<void> set_enabled(DirectoryFile& file, const std::string& name, bool enabled) {
  SALLYPORT_TRY(auto user, file.store->find_user_by_name(name));
  if (!user) return failure(Kind::rejected, "no_user", "", name);
  user->enabled = enabled;
  return file.store->put_user(*user);
}

struct UserOptions {
  std::string tenant;
  std::string name;
  std::string display_name;
  std::string email;
  std::string role;
  std::string app;
  bool read_password = false;
};

Result<void> assign(DirectoryFile& file, const entra::User& user, const UserOptions& options) {
  if (options.app.empty()) return {};
  SALLYPORT_TRY(auto app, file.store->find_app(ClientId(ascii_lower(options.app))));
  if (!app) return failure(Kind::rejected, "no_app", "", options.app);
  const auto role = std::ranges::find(app->app_roles, options.role, &entra::AppRole::value);
  if (!options.role.empty() && role == app->app_roles.end())
    return failure(Kind::rejected, "no_role", "", options.role);
  app->assignments.push_back({user.id, options.role.empty() ? "" : role->id});
  return file.store->put_app(*app);
}

Result<json::Object> add_user(DirectoryFile& file, const UserOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, choose_tenant(*file.store, options.tenant));
  std::string password;
  if (options.read_password) std::getline(std::cin, password);
  const bool made_up = password.empty();
  if (made_up) password = base64url_encode(random.bytes(9));
  SALLYPORT_TRY(const auto user, directory::make_user({tenant.id, options.name, options.display_name, options.email,
                                                       Secret(password), ""},
                                                      SystemClock().now(), random));
  SALLYPORT_CHECK(file.store->put_user(user));
  SALLYPORT_CHECK(assign(file, user, options));
  json::Object told{
      {"tenant", tenant.id.value}, {"id", user.id.value}, {"user_principal_name", user.user_principal_name}};
  if (made_up) told.set("password", password);
  return told;
}

Result<void> list_apps(DirectoryFile& file) {
  SALLYPORT_TRY(const auto tenants, file.store->tenants());
  for (const entra::Tenant& tenant : tenants) {
    SALLYPORT_TRY(const auto apps, file.store->apps(tenant.id));
    for (const entra::AppRegistration& app : apps) {
      std::cout << app.client_id.value << "  " << tenant.name << "  " << app.display_name << '\n';
      for (const entra::RedirectUri& uri : app.redirect_uris)
        std::cout << "    " << name_of(uri.platform) << ":" << uri.uri << '\n';
    }
  }
  return {};
}

// What was made, a line for each value; secrets are shown this once.
int tell(const Result<json::Object>& told, bool as_json) {
  if (!told) return complain(told.error());
  if (as_json) {
    std::cout << json::print(*told) << '\n';
    return kDone;
  }
  for (const json::Member& member : *told) {
    std::cout << member.name << ": " << *member.value.as_string();
    if (member.name == "secret" || member.name == "password") std::cout << "   (shown this once)";
    std::cout << '\n';
  }
  return kDone;
}

// Opens the file and does the work. The directory may be running: it sees the change within seconds.
int with_file(const std::string& data_dir, const auto& work) {
  auto file = open_directory_file(data_dir);
  if (!file) return complain(file.error());
  return work(*file);
}

void add_certificate_command(CLI::App& app, const directory::Settings& settings, int& exit_code) {
  CLI::App* certificate = app.add_subcommand("certificate", "Client certificates");
  certificate->require_subcommand(1)->fallthrough();
  CLI::App* add = certificate->add_subcommand("add", "Let a client prove itself with the key of a certificate");
  auto client_id = std::make_shared<std::string>();
  auto path = std::make_shared<std::string>();
  add->fallthrough();
  add->add_option("client-id", *client_id, "Application (client) ID")->required();
  add->add_option("file", *path, "The certificate, PEM")->required()->check(CLI::ExistingFile);
  add->callback([=, &settings, &exit_code] {
    exit_code = with_file(settings.data_dir,
                          [&](DirectoryFile& file) { return tell(add_certificate(file, *client_id, *path), false); });
  });
}

void add_app_commands(CLI::App& command, const directory::Settings& settings, int& exit_code) {
  CLI::App* app = command.add_subcommand("app", "App registrations");
  app->require_subcommand(1)->fallthrough();
  auto options = std::make_shared<AppOptions>();
  CLI::App* create =
      app->add_subcommand("create", "Register an application; prints its client id and, once, its secret");
  create->fallthrough();
  create->add_option("--name", options->name, "Display name")->required();
  create->add_option("--redirect-uri", options->redirect_uris, "web:URI, spa:URI or public:URI; more than once");
  create->add_option("--role", options->roles, "Value of an app role; more than once");
  create->add_option("--tenant", options->tenant, "Tenant: GUID or domain; the first one where left out");
  create->add_option("--client-id", options->client_id, "A GUID of your own choice");
  create->add_option("--logout-url", options->logout_url, "Front-channel logout URL");
  create->add_option("--optional-claim", options->optional_claims,
                     "email, sid, login_hint, auth_time, upn, …; more than once");
  create->add_flag("--id-tokens", options->id_tokens, "Implicit grant and hybrid flows: ID tokens");
  create->add_flag("--groups", options->group_claims, "Groups claim: security groups");
  create->add_flag("--assignment-required", options->assignment_required, "Only assigned people may sign in");
  create->add_flag("--json", options->json, "Print JSON");
  create->callback([options, &settings, &exit_code] {
    exit_code = with_file(settings.data_dir,
                          [&](DirectoryFile& file) { return tell(create_app(file, *options), options->json); });
  });
  CLI::App* list = app->add_subcommand("list", "List the app registrations");
  list->fallthrough()->callback([&settings, &exit_code] {
    exit_code = with_file(settings.data_dir, [](DirectoryFile& file) {
      const auto listed = list_apps(file);
      return listed ? kDone : complain(listed.error());
    });
  });
  CLI::App* secret = app->add_subcommand("secret", "Client secrets");
  secret->require_subcommand(1)->fallthrough();
  CLI::App* add = secret->add_subcommand("add", "Add a client secret; printed once");
  auto client_id = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>("secret");
  add->fallthrough();
  add->add_option("client-id", *client_id, "Application (client) ID")->required();
  add->add_option("--name", *name, "Description");
  add->add_flag("--json", options->json, "Print JSON");
  add->callback([=, &settings, &exit_code] {
    exit_code = with_file(settings.data_dir, [&](DirectoryFile& file) {
      return tell(add_secret(file, *client_id, *name), options->json);
    });
  });
  add_certificate_command(*app, settings, exit_code);
}

// Entra's "Account enabled". Sign-ins end at once; an application learns of it when it asks for tokens again.
void add_enable_commands(CLI::App& user, const directory::Settings& settings, int& exit_code) {
  auto name = std::make_shared<std::string>();
  for (const bool enabled : {true, false}) {
    CLI::App* command = user.add_subcommand(enabled ? "enable" : "disable",
                                            enabled ? "Let a person sign in again" : "Refuse a person: AADSTS50057");
    command->fallthrough();
    command->add_option("name", *name, "User principal name")->required();
    command->callback([name, enabled, &settings, &exit_code] {
      exit_code = with_file(settings.data_dir, [&](DirectoryFile& file) {
        const auto done = set_enabled(file, *name, enabled);
        return done ? kDone : complain(done.error());
      });
    });
  }
}

void add_user_commands(CLI::App& command, const directory::Settings& settings, int& exit_code) {
  CLI::App* user = command.add_subcommand("user", "People");
  user->require_subcommand(1)->fallthrough();
  auto options = std::make_shared<UserOptions>();
  CLI::App* add = user->add_subcommand("add", "Add a person; prints a password that was made up, once");
  add->fallthrough();
  add->add_option("name", options->name, "User principal name: alice@contoso.example")->required();
  add->add_option("--display-name", options->display_name, "Alice Adams");
  add->add_option("--email", options->email, "E-mail address");
  add->add_option("--tenant", options->tenant, "Tenant: GUID or domain; the first one where left out");
  add->add_option("--app", options->app, "Assign to the app with this client id");
  add->add_option("--role", options->role, "… in this role");
  add->add_flag("--password-stdin", options->read_password, "Read the password from standard input");
  add_enable_commands(*user, settings, exit_code);
  add->callback([options, &settings, &exit_code] {
    exit_code =
        with_file(settings.data_dir, [&](DirectoryFile& file) { return tell(add_user(file, *options), false); });
  });
}

void add_key_commands(CLI::App& command, const directory::Settings& settings, int& exit_code) {
  CLI::App* keys = command.add_subcommand("keys", "Signing keys");
  keys->require_subcommand(1)->fallthrough();
  keys->add_subcommand("rotate", "Sign with the announced key; a running directory notices within seconds")
      ->fallthrough()
      ->callback([&] {
        exit_code = with_file(settings.data_dir, [](DirectoryFile& file) {
          crypto::SystemRandom random;
          const auto rotated = directory::rotate_keys(*file.keys, SystemClock().now(), random);
          return rotated ? kDone : complain(rotated.error());
        });
      });
}

}  // namespace

void add_directory_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("directory", "A local stand-in for Entra ID: run it, or change what it holds");
  command->require_subcommand(0, 1);
  // Lives as long as the callbacks, which outlive this call.
  auto held = std::make_shared<directory::Settings>();
  held->data_dir = "sallyport-directory";
  directory::Settings& settings = *held;
  auto every_address = std::make_shared<bool>(false);
  auto print_seed = std::make_shared<bool>(false);
  command->add_option("--data-dir", settings.data_dir, "Database, signing keys, local authority")
      ->capture_default_str();
  command->add_option("--http-port", settings.http_port, "0: any free one; -1: no http")
      ->capture_default_str()
      ->check(CLI::Range(-1, 65535));
  command->add_option("--https-port", settings.https_port, "0: any free one; -1: no https")
      ->capture_default_str()
      ->check(CLI::Range(-1, 65535));
  command
      ->add_option("--seed", settings.seed_file, "YAML that fills an empty directory; the demo's people where left out")
      ->check(CLI::ExistingFile);
  command->add_flag("--print-seed", *print_seed, "Print a seed to start from, and end");
  command->add_option("--host-name", settings.host_names, "A name besides localhost; more than once");
  command->add_flag("--listen-on-every-address", *every_address,
                    "Reachable from outside: anybody there can sign in as anybody here");
  command->add_flag("--account-picker", settings.account_picker, "Demo: choose a person without a password");
  command->add_flag("--rotate-refresh-tokens", settings.rotate_refresh_tokens,
                    "Stricter than Entra: reuse revokes the family");
  command->add_flag("--strict-origin", settings.strict_origin,
                    "Stricter than Entra: compares Origin with the SPA's redirect URIs");
  command->add_flag("--strict-loopback-port", settings.strict_loopback_port,
                    "Stricter than Entra: the port of localhost counts");
  command->add_flag("--iss-parameter", settings.iss_parameter,
                    "Unlike Entra: iss in authorization responses (RFC 9207)");
  command->add_flag("--concrete-common-issuer", settings.concrete_common_issuer,
                    "Unlike Entra: /common names the home tenant");
  command->add_flag("--strict-pkce", settings.strict_pkce,
                    "Stricter than Entra: native applications need PKCE, not SPAs alone");
  command->add_flag("--strict-assertion-audience", settings.strict_assertion_audience,
                    "Stricter than Entra: a client assertion's audience is the issuer alone");
  command
      ->add_option_function<int>(
          "--code-lifetime", [held](int seconds) { held->code_lifetime = Seconds(seconds); },
          "Seconds; Entra's codes live 600")
      ->check(CLI::Range(1, 600));
  command->add_flag_callback(
      "--strict", [held] { held->be_strict(); }, "All that is stricter than Entra; codes live 60 seconds");
  add_app_commands(*command, settings, exit_code);
  add_user_commands(*command, settings, exit_code);
  add_key_commands(*command, settings, exit_code);
  command->callback([command, held, every_address, print_seed, &exit_code] {
    if (!command->get_subcommands().empty()) return;  // it has its own callback
    if (*print_seed) {
      std::cout << config::example_directory_seed();
      return;
    }
    if (held->http_port < 0 && held->https_port < 0) {
      std::cerr << "sallyport directory: neither http nor https is left to listen on\n";
      exit_code = kUsage;
      return;
    }
    held->reachable_from_outside = *every_address;
    if (*every_address) held->http_address = "0.0.0.0";
    exit_code = run_directory(*held);
  });
}

}  // namespace sallyport::app
