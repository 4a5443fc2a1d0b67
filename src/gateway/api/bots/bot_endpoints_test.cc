#include "gateway/api/bots/bot_endpoints.h"

#include <gtest/gtest.h>

#include "gateway/api/users/people_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::flag;
using testing::PeopleWorld;
using testing::replace;
using testing::Told;

const std::string kBots = "/api/v1/bots";

class Bots : public testing::PeopleWorld, public ::testing::Test {
 protected:
  std::string make_account(const std::string& name) {
    const Told made = post("/api/v1/users", R"({"name":")" + name + R"(","email":"x@contoso.example","isBot":true})");
    EXPECT_EQ(made.status, 201) << made.text("message");
    return made.text("id");
  }
  Told make(const std::string& name) {
    make_account(name);
    return post(kBots, R"({"name":")" + name + R"(","botUser":")" + name + R"(","provider":"user"})");
  }
};

TEST_F(Bots, TheIngestionBotIsThereFromTheStartAndHasARoleAndNoToken) {
  const Told bot = get(kBots + "/name/ingestion-bot");
  ASSERT_EQ(bot.status, 200);
  EXPECT_EQ(bot.text("provider"), "system");
  const json::Object& account = *bot.body.find("botUser")->as_object();
  EXPECT_EQ(*account.find("name"), json::Value("ingestion-bot"));
  EXPECT_EQ(*account.find("type"), json::Value("user"));
  const Told user_of_it = user("ingestion-bot");
  EXPECT_TRUE(flag(user_of_it, "isBot"));
  EXPECT_EQ(user_of_it.names("roles"), "IngestionBotRole");
  EXPECT_EQ(user_of_it.names("inheritedRoles"), "") << "bots do not inherit from teams";
  EXPECT_EQ(user_of_it.body.find("authenticationMechanism"), nullptr);
}

TEST_F(Bots, ABotHasOpenMetadatasShape) {
  const Told made = make("robot");
  ASSERT_EQ(made.status, 201) << made.text("message");
  EXPECT_EQ(made.text("name"), "robot");
  EXPECT_EQ(made.text("fullyQualifiedName"), "robot");
  EXPECT_EQ(made.text("displayName"), "robot");
  EXPECT_EQ(made.text("provider"), "user");
  EXPECT_EQ(made.text("updatedBy"), "ann");
  EXPECT_EQ(*made.body.find("version"), json::Value(0.1));
  EXPECT_EQ(get(kBots + "/" + made.text("id")).body, made.body);
  EXPECT_EQ(get(kBots + "/name/robot").tag, made.tag);
  EXPECT_EQ(get(kBots).names("data"), "ingestion-bot,robot");
  EXPECT_EQ(get(kBots + "?limit=1").names("data"), "ingestion-bot");
}

TEST_F(Bots, ABotNeedsAnAccountOfItsOwn) {
  ASSERT_EQ(make("robot").status, 201);
  arrive("bob");
  EXPECT_EQ(post(kBots, R"({"name":"other","botUser":"robot"})").status, 409);
  EXPECT_EQ(post(kBots, R"({"name":"other","botUser":"bob"})").status, 400) << "a human's";
  EXPECT_EQ(post(kBots, R"({"name":"other","botUser":"nobody"})").status, 404);
  EXPECT_EQ(post(kBots, R"({"name":"other"})").status, 400);
  make_account("third");
  EXPECT_EQ(post(kBots, R"({"name":"robot","botUser":"third"})").status, 409);
  for (const char* more : {R"("provider":"system")", R"("owner":"bob")", R"("displayName":7)"})
    EXPECT_EQ(post(kBots, R"({"name":"third","botUser":"third",)" + std::string(more) + "}").status, 400) << more;
}

TEST_F(Bots, WhoHasNoRightChangesNothing) {
  const std::string id = make("robot").text("id");
  arrive("bob");
  EXPECT_EQ(ask("bob", "GET", kBots).status, 200) << "a consumer may view";
  EXPECT_EQ(ask("bob", "POST", kBots, "{").status, 403);
  EXPECT_EQ(ask("bob", "PUT", kBots, R"({"name":"robot","botUser":"robot","description":"x"})").status, 403);
  EXPECT_EQ(ask("bob", "PATCH", kBots + "/" + id, replace("/displayName", R"("x")")).status, 403);
  EXPECT_EQ(ask("bob", "DELETE", kBots + "/" + id).status, 403);
  EXPECT_EQ(ask("bob", "PUT", kBots + "/restore", R"({"id":")" + id + R"("})").status, 403);
  EXPECT_EQ(world.send("GET", kBots).status, 401);
}

