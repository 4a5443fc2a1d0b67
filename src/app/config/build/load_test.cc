#include "app/config/build/load.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/config/build/load_fixture.h"
#include "crypto/certificate.h"

namespace sallyport::app::config {
namespace {

gateway::Settings settings_of(std::string_view text, Variables variables = {}) {
  const auto loaded = load(text, std::move(variables));
  EXPECT_TRUE(loaded.settings) << print_all(loaded);
  return loaded.settings ? *loaded.settings : gateway::Settings{};
}

TEST(Load, AnEmptyFileIsALocalGateway) {
  const auto settings = settings_of("");
  EXPECT_FALSE(settings.sign_in_configured);
  EXPECT_EQ(settings.server.public_url, "http://localhost:8585");
  EXPECT_EQ(settings.server.address, "127.0.0.1");
  EXPECT_EQ(settings.server.port, 8585);
  EXPECT_EQ(settings.server.admin_port, 8586);
  EXPECT_TRUE(settings.server.trusted_proxies.empty());
  EXPECT_EQ(settings.sessions.limits.idle, Seconds(8 * 3600));
  EXPECT_EQ(settings.sessions.limits.absolute, Seconds(7 * 24 * 3600));
  EXPECT_EQ(settings.sessions.cookie_name, "__Host-sallyport");
  EXPECT_EQ(settings.store.path, "./sallyport-data/sallyport.db");
  EXPECT_EQ(settings.own_tokens.private_key_file, "./sallyport-data/own_token_private.der");
  EXPECT_EQ(settings.own_tokens.issuer, "http://localhost:8585");
  EXPECT_FALSE(settings.demo);
}

TEST(Load, AVariableCountsWhereTheFileIsSilent) {
  const Variables variables{{"SALLYPORT_PORT", "9000"}};
  EXPECT_EQ(settings_of("", variables).server.port, 9000);
  EXPECT_EQ(settings_of("server:\n  port: 9001\n", variables).server.port, 9001);
  EXPECT_EQ(settings_of("server:\n  port: ${SALLYPORT_PORT:-1}\n", variables).server.port, 9000);
}

TEST(Load, AWrongVariableIsRefusedWithItsKey) {
  const auto loaded = load("", {{"SALLYPORT_PORT", "eighty"}});
  ASSERT_EQ(loaded.findings.size(), 1u);
  EXPECT_EQ(loaded.findings[0].key, "server.port");
  EXPECT_EQ(loaded.findings[0].line, 0);
  EXPECT_EQ(loaded.findings[0].variable, "SALLYPORT_PORT");
}

Files tls_files() {
  const auto key = crypto::PrivateKey::generate_rsa(2048);
  const auto certificate = *crypto::make_self_signed({"server", {}, {}, {1'700'000'000}, {2'000'000'000}}, key);
  return {{"/c", {certificate.to_pem(), true}}, {"/k", {std::string(key.to_pem().reveal()), false}}};
}

TEST(Load, EveryServerKeyIsRead) {
  const auto loaded = load(
      "server:\n  publicUrl: https://data.example.com:8443\n  extraHosts: [other.example.com]\n  address: 0.0.0.0\n  "
      "port: 1\n"
      "  unixSocket: /run/s.sock\n  operatorSocket: /run/o.sock\n  tlsCertificateFile: /c\n  tlsKeyFile: /k\n  "
      "adminAddress: ::1\n  adminPort: 2\n"
      "  trustedProxies: [10.0.0.1, 10.1.0.0/16, \"fd00::/8\"]\n  allowedReturnUrls: "
      "[\"https://app.example.com/after\"]\n"
      "  loops: 2\n  workers: 3\n  dataDir: /d\n  caFile: /ca\n  logLevel: debug\n"
      "  headerTimeout: 1s\n  idleTimeout: 2s\n  bodyTimeout: 3s\n  writeTimeout: 4s\n  drainTimeout: 5s\n  stopDelay: "
      "6s\n  openMetadataVersion: 2.0.7\n",
      {}, tls_files());
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  const auto& server = loaded.settings->server;
  EXPECT_EQ(server.public_url, "https://data.example.com:8443");
  EXPECT_EQ(server.extra_hosts, std::vector<std::string>{"other.example.com"});
  EXPECT_EQ(server.address, "0.0.0.0");
  EXPECT_EQ(server.port, 1);
  EXPECT_EQ(server.unix_socket, "/run/s.sock");
  EXPECT_EQ(server.operator_socket, "/run/o.sock");
  EXPECT_EQ(server.tls_certificate_file, "/c");
  EXPECT_EQ(server.tls_key_file, "/k");
  EXPECT_EQ(server.admin_address, "::1");
  EXPECT_EQ(server.admin_port, 2);
  EXPECT_EQ(server.trusted_proxies, (std::vector<std::string>{"10.0.0.1", "10.1.0.0/16", "fd00::/8"}));
  EXPECT_EQ(server.allowed_return_urls, std::vector<std::string>{"https://app.example.com/after"});
  EXPECT_EQ(server.loops, 2);
  EXPECT_EQ(server.workers, 3);
  EXPECT_EQ(server.timeouts.header, Seconds(1));
  EXPECT_EQ(server.timeouts.idle, Seconds(2));
  EXPECT_EQ(server.timeouts.body, Seconds(3));
  EXPECT_EQ(server.timeouts.write, Seconds(4));
  EXPECT_EQ(server.timeouts.drain, Seconds(5));
  EXPECT_EQ(server.timeouts.stop_delay, Seconds(6));
  EXPECT_EQ(server.openmetadata_version, "2.0.7");
  EXPECT_EQ(loaded.settings->store.path, "/d/sallyport.db");
  EXPECT_EQ(loaded.ca_file, "/ca");
  EXPECT_TRUE(loaded.debug_log);
}

TEST(Load, RoutesAreSortedByPathAndHost) {
  const auto settings = settings_of(
      "server: {extraHosts: [app.example.com]}\n"
      "routes:\n  - {path: /, upstream: \"http://127.0.0.1:9000\"}\n  - {path: /a, upstream: \"https://h\", roles: "
      "[R], identity: jwt}\n"
      "  - {path: /, host: App.example.com, upstream: \"unix:/run/app.sock\", access: public, stripPrefix: true, "
      "maxBody: 10m}\n"
      "roleMapping:\n  - {role: R, everyone: true}\n");
  ASSERT_EQ(settings.routes.size(), 3u);
  EXPECT_EQ(settings.routes[0].path, "/a");
  EXPECT_TRUE(settings.routes[0].upstream->tls);
  EXPECT_EQ(settings.routes[0].upstream->port, "443");
  EXPECT_EQ(settings.routes[0].identity, gateway::IdentityForm::jwt);
  EXPECT_EQ(settings.routes[0].requirement.any_role, std::vector<std::string>{"R"});
  EXPECT_EQ(settings.routes[1].host, "app.example.com");
  EXPECT_EQ(settings.routes[1].upstream->unix_path, "/run/app.sock");
  EXPECT_EQ(settings.routes[1].access, gateway::RouteAccess::public_);
  EXPECT_TRUE(settings.routes[1].strip_prefix);
  EXPECT_EQ(settings.routes[1].max_body, 10u * 1024 * 1024);
  EXPECT_EQ(settings.routes[2].upstream->host, "127.0.0.1");
  EXPECT_EQ(settings.routes[2].upstream->port, "9000");
  EXPECT_EQ(settings.routes[2].access, gateway::RouteAccess::required);
}

TEST(Load, RulesOfRolesKeepTheirClaims) {
  const auto roles = settings_of(
                         "authorizerConfiguration:\n  useRolesFromProvider: true\nroleMapping:\n  - {appRole: "
                         "Data.Steward, role: Steward}\n"
                         "  - {group: stewards, role: Steward}\n  - {scope: data.read, role: Reader}\n"
                         "  - {emailDomain: example.com, role: Staff}\n  - {everyone: true, role: Guest}\n")
                         .roles;
  const std::vector<identity::RoleRule> expected{{identity::Claim::app_role, "Data.Steward", "Steward"},
                                                 {identity::Claim::group, "stewards", "Steward"},
                                                 {identity::Claim::scope, "data.read", "Reader"},
                                                 {identity::Claim::email_domain, "example.com", "Staff"},
                                                 {identity::Claim::everyone, "", "Guest"}};
  EXPECT_EQ(roles.rules, expected);
  EXPECT_TRUE(roles.app_roles_as_is);
  EXPECT_FALSE(settings_of("").roles.app_roles_as_is);
}

TEST(Load, 16763_22951_14709_AFirstSignInCreatesWhomOpenMetadatasKeysLetIn) {
  const auto authorizer = [](std::string_view text) { return settings_of(text).authorizer; };
  EXPECT_EQ(authorizer("").provisioning, gateway::Provisioning::on);
  EXPECT_EQ(authorizer("authenticationConfiguration:\n  enableSelfSignup: false\n").provisioning,
            gateway::Provisioning::off);
  const auto limited =
      authorizer("authorizerConfiguration:\n  allowedEmailRegistrationDomains: [B.example, a.example]\n");
  EXPECT_EQ(limited.provisioning, gateway::Provisioning::allowed_domains);
  EXPECT_EQ(limited.allowed_domains, (std::vector<std::string>{"a.example", "b.example"}));
}

TEST(Load, ClaimsAndTheirMapping) {
  EXPECT_EQ(settings_of("").authorizer.jwt_principal_claims,
            (std::vector<std::string>{"email", "preferred_username", "sub"}));
  const auto mapped = settings_of(
                          "authenticationConfiguration:\n  jwtPrincipalClaimsMapping: "
                          "[\"username:preferred_username\", \"email:email\"]\n")
                          .authorizer;
  EXPECT_EQ(mapped.username_claim, "preferred_username");
  EXPECT_EQ(mapped.email_claim, "email");
}

TEST(Load, SessionLimitsComeFromOursBeforeOpenMetadatas) {
  const auto absolute = [](std::string_view text) { return settings_of(text).sessions.limits.absolute; };
  const std::string theirs =
      "authenticationConfiguration:\n  sessionExpiry: 7200\n  oidcConfiguration:\n    sessionExpiry: 9000\n";
  EXPECT_EQ(absolute(theirs), Seconds(7200));
  EXPECT_EQ(absolute(theirs + "sessions:\n  absolute: 1d\n"), Seconds(86400));
  EXPECT_EQ(settings_of(theirs).sessions.limits.idle, Seconds(7200));  // the default would outlive the session
}

TEST(Load, RateLimitsAreGenerousAndMayBeSwitchedOff) {
  using gateway::Limited;
  const auto limit = [](std::string_view text, Limited kind) { return settings_of(text).rate_limits.of(kind); };
  EXPECT_EQ(limit("", Limited::sign_in), 1200);
  EXPECT_EQ(limit("", Limited::callback), 1200);
  EXPECT_EQ(limit("", Limited::local_sign_in), 120);
  EXPECT_EQ(limit("", Limited::refused_credential), 6000);
  EXPECT_EQ(limit("", Limited::new_token), 60);
  EXPECT_EQ(limit("rateLimits:\n  callback: 0\n", Limited::callback), 0);
  EXPECT_EQ(limit("rateLimits:\n  signIn: 30\n", Limited::sign_in), 30);
}

TEST(Load, PersonalTokensExpireUnlessTheOperatorSaysOtherwise) {
  EXPECT_FALSE(settings_of("").own_tokens.unlimited_personal);
  EXPECT_TRUE(settings_of("jwtTokenConfiguration:\n  unlimitedPersonalTokens: true\n").own_tokens.unlimited_personal);
}

TEST(Load, AQueryAsksForNoOperationUnlessAProxyIsTrusted) {
  EXPECT_FALSE(settings_of("").asks_policies());
  const auto alone = load("server:\n  operationsInQuery: true\n");
  const auto* finding = find_finding(alone, "pair_incomplete");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->key, "server.operationsInQuery");
  EXPECT_TRUE(settings_of("server:\n  operationsInQuery: true\n  trustedProxies: [127.0.0.1]\n").asks_policies());
}

TEST(Load, KeysThatHaveNoEffectAreNamed) {
  const auto loaded = load("authenticationConfiguration:\n  oidcConfiguration:\n    disablePkce: true\n");
  const auto* finding = find_finding(loaded, "key_ignored");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::notice);
  EXPECT_NE(finding->wrong.find("PKCE S256 is always used"), std::string::npos);
}

