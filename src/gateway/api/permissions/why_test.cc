// Why a request passes or does not, said about a request that nobody has sent.
#include "gateway/api/permissions/why.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

constexpr std::string_view kWhy = "/api/v1/permissions/why";

Route route_to(std::string path) {
  Route made;
  made.path = std::move(path);
  made.upstream = std::make_shared<const http::Upstream>();
  return made;
}

// Ann is an administrator, and signed in.
class Why : public ::testing::Test {
 protected:
  void SetUp() override { world_.sign_in(); }

  static void configure(Settings& settings) {
    settings.authorizer.admin_principals = {"ann"};
    Route reports = route_to("/reports");
    reports.operation =
        OperationRequirement{.operation = "Delete", .resource = "dashboard", .id = AttributeSource{.segment = 0}};
    Route open = route_to("/open");
    open.access = RouteAccess::public_;
    Route writers = route_to("/writers");
    writers.requirement.any_role = {"Writer"};
    writers.methods = {"GET"};
    Route application = route_to("/application");
    application.bearer = BearerOwner::application;
    settings.routes = {application, reports, writers, open};
  }

  Headers session() {
    return {{"Cookie", "__Host-sallyport=" + world_.session_cookie()}, {"Content-Type", "application/json"}};
  }

  Reply ask(const std::string& body) { return world_.send("POST", kWhy, session(), body); }

