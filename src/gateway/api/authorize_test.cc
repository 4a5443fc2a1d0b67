// Who may do what over the security API.
#include "gateway/api/authorize.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

struct Asker {
  std::vector<std::string> roles{};
  bool admin = false;
  bool program = false;
};

Who who_is(const Asker& asker) {
  auto caller = std::make_shared<Caller>();
  caller->username = "ann@contoso.example";
  caller->roles = asker.roles;
  caller->admin = asker.admin;
  caller->program = asker.program;
  return {std::move(caller), std::nullopt, false, Credential::session};
}

struct Asked {
  std::string_view operation;
  ObjectFacts object{};
};

// Calls `use` with a call of somebody.
auto with_call(const World& world, const Who& who, const auto& use) {
  http::Request request;
  request.method = "GET";
  request.target = "/api/v1/roles";
  request.peer = std::make_shared<http::Peer>(world.peer);
  const Trace trace{"id-1", "203.0.113.9"};
  return use(Call{world.parts->essentials(), request, request.target, trace, who, own_addresses()});
}

Result<void> ask(const World& world, const Who& who, const Asked& asked) {
  return with_call(world, who,
                   [&](const Call& call) { return authorize(call, world.parts->api, asked.operation, asked.object); });
}

const Asked kViewRole{"ViewAll", {.resource = "role"}};
const Asked kDeleteRole{"Delete", {.resource = "role"}};

TEST(Authorize, LetsAnAdministratorDoEverything) {
  const World world;
  EXPECT_TRUE(ask(world, who_is({.admin = true}), kDeleteRole));
}

TEST(Authorize, LetsThePoliciesDecideAboutOthers) {
  const World world;
  EXPECT_TRUE(ask(world, who_is({}), kViewRole)) << "everybody in Organization is a DataConsumer";
  EXPECT_TRUE(ask(world, who_is({.roles = {"IngestionBotRole"}, .program = true}), kDeleteRole));
  EXPECT_EQ(reason_of(ask(world, who_is({.program = true}), kViewRole)), "operation_denied") << "it is in no team";
}

TEST(Authorize, SaysInOpenMetadatasWordsWhatIsDenied) {
  const World world;
  const auto denied = ask(world, who_is({}), kDeleteRole);
  ASSERT_EQ(reason_of(denied), "operation_denied");
  EXPECT_EQ(denied.error().kind, Kind::forbidden);
  EXPECT_EQ(denied.error().detail, "Principal: CatalogPrincipal{name='ann'} operations [Delete] not allowed");
}

TEST(Authorize, ShowsTheSentenceToTheClient) {
  const World world;
  const auto denied = ask(world, who_is({}), kDeleteRole);
  ASSERT_FALSE(denied);
  const auto answer =
      with_call(world, who_is({}), [&](const Call& call) { return refusal_answer(call, denied.error()); });
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(answer.response.body,
            R"({"code":403,"message":"Principal: CatalogPrincipal{name='ann'} operations [Delete] not allowed"})");
}

TEST(Authorize, DeniesNobody) {
  const World world;
  EXPECT_EQ(reason_of(ask(world, {}, kViewRole)), "sign_in_needed");
}

TEST(Authorize, FailsClosedWithoutPolicies) {
  const World world;
  world.shared->policies.withdraw();
  const auto denied = ask(world, who_is({}), kViewRole);
  ASSERT_EQ(reason_of(denied), "policies_unknown");
  EXPECT_EQ(denied.error().kind, Kind::unavailable);
}

TEST(Authorize, FailsClosedIfTheQuestionHasNoMeaning) {
  const World world;
  for (const Asked& asked : {Asked{"Fly", {.resource = "role"}}, Asked{"ViewAll", {.resource = "unicorn"}},
                             Asked{"ViewAll", {.resource = "role", .own = {{"colour", {"red"}}}}}}) {
    const auto denied = ask(world, who_is({}), asked);
    ASSERT_EQ(reason_of(denied), "authorize") << asked.operation;
    EXPECT_EQ(denied.error().kind, Kind::internal);
  }
}

TEST(Authorize, KeepsTheAuditLogFromConsumers) {
  const World world;
  const Asked audit{"AuditLogs", {.resource = "audit"}};
  EXPECT_FALSE(ask(world, who_is({.roles = {"DataConsumer", "DataSteward"}}), audit));
}

}  // namespace
}  // namespace sallyport::gateway
