#include "http/field_name.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

TEST(FieldName, IsTheSameWhereAnApplicationMayReadOneVariable) {
  RecordProperty("covers", "A1");
  for (const std::string_view name : {"X-Auth-Request-Roles", "x_auth_request_roles", "X.Auth.Request.Roles",
                                      "X!Auth#Request$Roles", "x~auth|request'roles"})
    EXPECT_TRUE(may_be_same_field(name, "x-auth-request-roles")) << name;
  for (const std::string_view name :
       {"X-Auth-Request-Role", "X-Auth-Request-Roles-", "XAuth-Request-Roles", "X-Auth--Request-Roles", ""})
    EXPECT_FALSE(may_be_same_field(name, "x-auth-request-roles")) << name;
}

TEST(FieldName, BeginsWithAPrefixInEverySpelling) {
  RecordProperty("covers", "A1");
  EXPECT_TRUE(may_begin_with("X.Forwarded_For", "x-forwarded-"));
  EXPECT_TRUE(may_begin_with("x-forwarded-", "x-forwarded-"));
  EXPECT_FALSE(may_begin_with("x-forwarded", "x-forwarded-"));
  EXPECT_FALSE(may_begin_with("a-x-forwarded-for", "x-forwarded-"));
}

TEST(HopByHop, FieldsOfOneConnection) {
  RecordProperty("covers", "A18");
  for (const std::string_view name :
       {"Connection", "keep-alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer",
        "Transfer-Encoding", "Transfer_Encoding", "Upgrade", "HTTP2-Settings"})
    EXPECT_TRUE(is_hop_by_hop(name)) << name;
  for (const std::string_view name : {"Content-Length", "Host", "Expect", "Trailers", "T", "Authorization", ""})
    EXPECT_FALSE(is_hop_by_hop(name)) << name;
}

}  // namespace
}  // namespace sallyport::http