  json::Object answer(const std::string& body) {
    const Reply reply = ask(body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    const auto object = json::parse_object(reply.body);
    return object ? *object : json::Object{};
  }

  // Of a bot without a role, which is made by the way.
  std::string bot_token() {
    const Reply made = world_.send("POST", "/api/v1/users", session(),
                                   R"({"name": "robot", "email": "robot@contoso.example", "isBot": true})");
    const auto bot = json::parse_object(made.body);
    EXPECT_EQ(made.status, 201) << made.body;
    const Reply reply = world_.send("PUT", "/api/v1/users/generateToken/" + (bot ? *bot->find("id")->as_string() : ""),
                                    session(), R"({"JWTTokenExpiry": "7"})");
    const auto body = json::parse_object(reply.body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return body && body->find("JWTToken") ? *body->find("JWTToken")->as_string() : "";
  }

  std::string ann() { return world_.identities->list({}, 10).value().front().person.id.value; }

  World world_{configure};
};

std::string text_of(const json::Object& object, std::string_view name) {
  const json::Value* const found = object.find(name);
  return found && found->as_string() ? *found->as_string() : std::string("-");
}

bool allowed(const json::Object& object) {
  return *object.find("allowed") == json::Value(true);
}

std::int64_t status_in(const json::Object& object) {
  const json::Value* const found = object.find("status");
  return found && found->as_integer() ? *found->as_integer() : 0;
}

// The status is the one that the gateway answers.
TEST_F(Why, SaysWhichCheckRefuses) {
  struct Row {
    std::string_view body;
    std::string_view check;
    std::string_view method;
    std::string_view target;
    Headers headers{};
  };
  for (const Row& row : {
           Row{R"({"path": "/reports/7"})", "signInNeeded", "GET", "/reports/7"},
           Row{R"({"path": "/reports/7", "host": "other.example"})",
               "hostNotOurs",
               "GET",
               "/reports/7",
               {{"Host", "other.example"}}},
           Row{R"({"path": "/reports//7"})", "ambiguousPath", "GET", "/reports//7"},
           Row{R"({"path": "/nowhere"})", "noRoute", "GET", "/nowhere"},
           Row{R"({"path": "/nowhere", "through": "check"})", "signInNeeded", "GET", "/check/nowhere"},
           Row{R"({"path": "/writers", "method": "POST"})", "methodNotAllowed", "POST", "/writers"},
           Row{R"({"path": "/reports/7", "token": "x"})",
               "credentialRefused",
               "GET",
               "/reports/7",
               {{"Authorization", "Bearer x"}}},
       }) {
    const json::Object why = answer(std::string(row.body));
    EXPECT_FALSE(allowed(why)) << row.body;
    EXPECT_EQ(text_of(why, "check"), row.check) << row.body;
    EXPECT_EQ(status_in(why), world_.send(row.method, row.target, row.headers).status) << row.body;
    EXPECT_NE(text_of(why, "reason"), "-") << row.body;
  }
}

TEST_F(Why, SaysWhatPasses) {
  EXPECT_EQ(text_of(answer(R"({"path": "/open/x?y=1"})"), "check"), "public");
  EXPECT_EQ(text_of(answer(R"({"path": "/api/v1/roles"})"), "check"), "ownAddress");
  const json::Object own = answer(R"({"path": "/writers", "principal": {"id": ")" + ann() + R"("}})");
  EXPECT_TRUE(allowed(own));
  EXPECT_EQ(text_of(own, "check"), "caller");
  EXPECT_EQ(text_of(*own.find("route")->as_object(), "path"), "/writers");
}

// The last sign-in of somebody is not the time at which the configuration was written.
TEST_F(Why, KnowsWhomTheConfigurationMakesAnAdministrator) {
  const std::string about_ann = R"({"path": "/reports/7", "principal": {"name": "ann"}})";
  const json::Object admin = answer(about_ann);
  EXPECT_TRUE(allowed(admin));
  EXPECT_EQ(*admin.find("caller")->as_object()->find("isAdmin"), json::Value(true));
  const auto explained = [&] {
    return world_
        .send("POST", "/api/v1/permissions/explain", session(),
              R"({"principal": {"name": "ann"}, "question": {"operation": "Delete", "resource": "dashboard"}})")
        .body;
  };
  EXPECT_NE(explained().find("\"allowed\":true"), std::string::npos) << explained();
  world_.settings().authorizer.admin_principals = {"ann", "robot"};
  bot_token();
  const json::Object robot = answer(R"({"path": "/reports/7", "principal": {"name": "robot"}})");
  EXPECT_EQ(*robot.find("caller")->as_object()->find("isAdmin"), json::Value(false)) << "no bot is one by its name";
}

// The policies do not know who is disabled, so an answer from them alone would let somebody in who is kept out.
TEST_F(Why, NothingIsAllowedToWhoIsDisabled) {
  bot_token();
  const auto robot = world_.people_by_hand->find_by_name("robot").value().front().person.id;
  const std::string about = R"("principal": {"name": "robot"}})";
  const std::string check = R"({"questions": [{"operation": "ViewBasic", "resource": "user"}], )" + about;
  const auto status_of = [&](std::string_view path, const std::string& body) {
    return world_.send("POST", "/api/v1/permissions/" + std::string(path), session(), body).status;
  };
  ASSERT_EQ(status_of("check", check), 200);
  ASSERT_TRUE(world_.identities->set_disabled(robot, true));
  EXPECT_EQ(status_of("check", check), 409);
  EXPECT_EQ(status_of("why", R"({"path": "/writers", )" + about), 409);
  EXPECT_EQ(status_of("explain", R"({"question": {"operation": "ViewBasic", "resource": "user"}, )" + about), 409);
}

// It agrees with the gateway itself.
TEST_F(Why, SaysForATokenWhichRuleDecided) {
  const std::string token = bot_token();
  const Headers bearer{{"Authorization", "Bearer " + token}};
  const json::Object roles = answer(R"({"path": "/writers", "token": ")" + token + R"("})");
  EXPECT_EQ(text_of(roles, "check"), "roleMissing");
  EXPECT_EQ(status_in(roles), world_.send("GET", "/writers", bearer).status);
  const json::Object why = answer(R"({"path": "/reports/7", "token": ")" + token + R"("})");
  EXPECT_FALSE(allowed(why));
  EXPECT_EQ(text_of(why, "check"), "operationDenied");
  EXPECT_EQ(status_in(why), world_.send("GET", "/reports/7", bearer).status);
  EXPECT_EQ(text_of(*why.find("caller")->as_object(), "name"), "robot");
  EXPECT_EQ(*why.find("caller")->as_object()->find("isBot"), json::Value(true));
  const json::Object& policies = *why.find("policies")->as_object();
  EXPECT_EQ(text_of(policies, "verdict"), "notAllowed");
  EXPECT_FALSE(policies.find("change")->as_array()->empty());
}

// The status is the one that a trusted proxy hears.
TEST_F(Why, SaysWhatAProxyHearsThatAsksByQuery) {
  reload(world_, [](Settings& settings) {
    settings.server.trusted_proxies = {"10.0.0.0/8"};
    settings.server.operations_in_query = true;
  });
  const std::string token = bot_token();
  const Headers bearer{{"Authorization", "Bearer " + token}};
  const auto why = [&](const std::string& query, std::string_view who) {
    return ask(R"({"path": "/check)" + query + R"(")" + std::string(who) + "}");
  };
  const std::string as_robot = R"(, "token": ")" + token + R"(")";
  world_.peer.address = "10.1.1.1";
  for (const std::string query :
       {"", "?role=Writer", "?operation=ViewAll&resource=dashboard&id=7", "?operation=Delete&resource=dashboard&id=7",
        "?role=Writer&operation=ViewAll&resource=dashboard"}) {
    for (const bool nobody : {true, false}) {
      const auto said = json::parse_object(why(query, nobody ? "" : as_robot).body);
      ASSERT_TRUE(said) << query;
      const int status = world_.send("GET", "/check" + query, nobody ? Headers{} : bearer).status;
      EXPECT_EQ(allowed(*said) ? 204 : status_in(*said), status) << query << (nobody ? " by nobody" : " by the bot");
    }
  }
  const auto denied = json::parse_object(why("?operation=Delete&resource=dashboard", as_robot).body);
  ASSERT_TRUE(denied);
  EXPECT_EQ(text_of(*denied, "check"), "operationDenied");
  EXPECT_EQ(json::print(*denied->find("query")), R"({"requires":{"operation":"Delete","resource":"dashboard"}})");
  EXPECT_EQ(text_of(*denied->find("policies")->as_object(), "verdict"), "notAllowed");
}

TEST_F(Why, RefusesAQueryThatCheckRefuses) {
  reload(world_, [](Settings& settings) {
    settings.server.trusted_proxies = {"10.0.0.0/8"};
    settings.server.operations_in_query = true;
  });
  world_.peer.address = "10.1.1.1";
  for (const std::string query : {"?roles=Writer", "?operation=Fly&resource=dashboard", "?operation=Delete",
                                  "?operation=Delete&resource=dashboard&id=7&role=x"}) {
    EXPECT_EQ(ask(R"({"path": "/check)" + query + R"("})").status, 400) << query;
    EXPECT_EQ(world_.send("GET", "/check" + query).status, 400) << query;
  }
}

// Without server.operationsInQuery no proxy may ask for an operation, so nobody would be answered.
TEST_F(Why, RefusesAnOperationInAQueryWhereNoProxyMayAskForOne) {
  const Reply refused = ask(R"({"path": "/check?operation=ViewAll&resource=dashboard"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("server.operationsInQuery"), std::string::npos) << refused.body;
}

TEST_F(Why, IgnoresATokenThatIsTheApplications) {
  const json::Object why = answer(R"({"path": "/application", "token": ")" + bot_token() + R"("})");
  EXPECT_EQ(text_of(why, "check"), "signInNeeded");
  EXPECT_EQ(why.find("caller"), nullptr);
}

TEST_F(Why, LeavesNoTrace) {
  const std::string token = bot_token();
  (void)world_.shared->used_tokens.take();
  (void)world_.shared->touched.take();
  const std::size_t people = world_.people();
  world_.log.entries.clear();
  answer(R"({"path": "/reports/7", "token": ")" + token + R"("})");
  EXPECT_TRUE(world_.shared->used_tokens.take().empty());
  EXPECT_EQ(world_.people(), people);
  EXPECT_FALSE(world_.log.mentions(token));
  EXPECT_FALSE(world_.log.mentions(token.substr(token.rfind('.'))));
  for (const auto& entry : world_.log.entries) EXPECT_NE(entry.level, Level::audit) << entry.event;
  const Reply broken = ask(R"({"path": "/reports/7", "token": ")" + token + R"(", "x": 1})");
  EXPECT_EQ(broken.status, 400);
  EXPECT_EQ(broken.body.find(token), std::string::npos);
  EXPECT_FALSE(world_.log.mentions(token));
}

TEST_F(Why, IsForAdministrators) {
  World world([](Settings& settings) {
    configure(settings);
    settings.authorizer.admin_principals.clear();
  });
  world.sign_in();
  const Headers session{{"Cookie", "__Host-sallyport=" + world.session_cookie()}, {"Content-Type", "application/json"}};
  EXPECT_EQ(world.send("POST", kWhy, session, R"({"path": "/open"})").status, 403);
  EXPECT_EQ(world.send("POST", kWhy, {}, R"({"path": "/open"})").status, 401);
}

TEST_F(Why, ABodyWithoutAMeaningIsRefused) {
  for (const std::string_view body :
       {"{}", R"({"path": 7})", R"({"path": "reports"})", R"({"path": "/", "through": "nginx"})",
        R"({"path": "/", "token": "x", "principal": {"name": "ann"}})", R"({"path": "/", "principal": {}})",
        R"({"path": "/", "principal": {"id": "1", "name": "ann"}})", R"({"path": "/", "why": 1})", "[]"})
    EXPECT_EQ(ask(std::string(body)).status, 400) << body;
  EXPECT_EQ(ask(R"({"path": "/", "principal": {"name": "nobody"}})").status, 404);
  EXPECT_EQ(ask(R"({"path": "/", "principal": {"id": "nobody"}})").status, 404);
}

}  // namespace
}  // namespace sallyport::gateway