TEST(Load, KeyUrlsOfOthersAreNamed) {
  const auto loaded = load(edited(kPublic, 0, "  publicKeyUrls: [\"https://other.example/keys\"]"));
  ASSERT_TRUE(loaded.settings);
  EXPECT_NE(find_finding(loaded, "key_url_unused"), nullptr);
}

TEST(Load, ThePublicUrlIsTakenFromOpenMetadatasKeys) {
  const auto derived = load(edited(kConfidential, 2, "  port: 1"));
  ASSERT_TRUE(derived.settings) << print_all(derived);
  EXPECT_EQ(derived.settings->server.public_url, "https://data.example.com");
  EXPECT_NE(find_finding(derived, "public_url_derived"), nullptr);
}

class LoadFile : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sallyport_config_XXXXXX";
    directory_ = ::mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& text, ::mode_t mode = 0600) {
    const auto path = directory_ + "/" + name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }

  std::string directory_;
};

TEST_F(LoadFile, IsNamedInTheFindings) {
  const auto path = write("a.yaml", "server:\n  prot: 1\n");
  const auto loaded = load_config(path, process_surroundings());
  ASSERT_EQ(beyond_notices(loaded).size(), 1u);
  EXPECT_EQ(beyond_notices(loaded)[0].file, path);
}

