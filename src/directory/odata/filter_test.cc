#include "directory/odata/filter.h"

#include <gtest/gtest.h>

#include <array>

namespace sallyport::directory::odata {
namespace {

constexpr std::array kProperties{
    Property{"id", Type::text, May::filter},
    Property{"displayName", Type::text, May::everything},
    Property{"accountEnabled", Type::boolean, May::filter},
    Property{"createdDateTime", Type::time, May::filter_and_sort},
    Property{"notes", Type::text, May::only_select},
    Property{"mail", Type::text, May::filter},
    Property{"identifierUris", Type::texts, May::filter},
    Property{"status", Type::object, May::only_select},
    Property{"status/errorCode", Type::integer, May::filter},
    Property{"appRoles", Type::objects, May::filter},
    Property{"appRoles/value", Type::text, May::filter},
};
constexpr EntityType kType{"thing", "Thing", "things", kProperties};

json::Object entity() {
  return *json::parse_object(R"({"id":"6F1A4C52-3A0E-4B7E-9D5F-0C1D2E3F4A5B","displayName":"O'Neil's App",
    "accountEnabled":true,"createdDateTime":"2026-11-29T10:00:00Z","notes":"x","mail":null,
    "identifierUris":["api://one","api://two"],"status":{"errorCode":50011},
    "appRoles":[{"value":"Admin"},{"value":"Viewer"}]})");
}

bool holds(std::string_view text) {
  const auto filter = parse_filter(text);
  EXPECT_TRUE(filter) << text << ": " << (filter ? "" : filter.error().message);
  if (!filter) return false;
  const auto checked = check_filter(*filter, kType);
  EXPECT_TRUE(checked) << text << ": " << (checked ? "" : checked.error().message);
  return matches(*filter, entity());
}

Fault fault_of(std::string_view text) {
  const auto filter = parse_filter(text);
  if (!filter) return filter.error();
  const auto checked = check_filter(*filter, kType);
  EXPECT_FALSE(checked) << text;
  return checked ? Fault{} : checked.error();
}

TEST(Filter, ClausesHold) {
  for (const char* text : {"displayName eq 'O''Neil''s App'",
                           "displayName eq 'o''neil''s app'",
                           "displayName ne 'Other'",
                           "id eq '6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b'",
                           "id eq 6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b",
                           "accountEnabled eq true",
                           "accountEnabled ne false",
                           "startswith(displayName,'o''')",
                           "startswith(displayName, 'O')",
                           "endswith(displayName,'App')",
                           "contains(displayName,'neil')",
                           "displayName in ('a','O''Neil''s App')",
                           "createdDateTime ge 2026-11-29T10:00:00Z",
                           "createdDateTime ge 2026-11-29",
                           "createdDateTime lt 2026-11-29T10:00:01.5Z",
                           "status/errorCode eq 50011",
                           "status/errorCode gt 0",
                           "identifierUris/any(x:x eq 'api://two')",
                           "identifierUris/any(u:startswith(u,'api:'))",
                           "appRoles/any(r:r/value eq 'Viewer')",
                           "not (accountEnabled eq false)",
                           "not startswith(displayName,'x')",
                           "mail eq null",
                           "displayName ne null",
                           "(accountEnabled eq true)",
                           "appRoles/any(r:r/value eq 'x' or r/value eq 'Admin')"})
    EXPECT_TRUE(holds(text)) << text;
}

TEST(Filter, ClausesDoNotHold) {
  for (const char* text :
       {"displayName eq 'O'", "displayName ne 'o''neil''s app'", "accountEnabled eq false", "accountEnabled eq null",
        "startswith(displayName,'Neil')", "endswith(displayName,'O')", "displayName in ('a','b')",
        "createdDateTime gt 2026-11-29T10:00:00Z", "createdDateTime lt 2026-11-29", "status/errorCode eq 0",
        "identifierUris/any(x:x eq 'api://three')", "appRoles/any(r:r/value eq 'Editor')",
        "not (accountEnabled eq true)", "mail ne null", "mail gt null", "startswith(mail,'a')", "displayName eq null"})
    EXPECT_FALSE(holds(text)) << text;
}

TEST(Filter, AndBindsTighterThanOr) {
  EXPECT_TRUE(holds("accountEnabled eq true or accountEnabled eq true and accountEnabled eq false"));
  EXPECT_FALSE(holds("(accountEnabled eq true or accountEnabled eq true) and accountEnabled eq false"));
  EXPECT_FALSE(holds("not accountEnabled eq true and accountEnabled eq true"));
}

TEST(Filter, TextThatIsNotAFilterIsRefused) {
  for (const char* text : {"",
                           " ",
                           "displayName",
                           "displayName eq",
                           "displayName eq 'x",
                           "displayName eq x",
                           "displayName is 'x'",
                           "displayName eq 'x' and",
                           "and displayName eq 'x'",
                           "(displayName eq 'x'",
                           "displayName eq 'x')",
                           "displayName eq \"x\"",
                           "displayName eq 'x' displayName eq 'y'",
                           "startswith(displayName)",
                           "startswith(displayName,5)",
                           "startswith displayName,'x'",
                           "displayName in ()",
                           "displayName in 'x'",
                           "displayName in ('x'",
                           "identifierUris/any()",
                           "identifierUris/any(x)",
                           "identifierUris/any(x:y eq 'a')",
                           "identifierUris/any(x:x eq 'a'",
                           "displayName/ eq 'x'",
                           "/displayName eq 'x'",
                           "displayNameeq 'x'",
                           "displayName eq 99999999999999999999",
                           "createdDateTime ge 2026-11-29T10:00:00",
                           "1 eq 1",
                           "appRoles/any(a:a/values/any(b:b eq 'x'))",
                           "displayName eq 'x'\tor displayName eq 'y'"}) {
    const auto filter = parse_filter(text);
    ASSERT_FALSE(filter) << text;
    EXPECT_EQ(filter.error().code, kBadRequest) << text;
    EXPECT_TRUE(filter.error().message.starts_with("Invalid filter clause")) << text;
  }
}

TEST(Filter, PropertiesAndTypesAreChecked) {
  EXPECT_EQ(fault_of("nickname eq 'x'").message,
            "Invalid filter clause: Could not find a property named 'nickname' on type 'microsoft.graph.thing'.");
  EXPECT_EQ(fault_of("displayname eq 'x'").code, kBadRequest);
  EXPECT_EQ(fault_of("notes eq 'x'").message,
            "Unsupported or invalid query filter clause specified for property 'notes' of resource 'Thing'.");
  for (const char* text : {"accountEnabled eq 'true'", "accountEnabled eq 1", "createdDateTime ge 'today'",
                           "status/errorCode eq '0'", "displayName eq 5", "displayName eq true"})
    EXPECT_EQ(fault_of(text).code, kBadRequest) << text;
  for (const char* text : {"identifierUris eq 'x'", "displayName/any(x:x eq 'a')", "status eq null",
                           "startswith(createdDateTime,'2')", "accountEnabled gt true", "appRoles/any(r:r eq 'a')"})
    EXPECT_EQ(fault_of(text).code, kUnsupportedQuery) << text;
}

TEST(Filter, IsBounded) {
  const auto repeated = [](std::string_view unit, std::size_t times, std::string_view joiner) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += (text.empty() ? "" : std::string(joiner)) + std::string(unit);
    return text;
  };
  EXPECT_TRUE(parse_filter(repeated("id eq 'x'", kMaxAlternatives, " or ")));
  EXPECT_EQ(parse_filter(repeated("id eq 'x'", kMaxAlternatives + 1, " or ")).error().message,
            "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: "
            "15.");
  EXPECT_EQ(parse_filter("id in (" + repeated("'x'", kMaxAlternatives + 1, ",") + ")").error().code, kUnsupportedQuery);
  EXPECT_TRUE(parse_filter(repeated("id eq 'x'", kMaxClauses, " and ")));
  EXPECT_FALSE(parse_filter(repeated("id eq 'x'", kMaxClauses + 1, " and ")));
  EXPECT_FALSE(parse_filter(std::string(kMaxDepth + 1, '(') + "id eq 'x'" + std::string(kMaxDepth + 1, ')')));
  EXPECT_FALSE(parse_filter(repeated("not", 2000, " ") + " id eq 'x'"));
  EXPECT_FALSE(parse_filter("id eq '" + std::string(kMaxFilter, 'x') + "'"));
}

TEST(Filter, TellsWhichValuesAnIndexCanFind) {
  const auto wanted = [](std::string_view text) { return wanted_values(*parse_filter(text), "id"); };
  EXPECT_EQ(wanted("id eq 'a'"), std::vector<std::string>{"a"});
  EXPECT_EQ(wanted("id in ('a','b')"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(wanted("id ne 'a'").empty());
  EXPECT_TRUE(wanted("displayName eq 'a'").empty());
  EXPECT_TRUE(wanted("id eq null").empty());
  EXPECT_TRUE(wanted("id eq 'a' or id eq 'b'").empty());
}

}  // namespace
}  // namespace sallyport::directory::odata
