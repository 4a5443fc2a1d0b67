#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "app/commands/command_line.h"
#include "app/os/json_log.h"
#include "crypto/system_random.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

class AdminCommand : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sallyport_admin_XXXXXX";
    directory_ = ::mkdtemp(name);
    config_ = directory_ + "/sallyport.yaml";
    configure_admins("[admin]");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void configure_admins(const std::string& names) const {
    std::ofstream(config_) << "server: {publicUrl: \"http://localhost:8585\", dataDir: " << directory_ << "}\n"
                           << "authenticationConfiguration: {provider: basic}\n"
                           << "authorizerConfiguration: {adminPrincipals: " << names << "}\n";
  }

  int run(const std::string& arguments) {
    std::istringstream words(arguments);
    testing::internal::CaptureStdout();
    const int exit_code = run_command_line({std::istream_iterator<std::string>(words), {}});
    out_ = testing::internal::GetCapturedStdout();
    return exit_code;
  }

  std::unique_ptr<stores::GatewayStores> open_stores() {
    return stores::open_gateway_stores({.path = directory_ + "/sallyport.db"}, random_, clock_, log_).value();
  }

  JsonLog log_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  std::string directory_;
  std::string config_;
  std::string out_;
};

TEST_F(AdminCommand, PrintsALinkWhoseHashTheStoreHolds) {
  open_stores();
  ASSERT_EQ(run("admin recover --config " + config_), 0);
  EXPECT_NE(out_.find("http://localhost:8585/local-admin/setup?link="), std::string::npos) << out_;
  const auto stores = open_stores();
  const auto admin = stores->local_admin().find();
  ASSERT_TRUE(admin && *admin);
  EXPECT_TRUE((*admin)->link_hash.starts_with("recovery:"));
  EXPECT_EQ(out_.find((*admin)->link_hash), std::string::npos);
  EXPECT_FALSE((*admin)->retired);
}

TEST_F(AdminCommand, BreakGlassNeedsNothingButTheStoreAndThePublicUrl) {
  RecordProperty("covers", "B1");
  open_stores();
  std::ofstream(config_, std::ios::app) << "no_such_section: 1\n"
                                        << "roles: ${NOBODY_SETS_THIS}\n";
  EXPECT_EQ(run("admin recover --config " + config_), 0);
  EXPECT_EQ(run("admin session list --config " + config_), 0) << "and neither does any other operator command";
  EXPECT_EQ(run("admin user list --config " + config_), 0);
}

TEST_F(AdminCommand, AConfigurationWithoutAPlaceForTheStoreEndsWith1) {
  RecordProperty("covers", "B1");
  std::ofstream(config_) << "server: {dataDir: \"${NOBODY_SETS_THIS}\"}\n";
  EXPECT_EQ(run("admin recover --config " + config_), 1);
}

TEST_F(AdminCommand, NoCommandMakesAStoreOrAFolder) {
  RecordProperty("covers", "B2");
  std::ofstream(config_) << "server: {publicUrl: \"http://localhost:8585\", dataDir: none}\n";
  for (const char* const command : {"recover", "user list", "user disable ann", "session list", "session end --all"}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(run("admin " + std::string(command) + " --config " + config_), 1) << command;
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find(directory_ + "/none/sallyport.db"), std::string::npos) << command << ": " << said;
  }
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/none"));
}

TEST_F(AdminCommand, AStoreThatCannotBeOpenedEndsWith3) {
  std::ofstream(directory_ + "/sallyport.db") << "no database";
  EXPECT_EQ(run("admin recover --config " + config_), 3);
}

