#include "app/config/load.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/config/load_fixture.h"

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
  EXPECT_EQ(settings.store_path, "./sallyport-data/sallyport.db");
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
}

TEST(Load, EveryServerKeyIsRead) {
  const auto loaded = load(
      "server:\n  publicUrl: https://data.example.com:8443\n  extraHosts: [other.example.com]\n  address: 0.0.0.0\n  "
      "port: 1\n"
      "  unixSocket: /run/s.sock\n  tlsCertificateFile: /c\n  tlsKeyFile: /k\n  adminAddress: ::1\n  adminPort: 2\n"
      "  trustedProxies: [10.0.0.1, 10.1.0.0/16, \"fd00::/8\"]\n  allowedReturnUrls: "
      "[\"https://app.example.com/after\"]\n"
      "  loops: 2\n  workers: 3\n  dataDir: /d\n  caFile: /ca\n  logLevel: debug\n"
      "  headerTimeout: 1s\n  idleTimeout: 2s\n  bodyTimeout: 3s\n  writeTimeout: 4s\n  drainTimeout: 5s\n",
      {}, {{"/c", {}}, {"/k", {}}});
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  const auto& server = loaded.settings->server;
  EXPECT_EQ(server.public_url, "https://data.example.com:8443");
  EXPECT_EQ(server.extra_hosts, std::vector<std::string>{"other.example.com"});
  EXPECT_EQ(server.address, "0.0.0.0");
  EXPECT_EQ(server.port, 1);
  EXPECT_EQ(server.unix_socket, "/run/s.sock");
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
  EXPECT_EQ(loaded.settings->store_path, "/d/sallyport.db");
  EXPECT_EQ(loaded.ca_file, "/ca");
  EXPECT_TRUE(loaded.debug_log);
}

TEST(Load, RoutesAreSortedByPathAndHost) {
  const auto settings = settings_of(
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

TEST(Load, AFirstSignInCreatesWhomOpenMetadatasKeysLetIn) {
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
  EXPECT_EQ(settings_of(theirs).sessions.limits.idle, Seconds(7200));  // the default would be longer than the session
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
    const auto path = write("a.yaml", edited(kConfidential, 10, "    secretFile: " + secret));
    const auto loaded = load_config(path, process_surroundings());
    ASSERT_TRUE(loaded.settings) << print_all(loaded);
    EXPECT_EQ(find_finding(loaded, "secret_file_open") != nullptr, open) << mode;
  }
}

}  // namespace
}  // namespace sallyport::app::config
