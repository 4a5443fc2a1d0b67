// The commands that ask the API, each against a gateway that runs.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/commands/running_gateway_fixture.h"

namespace sallyport::app {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// All tests share one gateway, so each makes objects of its own.
class ApiCommands : public testing::Test {
 protected:
  static void SetUpTestSuite() { gateway_ = new LocalGateway; }
  static void TearDownTestSuite() {
    delete gateway_;
    gateway_ = nullptr;
  }
  void SetUp() override { ASSERT_TRUE(gateway_->gateway); }

  static RanCommand run(const std::vector<std::string>& words) { return gateway_->run(words); }
  static RanCommand run_json(const std::vector<std::string>& words) { return gateway_->run_json(words); }

  static inline LocalGateway* gateway_ = nullptr;
};

TEST_F(ApiCommands, AListIsATableForPeopleAndALineEachForPrograms) {
  const RanCommand people = run({"role", "list"});
  ASSERT_EQ(people.exit_code, 0) << people.err;
  EXPECT_TRUE(people.out.starts_with("NAME")) << people.out;
  EXPECT_TRUE(has(people.out, "DataConsumerPolicy")) << people.out;
  EXPECT_EQ(people.out.find('\x1b'), std::string::npos) << "no colour in a pipe";
  const RanCommand programs = run_json({"role", "list", "--limit", "1"});
  ASSERT_EQ(programs.exit_code, 0) << programs.err;
  EXPECT_FALSE(programs.text("name").empty()) << programs.out;
  EXPECT_EQ(std::count(programs.out.begin(), programs.out.end(), '\n'), 1);
}

TEST_F(ApiCommands, ARoleIsCreatedShownEditedDeletedAndRestored) {
  const RanCommand created =
      run({"role", "create", "Reader", "--policy", "DataConsumerPolicy", "--description", "Reads"});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  EXPECT_TRUE(created.out.starts_with("Created role Reader (")) << created.out;
  EXPECT_EQ(run({"role", "edit", "Reader", "--add-policy", "TeamOnlyPolicy", "--description", ""}).exit_code, 0);
  const RanCommand shown = run({"role", "show", "Reader"});
  EXPECT_TRUE(has(shown.out, "DataConsumerPolicy, TeamOnlyPolicy")) << shown.out;
  EXPECT_FALSE(has(shown.out, "Reads")) << shown.out;
  EXPECT_TRUE(has(shown.out, "operator:")) << "who changed it: " << shown.out;
  EXPECT_EQ(run({"role", "edit", "Reader", "--remove-policy", "DataConsumerPolicy"}).exit_code, 0);
  EXPECT_FALSE(has(run({"role", "show", "Reader"}).out, "DataConsumerPolicy"));
  const RanCommand versions = run({"role", "versions", "Reader"});
  EXPECT_TRUE(has(versions.out, "0.1") && has(versions.out, "0.2")) << versions.out;
  EXPECT_TRUE(has(run({"role", "versions", "Reader", "0.1"}).out, "Reads"));
  EXPECT_EQ(run({"role", "delete", "Reader"}).exit_code, 0);
  EXPECT_EQ(run({"role", "show", "Reader"}).exit_code, 1);
  EXPECT_TRUE(has(run({"role", "list", "--deleted"}).out, "Reader"));
  EXPECT_EQ(run({"role", "restore", "Reader"}).exit_code, 0);
  EXPECT_EQ(run({"role", "delete", run_json({"role", "show", "Reader"}).text("id"), "--for-good"}).exit_code, 0);
  EXPECT_EQ(run({"role", "restore", "Reader"}).exit_code, 1);
}

TEST_F(ApiCommands, AnEditThatIsOnlyTriedPrintsThePatch) {
  const RanCommand tried = run({"role", "edit", "DataSteward", "--description", "New", "--dry-run"});
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  EXPECT_EQ(tried.out, R"([{"op":"add","path":"/description","value":"New"}])"
                       "\n");
  EXPECT_FALSE(has(run({"role", "show", "DataSteward"}).out, "New"));
}

TEST_F(ApiCommands, AnEditNeedsAChangeAndWhatItTakesAwayMustBeThere) {
  EXPECT_EQ(run({"role", "edit", "DataSteward"}).exit_code, 2);
  const RanCommand ended = run({"role", "edit", "DataSteward", "--remove-policy", "TeamOnlyPolicy"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_TRUE(has(ended.err, "`TeamOnlyPolicy` is not among the policies of DataSteward.")) << ended.err;
}

TEST_F(ApiCommands, PoliciesAreMadeOfRulesInAFile) {
  const std::string rules = gateway_->file(
      "rules.json",
      R"j([{"name":"See","effect":"allow","operations":["ViewAll"],"resources":["table"],"condition":"isOwner()"}])j");
  ASSERT_EQ(run({"policy", "create", "Sight", "--rules", rules}).exit_code, 0);
  EXPECT_TRUE(has(run({"policy", "show", "Sight"}).out, "See: allow ViewAll on table if isOwner()"));
  const std::string patch =
      gateway_->file("patch.json", R"j([{"op":"replace","path":"/rules/0/condition","value":"noOwner()"}])j");
  EXPECT_EQ(run({"policy", "edit", "Sight", "--patch", patch}).exit_code, 0);
  EXPECT_TRUE(has(run({"policy", "show", "Sight"}).out, "if noOwner()"));
  const RanCommand wrong =
      run({"policy", "create", "None", "--rules", gateway_->file("wrong.json", R"([{"name":"x"}])")});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_FALSE(wrong.err.empty());
}

TEST_F(ApiCommands, WhatRulesMayNameAndWhetherAConditionIsRight) {
  EXPECT_TRUE(has(run({"policy", "resources"}).out, "table"));
  EXPECT_TRUE(has(run({"policy", "functions"}).out, "isOwner"));
  EXPECT_EQ(run({"policy", "check-condition", "isOwner() || noOwner()"}).out, "The condition is valid.\n");
  EXPECT_EQ(run({"policy", "check-condition", "nonsense("}).exit_code, 1);
}

TEST_F(ApiCommands, TeamsStandBelowTheirParents) {
  ASSERT_EQ(run({"team", "create", "Sales", "--type", "Department", "--joinable", "no"}).exit_code, 0);
  ASSERT_EQ(run({"team", "create", "Berlin", "--type", "Group", "--parent", "Sales", "--default-role", "DataConsumer"})
                .exit_code,
            0);
  EXPECT_TRUE(has(run({"team", "tree"}).out, "Sales\n  Berlin\n")) << run({"team", "tree"}).out;
  EXPECT_TRUE(has(run({"team", "list", "--parent", "Sales"}).out, "Berlin"));
  EXPECT_EQ(run({"team", "create", "X", "--type", "Gruop"}).exit_code, 2);
  EXPECT_EQ(run({"team", "delete", "Sales", "--recursive"}).exit_code, 0);
  EXPECT_FALSE(has(run({"team", "tree"}).out, "Berlin"));
}

TEST_F(ApiCommands, ABotIsMadeWithItsAccountAndItsTokenIsGoodUntilItIsRevoked) {
  const RanCommand created = run({"bot", "create", "loader", "--role", "DataConsumer", "--description", "Loads"});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  EXPECT_TRUE(has(run({"user", "list", "--bot", "yes"}).out, "loader"));
  const RanCommand made = run_json({"bot", "create-token", "loader", "--lifetime", "7"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string token = gateway_->file("token", made.text("JWTToken") + "\n");
  const std::vector<std::string> there{"--url", gateway_->url(), "--token-file", token};
  const auto by_url = [&](std::vector<std::string> words) {
    words.insert(words.end(), there.begin(), there.end());
    return run_words(words);
  };
  const RanCommand who = by_url({"user", "whoami"});
  EXPECT_EQ(who.exit_code, 0) << who.err;
  EXPECT_TRUE(has(who.out, "loader")) << who.out;
  const RanCommand refused = by_url({"role", "delete", "DataConsumer"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(has(refused.err, "sallyport role delete: ")) << refused.err;
  EXPECT_TRUE(has(run({"bot", "show-token", "loader"}).out, "JWTTokenExpiry")) << "but not the token";
  EXPECT_EQ(run({"bot", "revoke-tokens", "loader"}).out, "All tokens of loader are revoked.\n");
  const RanCommand dead = by_url({"user", "whoami"});
  EXPECT_EQ(dead.exit_code, 1);
  EXPECT_TRUE(has(dead.err, "--token-file")) << dead.err;
}

TEST_F(ApiCommands, PeopleAreShutOutAndLetIn) {
  const RanCommand robot = run({"bot", "create", "robot"});
  ASSERT_EQ(robot.exit_code, 0) << robot.err;
  EXPECT_EQ(run({"user", "disable", "robot"}).out, "Disabled robot.\n");
  EXPECT_TRUE(has(run({"user", "disable", "robot", "--json"}).out, R"("disabled":true)"));
  EXPECT_EQ(run({"user", "enable", "robot"}).exit_code, 0);
  EXPECT_EQ(run({"user", "disable", "nobody"}).exit_code, 1);
}

TEST_F(ApiCommands, AQuestionIsDecidedAndExplained) {
  const RanCommand mine = run({"permission", "check", "Delete", "table"});
  EXPECT_EQ(mine.exit_code, 0) << mine.err;
  EXPECT_TRUE(has(mine.out, "allowed  yes")) << mine.out;
  ASSERT_EQ(run({"bot", "create", "asker", "--role", "DataConsumer"}).exit_code, 0);
  const RanCommand denied = run({"permission", "check", "Delete", "table", "--user", "asker"});
  EXPECT_EQ(denied.exit_code, 1) << denied.out;
  EXPECT_TRUE(has(denied.out, "allowed  no")) << denied.out;
  const RanCommand why = run({"permission", "explain", "Delete", "table", "--user", "asker"});
  EXPECT_EQ(why.exit_code, 0) << why.err;
  EXPECT_TRUE(has(why.out, "change")) << why.out;
  EXPECT_EQ(run({"permission", "check", "Delete", "nonsense"}).exit_code, 1);
}

TEST_F(ApiCommands, ABotHasAnOwnerWhoIsAPerson) {
  ASSERT_EQ(run({"user", "create", "olga@example.com"}).exit_code, 0);
  const std::string olga = run_json({"user", "show", "olga@example.com"}).text("id");
  const RanCommand made = run({"bot", "create", "owned", "--owner", "olga@example.com"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(run_json({"bot", "show", "owned"}).out, R"("owners":[{"id":")" + olga)) << "by its creation";
  ASSERT_EQ(run({"bot", "edit", "owned", "--owner", ""}).exit_code, 0);
  EXPECT_TRUE(has(run_json({"bot", "show", "owned"}).out, R"("owners":[])"));
  ASSERT_EQ(run({"bot", "edit", "owned", "--owner", "olga@example.com"}).exit_code, 0);
  EXPECT_TRUE(has(run_json({"bot", "show", "owned"}).out, R"("owners":[{"id":")" + olga));
  EXPECT_EQ(run({"bot", "edit", "owned", "--owner", "nobody"}).exit_code, 1);
}

TEST_F(ApiCommands, ALinkForAPasswordIsMadeForPeopleAlone) {
  ASSERT_EQ(run({"user", "create", "pat@example.com"}).exit_code, 0);
  const RanCommand made = run_json({"user", "password-link", "pat@example.com"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.text("link"), "/api/v1/auth/local/password?link=")) << made.text("link");
  ASSERT_EQ(run({"bot", "create", "linkless"}).exit_code, 0);
  EXPECT_EQ(run({"user", "password-link", "linkless"}).exit_code, 1);
  EXPECT_TRUE(has(run({"user", "disabled", "pat@example.com"}).out, "disabled       no"));
}

TEST_F(ApiCommands, WhatOneMayDoWithAKindOfObjectIsListed) {
  const RanCommand listed = run({"permission", "list", "table"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_TRUE(has(listed.out, "EditTags")) << listed.out;
  EXPECT_EQ(run({"permission", "list", "nonsense"}).exit_code, 1);
}

TEST_F(ApiCommands, ALimitIsANumber) {
  for (const std::string limit : {"0", "-1", "x", ""})
    EXPECT_EQ(run({"role", "list", "--limit", limit}).exit_code, 2) << limit;
}

TEST_F(ApiCommands, ARequestThatNobodyHasSentIsJudged) {
  const RanCommand nowhere = run({"permission", "why", "/nowhere"});
  EXPECT_EQ(nowhere.exit_code, 0) << nowhere.err;
  EXPECT_TRUE(has(nowhere.out, "noRoute")) << nowhere.out;
  const RanCommand judged = run({"bot", "create", "judged"});
  ASSERT_EQ(judged.exit_code, 0) << judged.err;
  const RanCommand of_bot = run({"permission", "why", "/nowhere", "--user", "judged", "--through", "check"});
  EXPECT_EQ(of_bot.exit_code, 0) << of_bot.err;
  EXPECT_TRUE(has(of_bot.out, "allowed  yes")) << of_bot.out;
  EXPECT_TRUE(has(of_bot.out, "judged")) << of_bot.out;
  EXPECT_EQ(run({"permission", "why", "nowhere"}).exit_code, 1);
}

TEST_F(ApiCommands, ABotsTokenMayBeForOperationsAlone) {
  const RanCommand reader = run({"bot", "create", "reader"});
  ASSERT_EQ(reader.exit_code, 0) << reader.err;
  const RanCommand made = run({"bot", "create-token", "reader", "--lifetime", "7", "--resource", "table", "--operation",
                               "ViewBasic", "--operation", "ViewAll"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.out, R"("operations":["ViewBasic","ViewAll"])")) << made.out;
  EXPECT_EQ(run({"bot", "create-token", "reader", "--lifetime", "7", "--operation", "ViewAll"}).exit_code, 1);
}

TEST_F(ApiCommands, TokensAreListedAndNoneIsMadeForAnOperator) {
  EXPECT_EQ(run({"token", "list"}).exit_code, 0);
  const RanCommand ended = run({"token", "create", "mine", "--lifetime", "7"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_FALSE(ended.err.empty());
  EXPECT_EQ(run({"token", "create", "mine"}).exit_code, 2);
  EXPECT_EQ(run({"token", "revoke", "11111111-0000-4000-8000-000000000001"}).exit_code, 1);
}

TEST_F(ApiCommands, TheAuditTrailIsReadByUrlToo) {
  const RanCommand auditor = run({"bot", "create", "auditor"});
  ASSERT_EQ(auditor.exit_code, 0) << auditor.err;
  const RanCommand made = run_json({"bot", "create-token", "auditor", "--lifetime", "7"});
  const std::string token = gateway_->file("auditor", made.text("JWTToken"));
  const auto by_url = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--url", gateway_->url(), "--token-file", token});
    return run_words(words);
  };
  const RanCommand refused = by_url({"audit", "list"});
  EXPECT_EQ(refused.exit_code, 1) << "the bot has no role";
  EXPECT_TRUE(has(refused.err, "AuditLogs")) << refused.err;
  const std::string rules = gateway_->file(
      "auditing.json", R"([{"name":"Read","effect":"allow","operations":["AuditLogs"],"resources":["audit"]}])");
  ASSERT_EQ(run({"policy", "create", "Auditing", "--rules", rules}).exit_code, 0);
  ASSERT_EQ(run({"role", "create", "Auditor", "--policy", "Auditing"}).exit_code, 0);
  ASSERT_EQ(run({"user", "edit", "auditor", "--add-role", "Auditor"}).exit_code, 0);
  RanCommand read;
  for (int tries = 0; tries < 2000 && !has(read.out, "operator"); ++tries) {
    read = by_url({"audit", "list", "--event", "entity_changed"});  // the trail is written within a quarter of a second
  }
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_TRUE(has(read.out, "\"kind\":\"operator\"")) << read.out;
  EXPECT_EQ(by_url({"audit", "export", "--limit", "1"}).exit_code, 2) << "an export has no limit";
  EXPECT_EQ(run_words({"audit", "list"}).exit_code, 2);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(ApiCommands, AnErrorSaysWhichValueAndNothingIsPrinted) {
  const RanCommand ended = run({"team", "show", "Nobody"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "sallyport team show: team instance for Nobody not found\n");
}

TEST_F(ApiCommands, MisspeltWordsAreAnsweredWithTheNearest) {
  EXPECT_TRUE(has(run({"role", "lst"}).err, "Did you mean `list`?"));
  EXPECT_TRUE(has(run({"role", "list", "--jsn"}).err, "Did you mean `--json`?"));
  EXPECT_TRUE(has(run({"polcy", "list"}).err, "Did you mean `policy`?"));
}

TEST_F(ApiCommands, SessionsAreListedAlsoUnderTheOldName) {
  EXPECT_EQ(run({"session", "list"}).exit_code, 0);
  EXPECT_EQ(run({"admin", "session", "list"}).exit_code, 0);
}

}  // namespace
}  // namespace sallyport::app
