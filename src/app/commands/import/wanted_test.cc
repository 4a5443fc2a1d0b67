#include "app/commands/import/wanted.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sallyport::app {
namespace {

Objects objects_of(std::string_view text) {
  Objects objects;
  const json::Object all = json::parse_object(text).value();
  for (const json::Member& collection : all)
    for (const json::Value& one : *collection.value.as_array())
      objects[collection.name].insert_or_assign(*one.as_object()->find("name")->as_string(), *one.as_object());
  return objects;
}

WantedObjects wanted(std::string_view text, bool administrators = false) {
  return wanted_from(objects_of(text), identity::Vocabulary::open_metadata(), {.administrators = administrators});
}

// "policy P" for each object, in order.
std::vector<std::string> names(const WantedObjects& found) {
  std::vector<std::string> out;
  for (const Wanted& one : found.objects) out.push_back(one.collection + " " + one.name);
  return out;
}

std::string body(const WantedObjects& found, std::size_t at = 0) {
  return json::print(found.objects.at(at).body);
}

TEST(WantedObjects, APolicyKeepsItsRulesAndLosesWhatHasNoMeaningHere) {
  const auto found = wanted(R"j({"policies":[{"id":"1","name":"P","fullyQualifiedName":"P","displayName":"The P",
      "enabled":true,"owners":[{"id":"2"}],"rules":[{"name":"R","fullyQualifiedName":"P.R","effect":"allow",
      "operations":["ViewAll"],"resources":["table"],"condition":"isOwner() || noOwner()"}]}]})j");
  ASSERT_TRUE(found.left_out.empty()) << found.left_out.front().why;
  EXPECT_EQ(body(found),
            R"j({"name":"P","displayName":"The P","rules":[{"name":"R","effect":"allow","operations":["ViewAll"],)j"
            R"j("resources":["table"],"condition":"isOwner() || noOwner()"}]})j");
}

struct LeftOutRow {
  std::string_view rule;
  std::string_view why;  // a part of the reason
};

TEST(WantedObjects, APolicyIsLeftOutAsAWholeAndNamedWithTheCause) {
  const LeftOutRow rows[] = {
      {R"j({"name":"R","effect":"deny","operations":["All"],"resources":["All"],"condition":"isNight()"})j", "isNight"},
      {R"j({"name":"R","effect":"allow","operations":["Fly"],"resources":["All"]})j", "Fly"},
      {R"j({"name":"R","effect":"allow","operations":["ViewAll"],"resources":["moon"]})j", "moon"},
      {R"j({"name":"R","effect":"maybe","operations":["ViewAll"],"resources":["All"]})j", "neither"},
      {R"j({"name":"R","effect":"deny","operations":["All"],"resources":["All"],"condition":"T(java.lang.Runtime)"})j",
       ""},
      {R"j("text")j", "no object"},
  };
  for (const LeftOutRow& row : rows) {
    const auto found = wanted(R"j({"policies":[{"name":"P","rules":[{"name":"Good","effect":"allow",)j"
                              R"j("operations":["ViewAll"],"resources":["table"]},)j" +
                              std::string(row.rule) + "]}]}");
    EXPECT_TRUE(found.objects.empty()) << row.rule;
    ASSERT_EQ(found.left_out.size(), 1u) << row.rule;
    EXPECT_EQ(found.left_out[0].name, "P");
    EXPECT_NE(found.left_out[0].why.find(row.why), std::string::npos) << found.left_out[0].why;
    EXPECT_FALSE(found.left_out[0].why.empty());
  }
}

TEST(WantedObjects, APolicyThatIsSwitchedOffOrHasNoRuleIsLeftOut) {
  EXPECT_TRUE(wanted(R"({"policies":[{"name":"P","rules":[]}]})").objects.empty());
  EXPECT_TRUE(wanted(R"({"policies":[{"name":"P","enabled":false,"rules":[{"name":"R","effect":"allow",)"
                     R"("operations":["ViewAll"],"resources":["table"]}]}]})")
                  .objects.empty());
}

