#include "identity/scim/patch.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::scim {
namespace {

const std::string kStart =
    R"({"userName":"ann","active":true,"name":{"givenName":"Ann","familyName":"Ba"},)"
    R"("emails":[{"value":"ann@x.test","type":"work","primary":true},{"value":"ann@home.test","type":"home"}]})";

Result<Patched> patched(std::string_view operations, ResourceKind kind = ResourceKind::user,
                        const std::string& start = kStart) {
  const auto message = json::parse_object(R"({"Operations":)" + std::string(operations) + "}");
  EXPECT_TRUE(message) << operations;
  return apply_patch(kind, json::parse_object(start).value(), message.value());
}

// The attribute after one operation, printed; "null" if it is not there.
std::string after(std::string_view operation, std::string_view attribute) {
  const auto outcome = patched("[" + std::string(operation) + "]");
  if (!outcome) return std::string(outcome.error().reason);
  const json::Value* const value = outcome->document.find(attribute);
  return value == nullptr ? "null" : json::print(*value);
}

MemberChanges members_after(std::string_view operations) {
  return patched(operations, ResourceKind::group, R"({"displayName":"G"})").value().members;
}

std::string_view refusal_of_members(std::string_view operation) {
  return reason_of(patched("[" + std::string(operation) + "]", ResourceKind::group, R"({"displayName":"G"})"));
}

TEST(ScimPatch, AnOperationMayBeWrittenInAnyCase) {
  EXPECT_EQ(after(R"({"op":"replace","path":"title","value":"Dr."})", "title"), R"("Dr.")");
  EXPECT_EQ(after(R"({"op":"Add","path":"title","value":"Dr."})", "title"), R"("Dr.")");
  EXPECT_EQ(after(R"({"op":"REMOVE","path":"name"})", "name"), "null");
  EXPECT_EQ(after(R"({"op":"move","path":"title","value":"x"})", "title"), "scim_patch");
  EXPECT_EQ(after(R"({"path":"title","value":"x"})", "title"), "scim_patch");
}

TEST(ScimPatch, EntraSendsActiveAsAText) {
  EXPECT_EQ(after(R"({"op":"Replace","path":"active","value":"False"})", "active"), "false");
  EXPECT_EQ(after(R"({"op":"Replace","path":"active","value":"true"})", "active"), "true");
  EXPECT_EQ(after(R"({"op":"Replace","path":"active","value":false})", "active"), "false");
  EXPECT_EQ(after(R"({"op":"Replace","path":"active","value":"no"})", "active"), "scim_value");
  EXPECT_EQ(after(R"({"op":"Replace","path":"emails[type eq \"work\"].primary","value":"False"})", "emails"),
            "scim_value")
      << "active alone";
}

TEST(ScimPatch, EntraSendsPathsAsNamesOfMembers) {
  const auto outcome =
      patched(R"([{"op":"Add","value":{"name.givenName":"Anna","emails[type eq \"work\"].value":"anna@x.test",)"
              R"("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"Ops"}}])");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(
      json::print(outcome->document),
      R"({"userName":"ann","active":true,"name":{"givenName":"Anna","familyName":"Ba"},)"
      R"("emails":[{"value":"anna@x.test","type":"work","primary":true},{"value":"ann@home.test","type":"home"}],)"
      R"("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ops"}})");
}

TEST(ScimPatch, AManagerMayBeAnIdAnObjectOrAListOfOne) {
  constexpr std::string_view kManager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
  for (const std::string value : {R"("m1")", R"({"value":"m1"})", R"([{"value":"m1"}])"})
    EXPECT_EQ(
        after(R"({"op":"Add","path":")" + std::string(kManager) + R"(","value":)" + value + "}", kEnterpriseSchema),
        R"({"manager":{"value":"m1"}})");
  EXPECT_EQ(after(R"({"op":"Add","path":")" + std::string(kEnterpriseSchema) + R"(","value":{"division":"D"}})",
                  kEnterpriseSchema),
            R"({"division":"D"})");
}

TEST(ScimPatch, AComplexValueIsMerged) {
  EXPECT_EQ(after(R"({"op":"replace","path":"name","value":{"givenName":"Eve"}})", "name"),
            R"({"givenName":"Eve","familyName":"Ba"})");
  EXPECT_EQ(after(R"({"op":"remove","path":"name.givenName"})", "name"), R"({"familyName":"Ba"})");
}

TEST(ScimPatch, AnElementThatIsNotThereIsMade) {
  EXPECT_EQ(after(R"({"op":"Add","path":"phoneNumbers[type eq \"work\"].value","value":"123"})", "phoneNumbers"),
            R"([{"type":"work","value":"123"}])");
  EXPECT_EQ(after(R"({"op":"Replace","path":"phoneNumbers[type sw \"w\"].value","value":"1"})", "phoneNumbers"),
            "scim_no_target");
}