TEST_F(AdminCommand, APersonIsDisabledAndTheirSessionsEnd) {
  RecordProperty("covers", "SES-05, SES-07");
  const auto stores = open_stores();
  const UnixTime now = SystemClock().now();
  identity::IdentityStore& people = stores->people();
  const auto view = stores->sessions({});
  session::SessionStore& sessions = *view;
  const identity::IdentityKey key{"azure", Issuer("https://idp.example"), TenantId("t"), Subject("s")};
  const auto ann =
      people.link_or_create({key, {"Ann", "ann@corp.example", "", "ann"}, ""}, identity::CreateMissing::yes, now);
  session::Session session;
  session.digest = session::digest_of(session::make_session_id(random_));
  session.person = (*ann)->id;
  session.created = session.last_seen = now;
  session.expires = now + Seconds(600);
  ASSERT_TRUE(sessions.create(session));
  ASSERT_TRUE(sessions.changes_elsewhere({}));  // begins to listen
  ASSERT_EQ(run("admin session list --config " + config_), 0);
  EXPECT_NE(out_.find((*ann)->id.value), std::string::npos) << out_;
  EXPECT_EQ(run("admin user disable nobody --config " + config_), 1);
  EXPECT_EQ(run("admin user disable ANN@corp.example --config " + config_), 0);
  EXPECT_TRUE((*people.find_by_id((*ann)->id))->disabled);
  EXPECT_FALSE(sessions.find(session.digest, now).value());
  const session::Changes changes = sessions.changes_elsewhere({}).value();
  EXPECT_TRUE(changes.people) << "a gateway that runs hears of it";
  EXPECT_FALSE(changes.sessions.empty());
  EXPECT_EQ(changes.sessions.front(), session.digest);
  EXPECT_EQ(sessions.changes_elsewhere({}).value(), session::Changes{});
  EXPECT_EQ(run("admin user enable oid:s --config " + config_), 0);
  EXPECT_FALSE((*people.find_by_id((*ann)->id))->disabled);
}

TEST_F(AdminCommand, TheLastAdministratorStaysOne) {
  const auto stores = open_stores();
  const UnixTime now = SystemClock().now();
  const auto add = [&](const std::string& name) {
    const identity::IdentityKey key{"azure", Issuer("https://idp.example"), TenantId("t"), Subject(name)};
    return stores->people()
        .link_or_create({key, {name, name + "@corp.example", "", name}, ""}, identity::CreateMissing::yes, now)
        .value()
        ->id;
  };
  const PersonId ann = add("ann");
  add("bob");
  configure_admins("[]");
  ASSERT_EQ(run("admin user give-role ann Admin --config " + config_), 0);
  for (const char* const command : {"user disable ann", "user take-role ann Admin"}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(run("admin " + std::string(command) + " --config " + config_), 1) << command;
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("Give somebody else the role first: "), std::string::npos) << said;
  }
  EXPECT_FALSE((*stores->people().find_by_id(ann))->disabled);
  EXPECT_EQ(run("admin user disable bob --config " + config_), 0) << "anybody else";
  EXPECT_EQ(run("admin user enable bob --config " + config_), 0);
  ASSERT_EQ(run("admin user give-role bob Admin --config " + config_), 0);
  EXPECT_EQ(run("admin user take-role ann Admin --config " + config_), 0);
  configure_admins("[carol]");
  EXPECT_EQ(run("admin user disable bob --config " + config_), 1) << "nobody is called carol";
  const PersonId carol = add("carol");
  EXPECT_EQ(run("admin user disable bob --config " + config_), 0) << "the configuration makes another one";
  EXPECT_EQ(run("admin user disable carol --config " + config_), 1) << "who is the last one now";
  EXPECT_FALSE((*stores->people().find_by_id(carol))->disabled);
  ASSERT_TRUE(stores->local_admin().put({.password_hash = "a hash", .link_hash = {}, .link_expires = {}}));
  EXPECT_EQ(run("admin user disable carol --config " + config_), 0) << "the local administrator can sign in";
}

TEST_F(AdminCommand, WithoutAConfigurationThatLoadsNobodyKnowsWhomItNames) {
  const auto stores = open_stores();
  const identity::IdentityKey key{"azure", Issuer("https://idp.example"), TenantId("t"), Subject("ann")};
  for (const char* const name : {"ann", "carol"}) {
    identity::IdentityKey own = key;
    own.subject = Subject(name);
    ASSERT_TRUE(stores->people().link_or_create({own, {name, "", "", name}, ""}, identity::CreateMissing::yes,
                                                SystemClock().now()));
  }
  ASSERT_EQ(run("admin user give-role ann Admin --config " + config_), 0);
  configure_admins("[carol]");
  std::ofstream(config_, std::ios::app) << "no_such_section: 1\n";
  EXPECT_EQ(run("admin user take-role ann Admin --config " + config_), 1);
}

TEST_F(AdminCommand, EndingSessionsNeedsOneWayToNameThem) {
  open_stores();
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