TEST_F(LoadFile, ThatIsNotThereIsRefused) {
  const auto loaded = load_config(directory_ + "/none.yaml", process_surroundings());
  EXPECT_FALSE(loaded.settings);
  EXPECT_NE(find_finding(loaded, "file_unreadable"), nullptr);
}

TEST_F(LoadFile, ThatIsNoRegularFileIsRefused) {
  const auto fifo = directory_ + "/fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  for (const auto& path : {directory_, fifo, std::string("/dev/zero")})
    EXPECT_NE(find_finding(load_config(path, process_surroundings()), "file_unreadable"), nullptr) << path;
}

TEST_F(LoadFile, ThatIsTooLargeIsRefused) {
  const auto path = write("large.yaml", std::string((1 << 20) + 1, '#'));
  EXPECT_NE(find_finding(load_config(path, process_surroundings()), "file_unreadable"), nullptr);
}

TEST_F(LoadFile, OfASecretMayBeReadableByItsOwnerAlone) {
  for (const auto& [mode, open] : {std::pair<::mode_t, bool>{0600, false}, {0400, false}, {0640, true}, {0604, true}}) {
    const auto secret = write("secret", "value\n", mode);
    const auto path = write("a.yaml", edited(kConfidential, 11, "    secretFile: " + secret));
    const auto loaded = load_config(path, process_surroundings());
    ASSERT_TRUE(loaded.settings) << print_all(loaded);
    EXPECT_EQ(find_finding(loaded, "secret_file_open") != nullptr, open) << mode;
  }
}

