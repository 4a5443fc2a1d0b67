#include "oidc/op/authorization_request.h"

#include <gtest/gtest.h>

namespace sallyport::oidc::op {
namespace {

TEST(AuthorizationRequest, IsReadWhole) {
  const auto request =
      AuthorizationRequest::parse(*http::Form::parse("client_id=c&redirect_uri=https%3A%2F%2Fa%2Fcb&response_type=id_"
                                                     "token+code&scope=openid%20profile&state=s&nonce=n&"
                                                     "prompt=login&client_info=1&x-client-SKU=msal&claims=%7B%7D"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->client_id, "c");
  EXPECT_EQ(request->redirect_uri, "https://a/cb");
  EXPECT_EQ(request->response_types, (std::vector<std::string>{"code", "id_token"}));
  EXPECT_TRUE(request->has_scope("profile"));
  EXPECT_FALSE(request->has_scope("prof"));
  EXPECT_TRUE(request->has_prompt("login"));
  EXPECT_TRUE(request->client_info);
  EXPECT_FALSE(request->has_request_object);
}

TEST(AuthorizationRequest, AParameterThatStandsTwiceIsMalformed) {
  const auto request = AuthorizationRequest::parse(*http::Form::parse("client_id=a&client_id=a"));
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().reason, "form_duplicate");
}

TEST(AuthorizationRequest, NoticesRequestObjects) {
  EXPECT_TRUE(AuthorizationRequest::parse(*http::Form::parse("request_uri=https%3A%2F%2Fx"))->has_request_object);
  EXPECT_TRUE(AuthorizationRequest::parse(*http::Form::parse("request=eyJ"))->has_request_object);
}

}  // namespace
}  // namespace sallyport::oidc::op
