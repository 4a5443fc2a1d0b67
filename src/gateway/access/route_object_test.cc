// Which object a path names to the policies.
#include "gateway/access/route_object.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

AttributeSource written(std::string text) {
  return {.text = std::move(text)};
}

AttributeSource segment(std::size_t index) {
  return {.segment = index};
}

TEST(RouteObject, TakesAnAttributeFromASegment) {
  const OperationRequirement needed{.resource = "dashboard", .id = segment(1), .own = {{"region", segment(0)}}};
  const identity::Object object = object_of(needed, "/north/7/edit");
  EXPECT_EQ(object.resource, "dashboard");
  EXPECT_EQ(object.id, "7");
  EXPECT_EQ(object.own.at("region"), std::vector<std::string>{"north"});
}

TEST(RouteObject, TakesAnAttributeThatIsWritten) {
  const OperationRequirement needed{.resource = "dashboard",
                                    .owner_teams = AttributeSources{written("Sales")},
                                    .domains = AttributeSources{written("Finance")},
                                    .tags = AttributeSources{written("PII.Sensitive"), segment(0)}};
  const identity::Object object = object_of(needed, "/Tier.One");
  ASSERT_TRUE(object.owners);
  EXPECT_EQ(*object.owners, (std::vector<identity::Owner>{{identity::Owner::Type::team, "Sales", {}}}));
  EXPECT_EQ(object.domains, std::vector<std::string>{"Finance"});
  EXPECT_EQ(object.tags, (std::vector<std::string>{"PII.Sensitive", "Tier.One"}));
}

TEST(RouteObject, LeavesOutWhatTheRouteDoesNotState) {
  const identity::Object object = object_of({.resource = "dashboard"}, "/7");
  EXPECT_EQ(object, (identity::Object{.resource = "dashboard"}));
}

TEST(RouteObject, ReadsEscapedText) {
  const OperationRequirement needed{.resource = "dashboard", .id = segment(0)};
  EXPECT_EQ(object_of(needed, "/Caf%C3%A9%20one").id, "Caf\xC3\xA9 one");
}

TEST(RouteObject, DoesNotKnowWhatAnApplicationMayReadInAnotherWay) {
  const OperationRequirement needed{.resource = "dashboard", .id = segment(1)};
  for (const std::string_view below :
       {"", "/", "/north", "/north/", "/north//7", "//north/7", "/north/7;v=1", "/north/7%2Fx", "/north/7%5Cx",
        "/north/7%253F", "/north/7%3Fx", "/north/7%23x", "/north/7%00", "/north/%FF"})
    EXPECT_EQ(object_of(needed, below).id, std::nullopt) << below;
}

TEST(RouteObject, AListIsUnknownIfOneOfItsValuesIs) {
  const OperationRequirement needed{.resource = "dashboard", .tags = AttributeSources{written("A"), segment(0)}};
  EXPECT_EQ(object_of(needed, "/").tags, std::nullopt);
}

}  // namespace
}  // namespace sallyport::gateway
