#include "app/os/trust_stores.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "crypto/certificate.h"

namespace sallyport::app {
namespace {

namespace fs = std::filesystem;

bool succeeds(const std::string& command) {
  const int status = std::system((command + " >/dev/null 2>&1").c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// A machine of its own under a folder, with real programs and without the rights of root.
class TrustStores : public ::testing::Test {
 protected:
  TrustStores() {
    machine.root = folder + "/system";
    machine.home = folder + "/home";
    fs::create_directories(machine.home);
    const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
    const UnixTime now{1'800'000'000};
    std::ofstream(ca_file)
        << crypto::make_authority({"CA", {"localhost"}, {}, now, now + Seconds(86'400)}, key)->to_pem();
  }
  ~TrustStores() override { fs::remove_all(folder); }

  static std::string made_folder() {
    std::string path = (fs::temp_directory_path() / "sallyport-XXXXXX").string();
    return ::mkdtemp(path.data()) == nullptr ? "" : path;
  }

  // The report of the store whose name begins so.
  static TrustReport about(const std::vector<TrustReport>& reports, std::string_view name) {
    for (const TrustReport& report : reports)
      if (report.store.starts_with(name)) return report;
    return {"none", TrustOutcome::failed, {}};
  }

  const std::string folder = made_folder();
  const std::string ca_file = folder + "/ca.pem";
  Machine machine;
};

TEST_F(TrustStores, OnlyRootChangesTheSystem) {
  const fs::path store = machine.root + "/usr/local/share/ca-certificates";
  fs::create_directories(store);
  EXPECT_EQ(about(install_authority(machine, ca_file), "the system").outcome, TrustOutcome::needs_root);
  EXPECT_TRUE(fs::is_empty(store));
  EXPECT_EQ(about(remove_authority(machine), "the system").outcome, TrustOutcome::done) << "it has none of ours";
}

TEST_F(TrustStores, MachineWithoutAKnownStoreSaysSo) {
  EXPECT_EQ(about(install_authority(machine, ca_file), "the system").outcome, TrustOutcome::absent);
}

TEST_F(TrustStores, BrowsersTrustItAndForgetIt) {
  if (!succeeds("certutil -H; [ $? -le 1 ]") || !succeeds("command -v certutil")) GTEST_SKIP() << "no certutil here";
  const std::string list = "certutil -L -d sql:" + machine.home + "/.pki/nssdb -n 'Sallyport local directory'";
  for (int twice = 0; twice < 2; ++twice) {
    const auto report = about(install_authority(machine, ca_file), "browsers");
    EXPECT_EQ(report.outcome, TrustOutcome::done) << report.detail;
    EXPECT_TRUE(succeeds(list));
  }
  EXPECT_EQ(about(remove_authority(machine), "browsers").outcome, TrustOutcome::done);
  EXPECT_FALSE(succeeds(list));
}

TEST_F(TrustStores, EachProfileOfFirefoxHasItsOwn) {
  if (!succeeds("command -v certutil")) GTEST_SKIP() << "no certutil here";
  const std::string profile = machine.home + "/.mozilla/firefox/x.default";
  fs::create_directories(profile);
  ASSERT_TRUE(succeeds("certutil -N --empty-password -d sql:" + profile));
  fs::create_directories(machine.home + "/.mozilla/firefox/Crash Reports");
  EXPECT_EQ(about(install_authority(machine, ca_file), "browsers: " + profile).outcome, TrustOutcome::done);
  EXPECT_TRUE(succeeds("certutil -L -d sql:" + profile + " -n 'Sallyport local directory'"));
  EXPECT_EQ(about(install_authority(machine, ca_file), "browsers: " + machine.home + "/.mozilla/firefox/Crash").store,
            "none");
}

TEST_F(TrustStores, JavaTrustsItAndForgetsIt) {
  if (!succeeds("command -v keytool")) GTEST_SKIP() << "no keytool here";
  machine.java_home = folder + "/java";
  fs::create_directories(machine.java_home + "/lib/security");
  const std::string store = machine.java_home + "/lib/security/cacerts";
  const std::string keytool = "keytool -keystore " + store + " -storepass changeit ";
  ASSERT_TRUE(succeeds(keytool + "-importcert -noprompt -alias other -file " + ca_file));
  const std::string list = keytool + "-list -alias sallyport-local-directory";
  const auto report = about(install_authority(machine, ca_file), "Java");
  EXPECT_EQ(report.outcome, TrustOutcome::done) << report.detail;
  EXPECT_TRUE(succeeds(list));
  EXPECT_EQ(about(remove_authority(machine), "Java").outcome, TrustOutcome::done);
  EXPECT_FALSE(succeeds(list));
  EXPECT_TRUE(succeeds(keytool + "-list -alias other"));
}

TEST(ThisMachine, TheBrowsersAreThoseOfTheUserWhoRanSudo) {
  const auto environment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "HOME") return "/somewhere";
    if (name == "SUDO_USER") return "nobody";
    return std::nullopt;
  };
  const Machine machine = this_machine(environment);
  EXPECT_EQ(machine.sudo_user, "nobody");
  EXPECT_NE(machine.home, "/somewhere");
  EXPECT_EQ(machine.java_home, "");
}

}  // namespace
}  // namespace sallyport::app
