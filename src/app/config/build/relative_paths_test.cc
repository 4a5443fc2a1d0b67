#include "app/config/build/relative_paths.h"

#include <gtest/gtest.h>

#include <map>

#include "app/config/build/load.h"
#include "crypto/certificate.h"
#include "crypto/key.h"

namespace sallyport::app::config {
namespace {

TEST(RelativePaths, StartAtTheFolderOfTheConfiguration) {
  RecordProperty("covers", "B2");
  EXPECT_EQ(path_beside("/etc/sallyport/a.yaml", "data"), "/etc/sallyport/data");
  EXPECT_EQ(path_beside("op/a.yaml", "./data"), "op/data");
  EXPECT_EQ(path_beside("op/a.yaml", "../data"), "data");
  EXPECT_EQ(path_beside("a.yaml", "./data"), "./data") << "the folder where we stand";
  EXPECT_EQ(path_beside("/etc/a.yaml", "/var/data"), "/var/data");
  EXPECT_EQ(path_beside("/etc/a.yaml", ""), "");
}

constexpr std::string_view kText =
    "server:\n  dataDir: data\n  unixSocket: check.sock\n  operatorSocket: operator.sock\n  tlsCertificateFile: "
    "cert.pem\n  tlsKeyFile: key.pem\n"
    "store:\n  url: postgresql://u@localhost/s\n  passwordFile: password\n";

Surroundings reading(std::vector<std::string>& asked) {
  const auto key = crypto::PrivateKey::generate_rsa(2048);
  const auto certificate = *crypto::make_self_signed({"server", {}, {}, {1'700'000'000}, {2'000'000'000}}, key);
  const std::map<std::string, std::string> files{{"/etc/sallyport/a.yaml", std::string(kText)},
                                                 {"/etc/sallyport/cert.pem", certificate.to_pem()},
                                                 {"/etc/sallyport/key.pem", std::string(key.to_pem().reveal())},
                                                 {"/etc/sallyport/password", "a password"}};
  return {[](std::string_view) { return std::nullopt; },
          [&asked, files](const std::string& path) -> Result<FileText> {
            asked.push_back(path);
            return FileText{files.at(path), false};
          }};
}

TEST(RelativePaths, OfEveryKeyAreResolvedAndReadThere) {
  RecordProperty("covers", "B2");
  std::vector<std::string> asked;
  const LoadedConfig loaded = load_config("/etc/sallyport/a.yaml", reading(asked));
  ASSERT_TRUE(loaded.settings) << print_text(loaded.findings.front());
  const gateway::Settings& settings = *loaded.settings;
  EXPECT_EQ(settings.server.data_dir, "/etc/sallyport/data");
  EXPECT_EQ(settings.server.unix_socket, "/etc/sallyport/check.sock");
  EXPECT_EQ(settings.server.operator_socket, "/etc/sallyport/operator.sock");
  EXPECT_EQ(settings.server.tls_certificate_file, "/etc/sallyport/cert.pem");
  EXPECT_EQ(settings.server.tls_key_file, "/etc/sallyport/key.pem");
  EXPECT_EQ(settings.store.path, "/etc/sallyport/data/sallyport.db");
  EXPECT_EQ(settings.store.password_file, "/etc/sallyport/password");
  EXPECT_EQ(settings.own_tokens.private_key_file, "/etc/sallyport/data/own_token_private.der");
  EXPECT_EQ(asked, (std::vector<std::string>{"/etc/sallyport/a.yaml", "/etc/sallyport/cert.pem",
                                             "/etc/sallyport/key.pem", "/etc/sallyport/password"}));
}

}  // namespace
}  // namespace sallyport::app::config
