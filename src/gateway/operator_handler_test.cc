#include "gateway/operator_handler.h"

#include <gtest/gtest.h>

#include "audit/event_entry.h"
#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

constexpr std::uint32_t kGateway = 990;

class OperatorHandler : public ::testing::Test {
 protected:
  OperatorHandler() { connect_as(0); }

  void connect_as(std::optional<std::uint32_t> user) {
    world_.peer = {.address = "", .unix_socket = true, .tls = false, .user = user};
  }
  Reply send(std::string_view method, std::string_view target, std::string body = {}) {
    return world_.send(method, target, {{"Content-Type", "application/json"}}, std::move(body), handler_.get());
  }

  World world_;
  std::unique_ptr<http::Handler> handler_ = make_operator_handler(
      *world_.in_force, {kGateway, [](std::uint32_t user) { return user == 0 ? std::string("root") : std::string(); }});
};

constexpr std::string_view kRoles = "/api/sallyport/v1/roles";

TEST_F(OperatorHandler, RootAndTheGatewaysUserAreAdministrators) {
  for (const std::uint32_t user : {std::uint32_t{0}, kGateway}) {
    connect_as(user);
    EXPECT_EQ(send("GET", kRoles).status, 200) << user;
    EXPECT_EQ(
        send("POST", kRoles, R"({"name":"R)" + std::to_string(user) + R"(","policies":["DataConsumerPolicy"]})").status,
        201)
        << user;
  }
}

TEST_F(OperatorHandler, NobodyElseGetsAnAnswer) {
  for (const std::optional<std::uint32_t> user : {std::optional<std::uint32_t>(1000), std::optional<std::uint32_t>()}) {
    connect_as(user);
    EXPECT_EQ(send("GET", kRoles).status, 403);
    EXPECT_EQ(send("GET", "/api/v1/system/version").status, 403) << "not even to what everybody may ask";
  }
  world_.peer = {.address = "127.0.0.1", .unix_socket = false, .tls = false, .user = 0};
  EXPECT_EQ(send("GET", kRoles).status, 403) << "no unix socket";
  EXPECT_TRUE(world_.log.mentions("user 1000"));
}

TEST_F(OperatorHandler, LooksAfterHowPeopleSignIn) {
  reload(world_, [](Settings& settings) { settings.local_accounts.allowed = true; });
  const PersonId ann =
      world_.people_by_hand->add({.labels = {"Ann", "", "", "ann"}}, {"root", world_.clock.now()})->person.id;
  using Factor = std::optional<identity::SecondFactor>;
  ASSERT_TRUE(world_.accounts->change_factor(
      ann, [&](const Factor&) { return Result<Factor>(identity::SecondFactor{.person = ann, .sealed_key = "key"}); }));
  const std::string path = "/api/sallyport/v1/users/" + ann.value;
  EXPECT_EQ(send("DELETE", path + "/secondFactor").status, 200);
  EXPECT_FALSE(world_.accounts->find_factor(ann).value());
  EXPECT_EQ(send("POST", path + "/passwordLink").status, 200);
}

TEST_F(OperatorHandler, TheAuditTrailNamesTheUserOfTheMachine) {
  ASSERT_EQ(send("POST", kRoles, R"({"name":"Reader","policies":["DataConsumerPolicy"]})").status, 201);
  const auto& line = world_.log.entries.back();
  const audit::Entry entry = audit::entry_of_event(line.event, line.fields, {}, world_.clock.now());
  EXPECT_EQ(entry.who, (audit::Party{"operator", "0", "root"}));
  EXPECT_EQ(entry.client, "unix");
  EXPECT_NE(send("GET", std::string(kRoles) + "/name/Reader").body.find(R"("updatedBy":"operator:root")"),
            std::string::npos);
}

TEST_F(OperatorHandler, ServesTheSecurityApiAlone) {
  for (const char* const path : {"/", "/check", "/local-admin", "/api/v1/auth/login", "/callback", "/nowhere"})
    EXPECT_EQ(send("GET", path).status, 404) << path;
  EXPECT_EQ(send("GET", "/api/sallyport/v1/../v1/roles").status, 400);
  EXPECT_EQ(send("DELETE", kRoles).status, 405);
  EXPECT_EQ(send("TRACE", kRoles).status, 405);
}

TEST_F(OperatorHandler, ACookieOrATokenCountsForNothing) {
  world_.sign_in();
  connect_as(1000);
  const Reply reply =
      world_.send("GET", kRoles, {{"Cookie", "__Host-sallyport=" + world_.session_cookie()}}, {}, handler_.get());
  EXPECT_EQ(reply.status, 403);
}

TEST_F(OperatorHandler, MakesTokensForBotsAndNoneForItself) {
  const identity::Bot bot = world_.bots->list().value().front();
  const std::string path = "/api/sallyport/v1/users/generateToken/" + bot.account.value;
  EXPECT_EQ(send("PUT", path, R"({"JWTTokenExpiry":"7"})").status, 200);
  EXPECT_EQ(send("PUT", "/api/sallyport/v1/users/security/token", R"({"tokenName":"t","JWTTokenExpiry":"7"})").status,
            403);
}

// A row that fails for an operator would fail in a command, too.
TEST_F(OperatorHandler, NoRowThatOnlyReadsEndsWithAnError500) {
  int asked = 0;
  for (const OwnRow& row : own_rows()) {
    const std::string path(row.path.text());
    if (row.label != RouteClass::security_api || !row.methods.contain(http::Method::get)) continue;
    if (path.find('{') != std::string::npos) continue;
    ++asked;
    EXPECT_LT(send("GET", path).status, 500) << path;
  }
  EXPECT_GT(asked, 20);
}

}  // namespace
}  // namespace sallyport::gateway
