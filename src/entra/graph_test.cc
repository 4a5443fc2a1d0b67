#include "entra/graph.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::entra {
namespace {

constexpr auto kGraph = "https://graph.microsoft.com";
const Subject kUser("690222be-ff1a-4d56-abd1-7e4f7d38e474");

Result<MemberObjects> read(std::string body, int status = 200) {
  return read_member_objects({status, {{"Content-Type", "application/json"}}, std::move(body)}, kGraph);
}

TEST(MemberObjectsRequest, AsksForSecurityGroupsOfOneUser) {
  const auto request = build_member_objects(kGraph, kUser, Secret("token"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url,
            "https://graph.microsoft.com/v1.0/users/690222be-ff1a-4d56-abd1-7e4f7d38e474/getMemberObjects");
  EXPECT_EQ(request->body, R"({"securityEnabledOnly":true})");
  EXPECT_EQ(request->headers.front(), (http::Header{"Authorization", "Bearer token"}));
}

TEST(MemberObjectsRequest, SubjectThatIsNoGuidIsRejected) {  // it would change the path of the request
  for (const auto* user : {"", "me", "../me", "690222be-ff1a-4d56-abd1-7e4f7d38e474/../x", "ada@contoso.example",
                           "690222be-ff1a-4d56-abd1-7e4f7d38e47g"})
    EXPECT_EQ(reason_of(build_member_objects(kGraph, Subject(user), Secret("t"))), "graph_subject") << user;
}

TEST(MemberObjectsAnswer, GivesTheIds) {
  const auto members = read(R"({"@odata.context":"x","value":["FEE2C45B-915A-4A64-B130-F4EB9E75525E"]})");
  ASSERT_TRUE(members);
  EXPECT_EQ(members->ids, std::vector<std::string>{"fee2c45b-915a-4a64-b130-f4eb9e75525e"});
  EXPECT_EQ(members->next_link, "");
  EXPECT_TRUE(read(R"({"value":[]})")->ids.empty());
}

TEST(MemberObjectsAnswer, GivesTheNextLinkOfTheSameOrigin) {
  const auto members = read(R"({"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x?$skiptoken=y"})");
  ASSERT_TRUE(members);
  EXPECT_EQ(members->next_link, "https://graph.microsoft.com/v1.0/x?$skiptoken=y");
  const auto request = build_next_page(kGraph, members->next_link, Secret("token"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "GET");
  EXPECT_EQ(request->url, members->next_link);
}

TEST(MemberObjectsAnswer, NextLinkElsewhereIsRejected) {  // the request would send the token there
  for (const std::string link : {"https://evil.example/", "http://graph.microsoft.com/",
                                 "https://graph.microsoft.com:444/", "https://graph.microsoft.com@evil.example/",
                                 "https://graph.microsoft.com.evil.example/", "/v1.0/x", "", "//evil.example/"}) {
    EXPECT_EQ(reason_of(read(R"({"value":[],"@odata.nextLink":")" + link + "\"}")), "graph_next_link") << link;
    EXPECT_EQ(reason_of(build_next_page(kGraph, link, Secret("t"))), "graph_next_link") << link;
  }
}

TEST(MemberObjectsAnswer, OtherStatusIsUnavailable) {
  for (const int status : {0, 204, 302, 401, 403, 404, 429, 500, 503}) {
    const auto members = read(R"({"value":[]})", status);
    ASSERT_FALSE(members);
    EXPECT_EQ(members.error().kind, Kind::unavailable) << status;
    EXPECT_EQ(members.error().reason, "graph_status") << status;
  }
}

TEST(MemberObjectsAnswer, OtherFormsAreMalformed) {
  for (const auto* body : {"", "<html>", "[]", "{}", R"({"value":null})", R"({"value":{}})", R"({"value":[7]})",
                           R"({"value":["group name"]})", R"({"value":[],"value":[]})",
                           R"({"value":[],"@odata.nextLink":7})", R"({"error":{"code":"x"}})"})
    EXPECT_EQ(reason_of(read(body)), "graph_response") << body;
}

}  // namespace
}  // namespace sallyport::entra