TEST_F(LoadFile, AndFolderOfASecretAreWarnedOfWhereOthersCanRead) {
  RecordProperty("covers", "A14");
  const auto store = write("s.db", "", 0644);
  const auto folder = directory_ + "/data";
  std::filesystem::create_directory(folder);
  const auto path = write("a.yaml", std::string(kConfidential) + "store:\n  path: " + store + "\n", 0644);
  const auto text = "server:\n  dataDir: " + folder + "\n";
  const auto keys_of = [](const LoadedConfig& loaded) {
    std::vector<std::string> keys;
    for (const auto& finding : loaded.findings)
      if (finding.rule == "secret_file_open") keys.push_back(finding.key);
    return keys;
  };
  EXPECT_EQ(keys_of(load_config(path, process_surroundings())),
            (std::vector<std::string>{"authenticationConfiguration.oidcConfiguration.secret", "store.path"}));
  ::chmod(path.c_str(), 0600);
  ::chmod(store.c_str(), 0600);
  EXPECT_TRUE(keys_of(load_config(path, process_surroundings())).empty());
  for (const auto& [mode, open] : {std::pair<::mode_t, bool>{0755, true}, {0710, true}, {0700, false}}) {
    ::chmod(folder.c_str(), mode);
    const auto loaded = load_config_text(text, "t", process_surroundings());
    EXPECT_EQ(keys_of(loaded) == std::vector<std::string>{"server.dataDir"}, open) << mode;
  }
}

