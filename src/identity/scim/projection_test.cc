#include "identity/scim/projection.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::scim {
namespace {

const json::Object& resource() {
  static const json::Object kResource =
      json::parse_object(R"({"schemas":["s"],"id":"1","userName":"ann",)"
                         R"("name":{"givenName":"A","familyName":"B"},)"
                         R"("emails":[{"value":"v","type":"work"}],)"
                         R"("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":)"
                         R"({"department":"D","division":"V"},"meta":{"version":"w"}})")
          .value();
  return kResource;
}

std::string shown(std::string_view attributes, std::string_view excluded = {}) {
  return json::print(Projection::parse(ResourceKind::user, attributes, excluded).value().apply(resource()));
}

TEST(ScimProjection, WithoutParametersEverythingIsShown) {
  EXPECT_EQ(shown(""), json::print(resource()));
}

TEST(ScimProjection, AttributesShowsThoseAndWhatIsAlwaysShown) {
  EXPECT_EQ(shown("USERNAME, name.givenName"),
            R"({"schemas":["s"],"id":"1","userName":"ann","name":{"givenName":"A"}})");
  EXPECT_EQ(shown("emails.value"), R"({"schemas":["s"],"id":"1","emails":[{"value":"v"}]})");
  EXPECT_EQ(
      shown("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"),
      R"({"schemas":["s"],"id":"1","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"D"}})");
  EXPECT_EQ(shown("nothing"), R"({"schemas":["s"],"id":"1"})");
}

TEST(ScimProjection, ExcludedAttributesHidesThoseButNotTheId) {
  EXPECT_EQ(shown("", "id,schemas,meta,emails,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"),
            R"({"schemas":["s"],"id":"1","userName":"ann","name":{"givenName":"A","familyName":"B"}})");
  EXPECT_EQ(shown("", "name.givenName,meta,emails,division,department"),
            R"({"schemas":["s"],"id":"1","userName":"ann","name":{"familyName":"B"}})");
}

TEST(ScimProjection, TellsWhatNeedNotBeLookedUp) {
  EXPECT_FALSE(Projection::parse(ResourceKind::group, "", "members")->shows("members"));
  EXPECT_FALSE(Projection::parse(ResourceKind::group, "displayName", "")->shows("members"));
  EXPECT_TRUE(Projection::parse(ResourceKind::group, "members.value", "")->shows("members"));
  EXPECT_TRUE(Projection::parse(ResourceKind::group, "", "members.display")->shows("members"));
  EXPECT_TRUE(Projection::parse(ResourceKind::group, "", "")->shows("members"));
}

TEST(ScimProjection, OnlyOneOfTheParametersMayBeGiven) {
  EXPECT_EQ(reason_of(Projection::parse(ResourceKind::user, "id", "name")), "scim_attributes");
  std::string many = "id";
  for (std::size_t i = 0; i < kMaxShownAttributes; ++i) many += ",id";
  EXPECT_EQ(reason_of(Projection::parse(ResourceKind::user, many, "")), "scim_attributes");
}

}  // namespace
}  // namespace sallyport::scim
