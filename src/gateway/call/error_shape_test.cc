#include "gateway/call/error_shape.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

std::string printed(std::string_view path) {
  return json::print(error_shape_of(path).print(404, "No"));
}

TEST(ErrorShape, IsOpenMetadatasUnlessTheAddressSaysOtherwise) {
  for (const std::string_view path : {"/", "/api/v1/users", "/scim", "/scim/v2x", "/scim/v1/Users", "/x/scim/v2"})
    EXPECT_EQ(printed(path), R"({"code":404,"message":"No"})") << path;
  EXPECT_EQ(error_shape_of("/").content_type, "application/json");
}

TEST(ErrorShape, BelowScimItIsScims) {
  for (const std::string_view path : {"/scim/v2", "/scim/v2/", "/scim/v2/Users/1"})
    EXPECT_EQ(printed(path),
              R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"No"})")
        << path;
}

}  // namespace
}  // namespace sallyport::gateway