TEST(Load, ATlsKeyMustBeItsCertificatesAndClosedToOthers) {
  RecordProperty("covers", "A14, B19");
  const std::string text = "server:\n  tlsCertificateFile: /c\n  tlsKeyFile: /k\n";
  auto files = tls_files();
  EXPECT_TRUE(load(text, {}, files).settings);
  auto around = surroundings({}, files);
  around.permissions = [](const std::string& path) -> std::optional<unsigned> {
    return path == "/k" ? std::optional(0644u) : std::nullopt;
  };
  const auto open = load_config_text(text, "t", around);
  ASSERT_NE(find_finding(open, "secret_file_open"), nullptr);
  EXPECT_EQ(find_finding(open, "secret_file_open")->key, "server.tlsKeyFile");
  files["/k"] = tls_files()["/k"];
  EXPECT_EQ(find_finding(load(text, {}, files), "credential_file")->key, "server.tlsKeyFile");
  files["/c"] = {"no certificate", false};
  EXPECT_EQ(find_finding(load(text, {}, files), "credential_file")->key, "server.tlsCertificateFile");
}

TEST(Load, PeopleWhoSignInMustFindSomething) {
  RecordProperty("covers", "B6");
  const auto loaded = load(edited(kConfidential, 3, ""));
  const auto* finding = find_finding(loaded, "no_routes");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->key, "routes");
  EXPECT_NE(finding->write.find("routes: [{path: /"), std::string::npos);
  EXPECT_EQ(find_finding(load(edited(kConfidential, 3, "  unixSocket: /run/s.sock")), "no_routes"), nullptr);
  EXPECT_EQ(find_finding(load(""), "no_routes"), nullptr);
}

TEST(Load, TheAppRoleAdminIsSaidWhereItIsSwitchedOn) {
  RecordProperty("covers", "B14");
  const auto loaded = load(edited(kPublic, 5, "  adminPrincipals: [ann]\n  useRolesFromProvider: true"));
  const auto* finding = find_finding(loaded, "admin_by_role");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->line, 6);
  EXPECT_EQ(finding->severity, Severity::notice);
  EXPECT_EQ(find_finding(load(kPublic), "admin_by_role"), nullptr);
}

TEST(Load, ABrokenLineDoesNotHideTheOthers) {
  RecordProperty("covers", "Q14");
  const auto loaded = load("server:\n\tport: 1\n  prot: 1\nsessions:\n  idle: soon\nstore:\n  path: \"/d\"\"\n");
  std::string found;
  for (const auto& finding : loaded.findings)
    found += std::to_string(finding.line) + " " + std::string(finding.rule) + "\n";
  EXPECT_EQ(found, "2 yaml\n3 unknown_key\n5 wrong_type\n7 yaml\n");
  EXPECT_FALSE(loaded.settings);
}

TEST(Load, AnOutdentedSectionIsNamedAndReadAsItWasMeant) {
  RecordProperty("covers", "B18");
  const auto loaded = load(
      "authenticationConfiguration:\n  provider: azure\n  clientType: confidential\noidcConfiguration:\n"
      "  id: bbbbbbbb-0000-4000-8000-000000000002\n  secret: abc\n  scpe: openid\n");
  const auto* finding = find_finding(loaded, "wrong_section");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->line, 4);
  EXPECT_EQ(finding->write, "`oidcConfiguration`, indented under `authenticationConfiguration`");
  EXPECT_NE(find_finding(loaded, "unknown_key"), nullptr) << print_all(loaded);
  EXPECT_EQ(find_finding(loaded, "confidential_client_without_credential"), nullptr);
}

TEST(Load, HttpAtANameBelowLocalhostIsOneAnswer) {
  RecordProperty("covers", "A18");
  const auto loaded = load(
      "authenticationConfiguration:\n  provider: custom-oidc\n  clientType: confidential\n  clientId: a\n"
      "  oidcConfiguration:\n    secret: b\n    discoveryUri: "
      "http://idp.localhost:9000/.well-known/openid-configuration\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(loaded.settings->provider.metadata.expect.allow_http);
  EXPECT_EQ(loaded.outgoing_http_hosts, std::vector<std::string>{"idp.localhost:9000"});
  EXPECT_EQ(loaded.outgoing_loopback_hosts, std::vector<std::string>{"idp.localhost:9000"});
}

}  // namespace
}  // namespace sallyport::app::config
