#include "directory/graph/shape/key_syntax.h"

#include <gtest/gtest.h>

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kGuid = "0B9A7D3E-5c41-4f86-8a27-1e6d4c3b2a19";

TEST(KeySyntax, BecomesASegment) {
  const std::string guid(kGuid);
  EXPECT_EQ(without_key_syntax("/v1.0/applications(appId='" + guid + "')"), "/v1.0/applications/appId=" + guid);
  EXPECT_EQ(without_key_syntax("/v1.0/servicePrincipals(appId=%27" + guid + "%27)/owners"),
            "/v1.0/servicePrincipals/appId=" + guid + "/owners");
  EXPECT_EQ(without_key_syntax("/v1.0/users('alice@contoso.example')/memberOf"),
            "/v1.0/users/alice%40contoso.example/memberOf");
}

TEST(KeySyntax, EveryOtherPathStays) {
  for (const char* path :
       {"/v1.0/users", "/v1.0/users/x", "/v1.0/users('')", "/v1.0/users(x)", "/v1.0/users('x'", "/v1.0/('x')",
        "/v1.0/users('x')y", "/v1.0/applications(appId='x')", "/v1.0/users('a'b')", "/v1.0/users('a%2Fb')",
        "/v1.0/users('(a)')", "/beta/users('x')", "/v1.0", "/v1.0/a/users('x')"})
    EXPECT_FALSE(without_key_syntax(path)) << path;
}

TEST(KeySyntax, TellsTheClient) {
  EXPECT_EQ(client_of_key("appId=" + std::string(kGuid)), ClientId("0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19"));
  EXPECT_FALSE(client_of_key(kGuid));
  EXPECT_FALSE(client_of_key("appId=x"));
}

}  // namespace
}  // namespace sallyport::directory::graph
