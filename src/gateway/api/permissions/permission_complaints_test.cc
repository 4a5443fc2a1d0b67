// Complaints of OpenMetadata's users about its policies, each by its number: docs/openmetadata.md.
#include <gtest/gtest.h>

#include "gateway/api/authorize.h"
#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

// Sends as ann, who has signed in.
Reply send(World& world, std::string_view method, std::string_view target, std::string body = {}) {
  return world.send(method, target,
                    {{"Cookie", "__Host-sallyport=" + world.session_cookie()}, {"Content-Type", "application/json"}},
                    std::move(body));
}

std::string ask_about(std::string_view operation, std::string_view owners) {
  return R"({"question": {"operation": ")" + std::string(operation) + R"(", "resource": "dashboard", "owners": )" +
         std::string(owners) + "}}";
}

// Conditions were evaluated before anybody was asked for a right, and could run a program.
TEST(PermissionComplaint, Cve202428253And28254And28847) {
  World world;
  world.sign_in();
  const std::string_view run = "T(java.lang.Runtime).getRuntime().exec('id')";
  const Reply refused = send(world, "GET", "/api/v1/policies/validation/condition/" + std::string(run));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body.find("parse"), std::string::npos) << refused.body;
  World admins([](Settings& settings) { settings.authorizer.admin_principals = {"ann"}; });
  admins.sign_in();
  EXPECT_EQ(send(admins, "GET", "/api/v1/policies/validation/condition/" + std::string(run)).status, 400);
}

// isOwner() was hard to foresee; nobody could say why somebody was refused.
TEST(PermissionComplaint, Number12815And19362And15029And25508) {
  World world;
  world.sign_in();
  const std::string ann = world.identities->list({}, 1).value().front().person.id.value;
  const auto explain = [&](std::string_view owners) {
    return send(world, "POST", "/api/v1/permissions/explain", ask_about("Delete", owners)).body;
  };
  const std::string own = explain(R"([{"type": "user", "id": ")" + ann + R"("}])");
  EXPECT_NE(own.find(R"("rule":"OrganizationPolicy-Owner-Rule")"), std::string::npos) << own;
  EXPECT_NE(own.find(R"("allowed":true)"), std::string::npos) << own;
  const std::string nobodys = explain("[]");
  EXPECT_NE(nobodys.find(R"("allowed":false)"), std::string::npos) << nobodys;
  EXPECT_NE(nobodys.find(R"("answer":"false")"), std::string::npos) << "the condition that was not met: " << nobodys;
  EXPECT_NE(nobodys.find(R"("change":[{)"), std::string::npos) << nobodys;
}

// Policies of teams hit bots.
TEST(PermissionComplaint, Number21097And18357) {
  World world;
  const auto bot = find_principal(world.shared->policies, *world.team_members, {}, {{"IngestionBotRole"}, false},
                                  identity::PrincipalKind::bot);
  ASSERT_TRUE(bot);
  EXPECT_TRUE((*bot)->teams.empty());
  for (const identity::Grant& grant : (*bot)->rules.grants) EXPECT_EQ(grant.team, identity::kNowhere);
}

// Lists of permissions ignored roles that came through a team, because there were two evaluators.
TEST(PermissionComplaint, Number25181) {
  World world;
  world.sign_in();
  const std::string listed = send(world, "GET", "/api/v1/permissions/dashboard").body;
  EXPECT_NE(listed.find(R"({"operation":"EditTags","access":"allow")"), std::string::npos) << listed;
  const std::string checked = send(world, "POST", "/api/v1/permissions/check",
                                   R"({"questions": [{"operation": "EditTags", "resource": "dashboard"}]})")
                                  .body;
  EXPECT_NE(checked.find(R"("allowed":true)"), std::string::npos) << "both by DataConsumer, a role of Organization";
}

}  // namespace
}  // namespace sallyport::gateway
