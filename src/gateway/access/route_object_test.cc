// Which object a path names to the policies.
#include "gateway/access/route_object.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

using Read = std::vector<std::optional<std::string>>;

TEST(RouteObject, ReadsTheSegmentsBelowTheRoute) {
  EXPECT_EQ(segments_of("/north/7/edit", 2), (Read{"north", "7"}));
  EXPECT_EQ(segments_of("/north/7/edit", 0), Read{});
  EXPECT_EQ(segments_of("/north", 3), (Read{"north", std::nullopt, std::nullopt}));
}

TEST(RouteObject, ReadsEscapedText) {
  EXPECT_EQ(segments_of("/Caf%C3%A9%20one", 1), Read{"Caf\xC3\xA9 one"});
}

TEST(RouteObject, DoesNotKnowWhatAnApplicationMayReadInAnotherWay) {
  for (const std::string_view below :
       {"", "/", "/north", "/north/", "/north//7", "//north/7", "/north/7;v=1", "/north/7%2Fx", "/north/7%5Cx",
        "/north/7%253F", "/north/7%3Fx", "/north/7%23x", "/north/7%00", "/north/%FF"})
    EXPECT_EQ(segments_of(below, 2).at(1), std::nullopt) << below;
}

}  // namespace
}  // namespace sallyport::gateway