TEST(WantedObjects, TeamsComeAfterTheirParentsAndACircleEnds) {
  const auto found = wanted(R"({"teams":[{"name":"A","teamType":"Group","parents":[{"name":"B"}]},
      {"name":"B","teamType":"Department","parents":[{"name":"C"}]},{"name":"C","teamType":"Division"},
      {"name":"X","parents":[{"name":"Y"}]},{"name":"Y","parents":[{"name":"X"}]}]})");
  EXPECT_EQ(names(found), (std::vector<std::string>{"teams C", "teams B", "teams A", "teams Y", "teams X"}));
  EXPECT_EQ(body(found), R"({"name":"C","teamType":"Division","isJoinable":false,"parents":["Organization"]})");
}

TEST(WantedObjects, AnEndlessLineOfTeamsEnds) {
  Objects objects;
  for (int i = 0; i < 50'000; ++i) {
    const std::string name = "T" + std::to_string(i);
    const json::Array parents{"T" + std::to_string(i + 1)};
    objects["teams"].insert_or_assign(name, json::Object{{"name", name}, {"parents", parents}});
  }
  const auto found = wanted_from(objects, identity::Vocabulary::open_metadata(), {});
  EXPECT_FALSE(found.left_out.empty());
  EXPECT_EQ(found.left_out.size() + found.objects.size(), 50'000U);
}

TEST(WantedObjects, ReferencesToWhatIsDeletedAreNotTaken) {
  const auto found = wanted(R"({"roles":[{"name":"R","policies":[{"name":"P"},{"name":"Q","deleted":true}]}]})");
  EXPECT_EQ(body(found), R"({"name":"R","policies":["P"]})");
}

TEST(WantedObjects, NoPasswordAndNoTokenOfAPersonIsTaken) {
  const auto found = wanted(R"({"users":[{"name":"ann","email":"ann@corp.example","password":"h","isAdmin":false,
      "authenticationMechanism":{"authType":"BASIC","config":{"password":"$2a$"}},"roles":[{"name":"R"}],
      "teams":[{"name":"T"}],"profile":{"images":{}}}]})");
  EXPECT_EQ(body(found), R"({"name":"ann","email":"ann@corp.example","roles":["R"],"teams":["T"]})");
}

TEST(WantedObjects, AnAdministratorIsOneOnlyIfThatIsAskedFor) {
  constexpr std::string_view kAnn = R"({"users":[{"name":"ann","email":"a@b.example","isAdmin":true}]})";
  const auto found = wanted(kAnn);
  EXPECT_EQ(body(found), R"({"name":"ann","email":"a@b.example"})");
  ASSERT_EQ(found.left_out.size(), 1u);
  EXPECT_NE(found.left_out[0].why.find("--administrators"), std::string::npos);
  EXPECT_EQ(body(wanted(kAnn, true)), R"({"name":"ann","email":"a@b.example","isAdmin":true})");
  EXPECT_EQ(body(wanted(R"({"users":[{"name":"b","isBot":true,"isAdmin":true}]})", true)),
            R"({"name":"b","isBot":true})")
      << "a bot is never one";
}

TEST(WantedObjects, ABotNeedsItsAccountAndANameThatWeAllow) {
  const auto found = wanted(R"({"users":[{"name":"loader","isBot":true},{"name":"Auto-bot","isBot":true}],
      "bots":[{"name":"loader-bot","botUser":{"name":"loader"}},{"name":"lost","botUser":null}]})");
  EXPECT_EQ(names(found), (std::vector<std::string>{"users loader", "bots loader-bot"}));
  EXPECT_EQ(body(found, 1), R"({"name":"loader-bot","botUser":"loader"})");
  EXPECT_EQ(found.left_out.size(), 2u);
}

}  // namespace
}  // namespace sallyport::app