TEST_F(Bots, LabelsAreChangedAndNothingElse) {
  const Told made = make("robot");
  const std::string path = kBots + "/" + made.text("id");
  const Told changed = patch(path, replace("/description", R"("works")"), {{"If-Match", made.tag}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.text("description"), "works");
  EXPECT_EQ(patch(path, replace("/description", R"("late")"), {{"If-Match", made.tag}}).status, 412);
  for (const char* member : {"/name", "/provider", "/botUser", "/deleted", "/id", "/new"})
    EXPECT_EQ(patch(path, replace(member, R"("x")")).status, 400) << member;
  EXPECT_EQ(patch(path, R"([{"op":"remove","path":"/description"}])").text("description"), "");
  EXPECT_EQ(get(path + "/versions").list("versions").size(), 3u);
  EXPECT_EQ(get(path + "/versions/0.2").text("description"), "works");
}

TEST_F(Bots, TheOwnerIsSomebodyWhoExistsAndIsShownWhenAsked) {
  make_account("robot");
  const std::string bob = arrive("bob");
  const std::string owner = R"([{"id":")" + bob + R"(","type":"user"}])";
  const Told made = post(kBots, R"({"name":"robot","botUser":"robot","owners":)" + owner + "}");
  ASSERT_EQ(made.status, 201) << made.text("message");
  const std::string path = kBots + "/" + made.text("id");
  EXPECT_EQ(made.body.find("owners"), nullptr) << "OpenMetadata's clients do not know it";
  EXPECT_EQ(*get(path + "?fields=owners").list("owners").front().as_object()->find("id"), json::Value(bob));
  const std::string nobody = R"([{"id":"9188040d-0000-4c5b-b112-36a304b66dad","type":"user"}])";
  for (const std::string& wrong :
       {nobody, std::string(R"([{"name":"bob","type":"user"}])"), "[" + owner + "]", std::string(R"("bob")")})
    EXPECT_EQ(patch(path, replace("/owners", wrong)).status, 400) << wrong;
  EXPECT_EQ(ask("bob", "PATCH", path, replace("/owners", "[]")).status, 403);
  EXPECT_EQ(patch(path, replace("/description", R"("x")")).status, 200);
  EXPECT_EQ(get(path + "?fields=owners").list("owners").size(), 1u) << "it stays";
  EXPECT_EQ(patch(path, replace("/owners", "[]")).status, 200);
  EXPECT_TRUE(get(path + "?fields=owners").list("owners").empty());
  EXPECT_EQ(get(path + "?fields=secret").status, 400);
}

TEST_F(Bots, PutMakesOrChanges) {
  make_account("robot");
  EXPECT_EQ(put(kBots, R"({"name":"robot","botUser":"robot"})").status, 201);
  const Told changed = put(kBots, R"({"name":"robot","botUser":"robot","description":"x","displayName":null})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.text("description"), "x");
  make_account("other");
  EXPECT_EQ(put(kBots, R"({"name":"robot","botUser":"other"})").status, 400) << "its account stays";
}

TEST_F(Bots, TheAccountIsDeletedRestoredAndRemovedWithTheBot) {
  const std::string id = make("robot").text("id");
  EXPECT_EQ(remove("/api/v1/users/name/robot?hardDelete=true").status, 409) << "it goes with the bot";
  EXPECT_TRUE(flag(remove(kBots + "/" + id), "deleted"));
  EXPECT_TRUE(flag(user("robot"), "deleted"));
  EXPECT_EQ(get(kBots + "/" + id).status, 404);
  EXPECT_EQ(get(kBots + "?include=deleted").names("data"), "robot");
  EXPECT_EQ(put(kBots + "/restore", R"({"id":")" + id + R"("})").status, 200);
  EXPECT_FALSE(flag(user("robot"), "deleted"));
  EXPECT_EQ(remove(kBots + "/name/robot?hardDelete=true").status, 200);
  EXPECT_EQ(user("robot").status, 404);
  EXPECT_EQ(get(kBots + "/" + id + "?include=all").status, 404);
}

TEST_F(Bots, ASystemBotCannotBeDeleted) {
  const Told refused = remove(kBots + "/name/ingestion-bot");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.text("message"), "System entity [ingestion-bot] of type bot can not be deleted.");
  EXPECT_EQ(remove(kBots + "/name/ingestion-bot?hardDelete=true").status, 400);
}

TEST_F(Bots, TheAuditTrailKeepsWhatWasAndWhatIs) {
  const std::string id = make("robot").text("id");
  EXPECT_EQ(*changed("created", "after").find("name"), json::Value("robot"));
  EXPECT_TRUE(changed("created", "before").empty()) << "there was none";
  ASSERT_EQ(patch(kBots + "/" + id, replace("/description", "\"new\"")).status, 200);
  EXPECT_EQ(*changed("changed", "after").find("description"), json::Value("new"));
  EXPECT_EQ(*changed("changed", "before").find("description"), json::Value(""));
  EXPECT_FALSE(changed("changed", "after").contains("name")) << "it is the same";
  ASSERT_EQ(remove(kBots + "/" + id + "?hardDelete=true").status, 200);
  EXPECT_EQ(*changed("removed", "before").find("name"), json::Value("robot"));
  EXPECT_TRUE(changed("removed", "after").empty()) << "there is none";
}

}  // namespace
}  // namespace sallyport::gateway
