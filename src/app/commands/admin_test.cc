#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "app/commands.h"
#include "app/json_log.h"
#include "crypto/system_random.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/identity_store.h"
#include "stores/sqlite/local_admin_store.h"
#include "stores/sqlite/session_store.h"

namespace sallyport::app {
namespace {

class AdminCommand : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sallyport_admin_XXXXXX";
    directory_ = ::mkdtemp(name);
    config_ = directory_ + "/sallyport.yaml";
    std::ofstream(config_) << "server: {publicUrl: \"http://localhost:8585\", dataDir: " << directory_ << "}\n"
                           << "authenticationConfiguration: {provider: basic}\n";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  int run(const std::string& arguments) {
    CLI::App app;
    int exit_code = -1;
    add_admin_command(app, exit_code);
    testing::internal::CaptureStdout();
    try {
      app.parse(arguments, false);
    } catch (const CLI::ParseError&) {
      exit_code = 2;
    }
    std::fflush(stdout);
    out_ = testing::internal::GetCapturedStdout();
    return exit_code;
  }

  std::string directory_;
  std::string config_;
  std::string out_;
};

TEST_F(AdminCommand, PrintsALinkWhoseHashTheStoreHolds) {
  ASSERT_EQ(run("admin recover --config " + config_), 0);
  EXPECT_NE(out_.find("http://localhost:8585/local-admin/setup?link="), std::string::npos) << out_;
  JsonLog log;
  const auto database = stores::Database::open({.path = directory_ + "/sallyport.db"}, stores::gateway_schema());
  ASSERT_TRUE(database);
  const auto admin = stores::SqliteLocalAdminStore(**database, log).find();
  ASSERT_TRUE(admin && *admin);
  EXPECT_EQ((*admin)->link_hash.size(), 64U);
  EXPECT_FALSE((*admin)->retired);
}

TEST_F(AdminCommand, ARefusedConfigurationEndsWith1AndMakesNoStore) {
  std::ofstream(config_, std::ios::app) << "no_such_section: 1\n";
  EXPECT_EQ(run("admin recover --config " + config_), 1);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/sallyport.db"));
}

TEST_F(AdminCommand, AStoreThatCannotBeOpenedEndsWith3) {
  std::ofstream(directory_ + "/sallyport.db") << "no database";
  EXPECT_EQ(run("admin recover --config " + config_), 3);
}

TEST_F(AdminCommand, APersonIsDisabledAndTheirSessionsEnd) {
  RecordProperty("covers", "SES-05, SES-07");
  const auto database = stores::Database::open({.path = directory_ + "/sallyport.db"}, stores::gateway_schema());
  ASSERT_TRUE(database);
  JsonLog log;
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  stores::SqliteIdentityStore people(**database, random, log);
  stores::SqliteSessionStore sessions(**database, {}, random, log);
  const identity::IdentityKey key{Issuer("https://idp.example"), TenantId("t"), Subject("s")};
  const auto ann =
      people.link_or_create(key, {"Ann", "ann@corp.example", "", "ann"}, false, identity::CreateMissing::yes, now);
  session::Session session;
  session.digest = session::digest_of(session::make_session_id(random));
  session.person = (*ann)->id;
  session.created = session.last_seen = now;
  session.expires = now + Seconds(600);
  ASSERT_TRUE(sessions.create(session));
  ASSERT_TRUE(sessions.changed_elsewhere());
  ASSERT_EQ(run("admin session list --config " + config_), 0);
  EXPECT_NE(out_.find((*ann)->id.value), std::string::npos) << out_;
  EXPECT_EQ(run("admin user disable nobody --config " + config_), 1);
  EXPECT_EQ(run("admin user disable ANN@corp.example --config " + config_), 0);
  EXPECT_TRUE((*people.find_by_id((*ann)->id))->disabled);
  EXPECT_FALSE(sessions.find(session.digest, now).value());
  EXPECT_TRUE(sessions.changed_elsewhere().value()) << "a gateway that runs notices";
  EXPECT_FALSE(sessions.changed_elsewhere().value());
  EXPECT_EQ(run("admin user enable oid:s --config " + config_), 0);
  EXPECT_FALSE((*people.find_by_id((*ann)->id))->disabled);
}

TEST_F(AdminCommand, EndingSessionsNeedsOneWayToNameThem) {
  for (const char* const which : {"", " 0123456789abcdef --all", " --user ann --all"})
    EXPECT_EQ(run("admin session end" + std::string(which) + " --config " + config_), 2) << which;
  EXPECT_EQ(run("admin session end 0123456789abcdef --config " + config_), 1);
  EXPECT_EQ(run("admin session end --all --config " + config_), 0);
}

TEST_F(AdminCommand, NeedsAConfiguration) {
  EXPECT_EQ(run("admin recover"), 2);
  EXPECT_EQ(run("admin"), 2);
}

}  // namespace
}  // namespace sallyport::app
