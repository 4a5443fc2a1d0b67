#include "oidc/op/authorization_response.h"

#include <gtest/gtest.h>

namespace sallyport::oidc::op {
namespace {

http::Form fields() {
  http::Form form;
  form.add("code", "a b&c");
  return form;
}

TEST(RedirectLocation, PutsFieldsIntoTheQueryWithAnEmptyFragment) {
  EXPECT_EQ(redirect_location("https://a.example/cb", ResponseMode::query, fields()),
            "https://a.example/cb?code=a%20b%26c#");
  EXPECT_EQ(redirect_location("https://a.example/cb?x=1", ResponseMode::query, fields()),
            "https://a.example/cb?x=1&code=a%20b%26c#");
}

TEST(RedirectLocation, PutsFieldsIntoTheFragment) {
  EXPECT_EQ(redirect_location("https://a.example/cb", ResponseMode::fragment, fields()),
            "https://a.example/cb#code=a%20b%26c");
}

TEST(RedirectLocation, AddsTheSlashOfAMissingPath) {
  EXPECT_EQ(redirect_location("http://localhost:3000", ResponseMode::fragment, fields()),
            "http://localhost:3000/#code=a%20b%26c");
  EXPECT_EQ(redirect_location("https://a.example?x=/", ResponseMode::query, fields()),
            "https://a.example/?x=/&code=a%20b%26c#");
}

TEST(ResponseModes, AreTheThreeAndNoOther) {
  EXPECT_EQ(parse_response_mode("form_post"), ResponseMode::form_post);
  for (std::string_view other : {"", "Query", "web_message", "form_post.jwt"})
    EXPECT_FALSE(parse_response_mode(other)) << other;
}

}  // namespace
}  // namespace sallyport::oidc::op