TEST(ScimPatch, AListGrowsByAddAndIsReplacedAsAWhole) {
  EXPECT_EQ(
      after(R"({"op":"add","path":"emails","value":[{"value":"a@y.test"}]})", "emails"),
      R"([{"value":"ann@x.test","type":"work","primary":true},{"value":"ann@home.test","type":"home"},{"value":"a@y.test"}])");
  EXPECT_EQ(after(R"({"op":"replace","path":"emails","value":[{"value":"a@y.test"}]})", "emails"),
            R"([{"value":"a@y.test"}])");
  EXPECT_EQ(after(R"({"op":"remove","path":"emails[type eq \"home\"]"})", "emails"),
            R"([{"value":"ann@x.test","type":"work","primary":true}])");
  EXPECT_EQ(after(R"({"op":"remove","path":"emails"})", "emails"), "null");
  EXPECT_EQ(after(R"({"op":"remove","path":"emails[type eq \"fax\"]"})", "userName"), R"("ann")") << "a retry";
}

TEST(ScimPatch, ANewPrimaryElementTakesThePlaceOfTheOldOne) {
  EXPECT_EQ(after(R"({"op":"add","path":"emails","value":[{"value":"a@y.test","primary":true}]})", "emails"),
            R"([{"value":"ann@x.test","type":"work","primary":false},{"value":"ann@home.test","type":"home"},)"
            R"({"value":"a@y.test","primary":true}])");
}

TEST(ScimPatch, NobodyGetsARightOrAnIdInPassing) {
  for (const std::string_view path : {"roles", "entitlements", "password", "isAdmin", "teams", "x509Certificates"}) {
    EXPECT_EQ(after(R"({"op":"add","path":")" + std::string(path) + R"(","value":"Admin"})", path), "scim_attribute");
    EXPECT_EQ(after(R"({"op":"add","value":{")" + std::string(path) + R"(":["Admin"]}})", path), "scim_attribute");
  }
  for (const std::string_view path : {"id", "meta", "meta.version", "schemas"})
    EXPECT_EQ(after(R"({"op":"replace","path":")" + std::string(path) + R"(","value":"x"})", path), "scim_read_only");
  EXPECT_EQ(after(R"({"op":"replace","value":{"schemas":["x"],"title":"T"}})", "title"), R"("T")");
}

TEST(ScimPatch, WhatIsRequiredCannotBeRemoved) {
  EXPECT_EQ(after(R"({"op":"remove","path":"userName"})", "userName"), "scim_required");
  EXPECT_EQ(after(R"({"op":"remove"})", "userName"), "scim_no_target");
}

TEST(ScimPatch, OneWrongOperationUndoesAll) {
  EXPECT_EQ(reason_of(patched(R"([{"op":"replace","path":"title","value":"T"},{"op":"add","path":"x","value":"y"}])")),
            "scim_attribute");
}

TEST(ScimPatch, AMessageMustHaveOperations) {
  EXPECT_EQ(reason_of(apply_patch(ResourceKind::user, {}, {})), "scim_patch");
  EXPECT_EQ(reason_of(patched("[]")), "scim_patch");
  EXPECT_EQ(reason_of(patched("[1]")), "scim_patch");
  EXPECT_EQ(reason_of(patched(R"({"op":"add"})")), "scim_patch");
  json::Array many(kMaxOperations + 1, json::Object{{"op", "remove"}, {"path", "title"}});
  EXPECT_EQ(reason_of(apply_patch(ResourceKind::user, json::parse_object(kStart).value(), {{"Operations", many}})),
            "scim_patch");
}

TEST(ScimPatchMembers, BothWaysOfEntraAddAndRemove) {
  EXPECT_EQ(members_after(R"([{"op":"Add","path":"members","value":[{"value":"a"},{"$ref":null,"value":"b"}]}])"),
            (MemberChanges{false, {{"a", true}, {"b", true}}}));
  EXPECT_EQ(members_after(R"([{"op":"Remove","path":"members","value":[{"value":"a"}]}])"),
            (MemberChanges{false, {{"a", false}}}));
  EXPECT_EQ(members_after(R"([{"op":"remove","path":"members[value eq \"a\"]"}])"),
            (MemberChanges{false, {{"a", false}}}));
  EXPECT_EQ(members_after(R"([{"op":"add","value":{"members":[{"value":"a"}]}}])"),
            (MemberChanges{false, {{"a", true}}}));
}

TEST(ScimPatchMembers, ALaterOperationCountsMore) {
  EXPECT_EQ(members_after(R"([{"op":"add","path":"members","value":[{"value":"a"}]},)"
                          R"({"op":"remove","path":"members[value eq \"a\"]"}])"),
            (MemberChanges{false, {{"a", false}}}));
  EXPECT_EQ(members_after(R"([{"op":"add","path":"members","value":[{"value":"a"}]},)"
                          R"({"op":"replace","path":"members","value":[{"value":"b"}]}])"),
            (MemberChanges{true, {{"b", true}}}));
  EXPECT_EQ(members_after(R"([{"op":"replace","path":"members","value":[]}])"), (MemberChanges{true, {}}));
}

TEST(ScimPatchMembers, ARemovalThatDoesNotSayWhomIsNotEverybody) {
  EXPECT_EQ(refusal_of_members(R"({"op":"remove","path":"members"})"), "scim_no_target");
  EXPECT_EQ(refusal_of_members(R"({"op":"remove","path":"members","value":[]})"), "scim_no_target");
  EXPECT_EQ(refusal_of_members(R"({"op":"remove","path":"members[value pr]"})"), "scim_no_target");
  EXPECT_EQ(refusal_of_members(R"({"op":"remove","path":"members[not (value eq \"a\")]"})"), "scim_no_target");
  EXPECT_EQ(refusal_of_members(R"({"op":"add","path":"members","value":[{"value":"g","type":"Group"}]})"),
            "scim_value");
  EXPECT_EQ(refusal_of_members(R"({"op":"add","path":"members","value":["a"]})"), "scim_value");
}

}  // namespace
}  // namespace sallyport::scim
