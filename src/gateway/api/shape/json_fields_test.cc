#include "gateway/api/shape/json_fields.h"

#include <gtest/gtest.h>

#include <array>

#include "base/reason_of.h"

namespace sallyport::gateway {
namespace {

const json::Object kObject = *json::parse_object(R"({"text":"a","empty":"","flag":true,"list":[1],"null":null})");

TEST(JsonFields, NobodySetsWhatIsNotListed) {
  constexpr std::array kKnown{Field{.name = "text"}, Field{.name = "empty"}, Field{.name = "flag"},
                              Field{.name = "list"}, Field{.name = "null"}};
  EXPECT_TRUE(check_fields(kObject, Shape{"Known", kKnown}));
  const auto refused = check_fields(kObject, Shape{"Fewer", std::span(kKnown).first(4)});
  EXPECT_EQ(reason_of(refused), "field_unknown");
  EXPECT_EQ(refused.error().detail, "Unrecognized field \"null\"");
}

TEST(JsonFields, NobodySetsWhatHasNoSetter) {
  constexpr std::array kKnown{Field{.name = "text", .set_by = SetBy::creation},
                              Field{.name = "flag", .set_by = SetBy::administrator}, Field{.name = "list"}};
  const Shape shape{"Known", kKnown};
  EXPECT_TRUE(check_settable_fields(*json::parse_object(R"({"text":"a","flag":true})"), shape));
  EXPECT_EQ(reason_of(check_settable_fields(*json::parse_object(R"({"list":[]})"), shape)), "field_unknown");
  EXPECT_EQ(reason_of(check_settable_fields(*json::parse_object(R"({"other":1})"), shape)), "field_unknown");
}

TEST(JsonFields, AreReadByTheirType) {
  EXPECT_EQ(text_field(kObject, "text").value(), "a");
  EXPECT_EQ(flag_field(kObject, "flag").value(), true);
  EXPECT_EQ(list_field(kObject, "list")->value().size(), 1U);
  EXPECT_EQ(needed_text_field(kObject, "text").value(), "a");
}

TEST(JsonFields, NullIsAbsent) {
  for (const std::string_view name : {"null", "nothing"}) {
    EXPECT_EQ(text_field(kObject, name).value(), std::nullopt);
    EXPECT_EQ(flag_field(kObject, name).value(), std::nullopt);
    EXPECT_FALSE(list_field(kObject, name).value());
    EXPECT_EQ(reason_of(needed_text_field(kObject, name)), "field_missing");
  }
  EXPECT_EQ(reason_of(needed_text_field(kObject, "empty")), "field_missing");
}

TEST(JsonFields, AnotherTypeIsRefused) {
  EXPECT_EQ(reason_of(text_field(kObject, "flag")), "field_type");
  EXPECT_EQ(reason_of(flag_field(kObject, "text")), "field_type");
  EXPECT_EQ(reason_of(list_field(kObject, "text")), "field_type");
  EXPECT_EQ(reason_of(needed_text_field(kObject, "list")), "field_type");
}

}  // namespace
}  // namespace sallyport::gateway
