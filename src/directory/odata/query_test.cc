#include "directory/odata/query.h"

#include <gtest/gtest.h>

#include <array>

namespace sallyport::directory::odata {
namespace {

constexpr std::array kQueryProperties{
    Property{"id", Type::text, May::filter},
    Property{"displayName", Type::text, May::everything},
    Property{"mail", Type::text, May::filter_and_search, Shown::if_selected},
    Property{"status", Type::object, May::only_select},
    Property{"status/errorCode", Type::integer, May::filter, Shown::if_selected},
};
constexpr EntityType kQueryType{"user", "User", "users", kQueryProperties};
const Endpoint kList{true, true, {"owners"}};

Faulty<Query> parse(std::string_view text, const Endpoint& endpoint = kList) {
  return parse_query(text, kQueryType, endpoint);
}

std::string_view code_of(const Faulty<Query>& query) {
  return query ? std::string_view("none") : query.error().code;
}

TEST(Query, ReadsEveryOption) {
  const auto query = parse(
      "$select=id,%20mail&$filter=mail%20eq%20%27a%27&$top=5&$count=true&$search=%22displayName:al%22&"
      "$expand=owners($select=id)&$orderby=displayName%20desc&api-version=7");
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->select, (std::vector<std::string>{"id", "mail"}));
  EXPECT_EQ(query->filter->property, "mail");
  EXPECT_EQ(query->top, 5U);
  EXPECT_TRUE(query->count);
  EXPECT_EQ(query->search, (Search{{{"displayName", "al"}}, false}));
  EXPECT_EQ(query->expand, (Expand{"owners", {"id"}}));
  EXPECT_EQ(query->order, (Ordering{"displayName", true}));
}

TEST(Query, NothingAskedIsTheDefault) {
  const auto query = parse("");
  ASSERT_TRUE(query);
  EXPECT_TRUE(query->select.empty());
  EXPECT_EQ(query->page_size(), kDefaultTop);
  EXPECT_EQ(query->skip, SkipToken{});
}

TEST(Query, TheDollarMayBeLeftOut) {
  EXPECT_EQ(parse("top=3")->top, 3U);
}

TEST(Query, MistakesAreRefused) {
  for (const char* text : {"$top=0",
                           "$top=1000",
                           "$top=-1",
                           "$top=x",
                           "$top=",
                           "$count=1",
                           "$select=nickname",
                           "$select=",
                           "$select=status/errorCode",
                           "$orderby=nickname",
                           "$orderby=displayName%20up",
                           "$orderby=",
                           "$search=displayName:al",
                           "$search=%22al%22",
                           "$search=%22displayName:%22",
                           "$search=%22displayName:al",
                           "$search=%22displayName:a%22%20%22mail:b%22",
                           "$search=%22displayName:a%22%20XOR%20%22mail:b%22",
                           "$search=%22displayName:a%22%20OR%20%22mail:b%22%20AND%20%22mail:c%22",
                           "$expand=owners($filter=id)",
                           "$skiptoken=!",
                           "$skiptoken=YQ",
                           "$skiptoken=LTEuYQ",
                           "$top=1&$top=2",
                           "$top=1&top=2",
                           "$topp=1",
                           "$filter=nickname%20eq%20%27a%27",
                           "$filter=%27"})
    EXPECT_EQ(code_of(parse(text)), kBadRequest) << text;
  for (const char* text : {"$skip=5", "$orderby=mail", "$search=%22id:al%22", "$expand=members", "$format=xml",
                           "$apply=x", "$deltatoken=x"})
    EXPECT_EQ(code_of(parse(text)), kUnsupportedQuery) << text;
}

TEST(Query, SearchNeedsTheHeaderOfEventualConsistency) {
  const auto refused = parse("$search=%22displayName:al%22", Endpoint{true, false, {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "Request with $search query parameter only works through MSGraph with a special request header: "
            "'ConsistencyLevel: eventual'");
}

TEST(Query, OneEntityIsOnlySelectedAndExpanded) {
  const Endpoint one{false, true, {"owners"}};
  EXPECT_TRUE(parse("$select=id&$expand=owners", one));
  for (const char* text : {"$top=1", "$filter=id%20eq%20%27a%27", "$count=true", "$orderby=displayName"})
    EXPECT_EQ(code_of(parse(text, one)), kUnsupportedQuery) << text;
}

TEST(Query, ASkipTokenComesBackAsItWas) {
  const SkipToken token{"7.b c", 12};
  EXPECT_EQ(parse("$skiptoken=" + print(token))->skip, token);
}

TEST(Query, SearchFindsWordsThatBeginSo) {
  for (const auto& [text, search] :
       {std::pair{"Alice Adams", "al"}, std::pair{"Alice Adams", "ad"}, std::pair{"Alice Adams", "ADA ali"},
        std::pair{"Jean-Luc", "luc"}, std::pair{"alice@contoso.example", "contoso"}})
    EXPECT_TRUE(text_matches(text, search)) << text << " " << search;
  for (const auto& [text, search] : {std::pair{"Alice Adams", "lice"}, std::pair{"Alice Adams", "al bob"}})
    EXPECT_FALSE(text_matches(text, search)) << text << " " << search;
}

TEST(Query, SearchClausesAreJoined) {
  const auto entity = *json::parse_object(R"({"displayName":"Alice Adams","mail":null})");
  const auto found = [&](std::string_view text) { return matches(*parse(text)->search, entity); };
  EXPECT_TRUE(found("$search=%22displayName:al%22%20OR%20%22mail:al%22"));
  EXPECT_FALSE(found("$search=%22displayName:al%22%20AND%20%22mail:al%22"));
}

TEST(Query, ProjectionLeavesWhatIsSelected) {
  const auto entity = *json::parse_object(R"({"id":"1","displayName":"A","mail":null,"hidden":1})");
  EXPECT_EQ(json::print(project(entity, {}, kQueryType)), R"({"id":"1","displayName":"A"})");
  EXPECT_EQ(json::print(project(entity, {"mail", "id"}, kQueryType)), R"({"id":"1","mail":null})");
}

}  // namespace
}  // namespace sallyport::directory::odata
