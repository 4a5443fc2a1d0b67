#include "identity/scim/filter.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::scim {
namespace {

const json::Object& ann() {
  static const json::Object document = json::parse_object(R"({
    "id":"6f1c", "externalId":"AbC", "userName":"Ann@X.test", "active":true, "displayName":"Ann \"A\" Ba",
    "name":{"familyName":"Ba"},
    "emails":[{"value":"ann@x.test","type":"work","primary":true},{"value":"ann@home.test","type":"home"}],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ops","manager":{"value":"m1"}}})")
                                           .value();
  return document;
}

bool is_ann(std::string_view text) {
  const auto filter = parse_filter(ResourceKind::user, text);
  EXPECT_TRUE(filter) << text << ": " << (filter ? "" : filter.error().detail);
  return filter && fits(*filter, ann());
}

std::string detail_of(std::string_view text) {
  const auto filter = parse_filter(ResourceKind::user, text);
  EXPECT_EQ(reason_of(filter), "scim_filter") << text;
  return filter ? "" : filter.error().detail;
}

TEST(ScimFilter, AUserNameIsComparedWithoutRegardToCase) {
  EXPECT_TRUE(is_ann(R"(userName eq "ann@x.TEST")"));
  EXPECT_TRUE(is_ann(R"(USERNAME EQ "ann@x.test")"));
  EXPECT_FALSE(is_ann(R"(userName eq "ann@x.test ")"));
}

TEST(ScimFilter, AnExternalIdIsComparedByteByByte) {
  EXPECT_TRUE(is_ann(R"(externalId eq "AbC")"));
  EXPECT_FALSE(is_ann(R"(externalId eq "abc")"));
}

TEST(ScimFilter, EachComparisonMeansWhatItSays) {
  EXPECT_TRUE(is_ann(R"(userName sw "ann@")"));
  EXPECT_TRUE(is_ann(R"(userName ew "X.test")"));
  EXPECT_TRUE(is_ann(R"(userName co "n@x")"));
  EXPECT_FALSE(is_ann(R"(userName co "bob")"));
  EXPECT_TRUE(is_ann(R"(userName ne "bob")"));
  EXPECT_TRUE(is_ann(R"(userName gt "ann")"));
  EXPECT_FALSE(is_ann(R"(userName gt "ann@x.test")"));
  EXPECT_TRUE(is_ann(R"(userName ge "ann@x.test")"));
  EXPECT_TRUE(is_ann(R"(userName lt "bob")"));
  EXPECT_FALSE(is_ann(R"(userName le "aaa")"));
  EXPECT_TRUE(is_ann("title eq null"));
  EXPECT_TRUE(is_ann("userName ne null"));
  EXPECT_TRUE(is_ann(R"(title ne "Dr.")")) << "what is not there is not equal to anything";
}

TEST(ScimFilter, PrAsksWhetherThereIsAValue) {
  EXPECT_TRUE(is_ann("displayName pr"));
  EXPECT_TRUE(is_ann("emails pr"));
  EXPECT_FALSE(is_ann("title pr"));
}

TEST(ScimFilter, AndBindsMoreTightlyThanOr) {
  EXPECT_TRUE(is_ann(R"(active eq true or active eq false and userName eq "bob")"));
  EXPECT_FALSE(is_ann(R"((active eq true or active eq false) and userName eq "bob")"));
  EXPECT_TRUE(is_ann(R"(not (userName eq "bob") and active eq true)"));
}

TEST(ScimFilter, AnElementMustFitAsAWhole) {
  EXPECT_TRUE(is_ann(R"(emails[type eq "work" and value co "@x.test"])"));
  EXPECT_FALSE(is_ann(R"(emails[type eq "home" and value co "@x.test"])"));
  EXPECT_TRUE(is_ann(R"(emails.type eq "home" and emails.value co "@x.test")")) << "two elements may share the work";
}

TEST(ScimFilter, EntraAsksForThePartOfAnElement) {
  EXPECT_TRUE(is_ann(R"(emails[type eq "work"].value eq "ANN@x.test")"));
  EXPECT_FALSE(is_ann(R"(emails[type eq "home"].value eq "ann@x.test")"));
  EXPECT_TRUE(is_ann(R"(emails[primary eq "True"].value eq "ann@x.test")"));
}

TEST(ScimFilter, EntraAsksForAManagerWithoutTheUrn) {
  EXPECT_TRUE(is_ann(R"(id eq "6f1c" and manager eq "m1")"));
  EXPECT_FALSE(is_ann(R"(id eq "6f1c" and manager eq "M1")"));
  EXPECT_TRUE(is_ann(R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "ops")"));
  EXPECT_TRUE(is_ann(R"(urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann@x.test")"));
}

TEST(ScimFilter, AQuoteInATextDoesNotEndIt) {
  EXPECT_TRUE(is_ann(R"(displayName eq "Ann \"A\" Ba")"));
  EXPECT_FALSE(is_ann(R"(displayName eq "x\" or active eq true or displayName eq \"y")"));
}

TEST(ScimFilter, WhatCannotBeReadIsRefusedWithItsColumn) {
  EXPECT_EQ(detail_of(""), "column 1: expected an attribute");
  EXPECT_EQ(detail_of("userName"), "column 9: expected a comparison such as eq");
  EXPECT_EQ(detail_of(R"(userName eq)"), "column 12: expected a value");
  EXPECT_EQ(detail_of(R"(userName eq "ann)"), "column 13: expected a text in double quotes, true, false or null");
  EXPECT_EQ(detail_of(R"(userName eq 1)"), "column 13: expected a text in double quotes, true, false or null");
  EXPECT_EQ(detail_of(R"(userName eq {"a":1})"), "column 13: expected a text in double quotes, true, false or null");
  EXPECT_EQ(detail_of(R"(userName like "a")"), "column 14: expected a comparison such as eq");
  EXPECT_EQ(detail_of(R"((userName eq "a")"), "column 17: expected )");
  EXPECT_EQ(detail_of(R"(userName eq "a" userName eq "b")"), "column 17: expected and, or, or the end");
  EXPECT_EQ(detail_of(R"(emails[type eq "work")"), "column 22: expected ]");
  EXPECT_EQ(detail_of(R"(userName[type eq "work"])"), "column 10: only a list has elements");
}

TEST(ScimFilter, AnAttributeThatIsNotThereIsRefusedByName) {
  EXPECT_EQ(detail_of(R"(password eq "x")"), "column 9: there is no attribute password");
  EXPECT_EQ(detail_of(R"(emails[size eq "x"])"), "column 12: there is no attribute size");
  EXPECT_EQ(detail_of(R"(roles eq "Admin")"), "column 6: there is no attribute roles");
}

TEST(ScimFilter, AComparisonMustFitTheType) {
  EXPECT_NE(detail_of(R"(active eq "perhaps")"), "");
  EXPECT_NE(detail_of(R"(active gt true)"), "");
  EXPECT_NE(detail_of(R"(userName eq true)"), "");
  EXPECT_NE(detail_of(R"(userName gt null)"), "");
  EXPECT_NE(detail_of(R"(name eq "Ba")"), "");
}

TEST(ScimFilter, LengthDepthAndTermsAreBounded) {
  EXPECT_EQ(detail_of(std::string(kMaxFilter + 1, ' ')), "column 1: the filter is too long");
  std::string deep = "active eq true";
  for (int i = 0; i < 7; ++i) deep = "(" + deep + ")";
  EXPECT_TRUE(is_ann(deep));
  EXPECT_NE(detail_of("(" + deep + ")"), "");
  EXPECT_NE(detail_of(std::string(3000, '(')), "");
  std::string many = "active eq true";
  for (std::size_t i = 1; i < kMaxFilterTerms; ++i) many += " or active eq true";
  EXPECT_TRUE(is_ann(many));
  EXPECT_NE(detail_of(many + " or active eq true"), "");
}

TEST(ScimFilter, ALookUpIsPossibleOnlyWhereTheFilterDemandsTheValue) {
  const auto demanded = [](std::string_view text) {
    return demanded_text(parse_filter(ResourceKind::user, text).value(), "userName").value_or("none");
  };
  EXPECT_EQ(demanded(R"(userName eq "ann")"), "ann");
  EXPECT_EQ(demanded(R"(active eq true and userName eq "ann")"), "ann");
  EXPECT_EQ(demanded(R"(active eq true or userName eq "ann")"), "none");
  EXPECT_EQ(demanded(R"(not (userName eq "ann"))"), "none");
  EXPECT_EQ(demanded(R"(userName ne "ann")"), "none");
  EXPECT_EQ(demanded(R"(userName sw "ann")"), "none");
}

TEST(ScimTarget, APathNamesAPlaceAndPerhapsElements) {
  const auto target = parse_target(ResourceKind::user, R"(emails[type eq "work"].value)").value();
  EXPECT_EQ(target.place.attribute->name, "emails");
  EXPECT_EQ(target.place.part->name, "value");
  EXPECT_TRUE(target.elements);
  EXPECT_FALSE(parse_target(ResourceKind::user, "name.givenName")->elements);
  EXPECT_EQ(parse_target(ResourceKind::user, std::string(kEnterpriseSchema))->place.extension, kEnterpriseSchema);
}

TEST(ScimTarget, WhatIsNoPathIsRefused) {
  EXPECT_EQ(reason_of(parse_target(ResourceKind::user, "roles")), "scim_attribute");
  EXPECT_EQ(reason_of(parse_target(ResourceKind::user, "")), "scim_attribute");
  EXPECT_EQ(reason_of(parse_target(ResourceKind::user, "name.x")), "scim_attribute");
  EXPECT_EQ(reason_of(parse_target(ResourceKind::user, R"(emails[type eq "work")")), "scim_path");
  EXPECT_EQ(reason_of(parse_target(ResourceKind::user, R"(emails[type eq "work"].value x)")), "scim_path");
  EXPECT_EQ(reason_of(parse_target(ResourceKind::user, R"(name[familyName eq "x"])")), "scim_path");
  EXPECT_EQ(reason_of(parse_target(ResourceKind::group, "userName")), "scim_attribute");
}

}  // namespace
}  // namespace sallyport::scim
