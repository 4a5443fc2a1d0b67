#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "app/commands.h"
#include "app/json_log.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/local_admin_store.h"

namespace sallyport::app {
namespace {

class AdminRecover : public testing::Test {
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

TEST_F(AdminRecover, PrintsALinkWhoseHashTheStoreHolds) {
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

TEST_F(AdminRecover, ARefusedConfigurationEndsWith1AndMakesNoStore) {
  std::ofstream(config_, std::ios::app) << "no_such_section: 1\n";
  EXPECT_EQ(run("admin recover --config " + config_), 1);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/sallyport.db"));
}

TEST_F(AdminRecover, AStoreThatCannotBeOpenedEndsWith3) {
  std::ofstream(directory_ + "/sallyport.db") << "no database";
  EXPECT_EQ(run("admin recover --config " + config_), 3);
}

TEST_F(AdminRecover, NeedsAConfiguration) {
  EXPECT_EQ(run("admin recover"), 2);
  EXPECT_EQ(run("admin"), 2);
}

}  // namespace
}  // namespace sallyport::app
