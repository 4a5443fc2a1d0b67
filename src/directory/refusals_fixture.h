// For the tests of refusals: a directory, and what a refusal looks like in each place where it can show.
#pragma once

#include <string>
#include <string_view>

#include "directory/directory_test.h"

namespace sallyport::directory {

// Each function checks one place where a refusal shows: the JSON of an endpoint, an error page, a redirect, the sign-in
// page.
class Refusals : public DirectoryTest {
 protected:
  static void expect_json(const http::Response& response, int code, std::string_view error, int status,
                          std::string_view suberror = "") {
    EXPECT_EQ(response.status, status) << response.body;
    const auto body = body_of(response);
    EXPECT_EQ(text_of(body, "error"), error);
    ASSERT_NE(body.find("error_codes"), nullptr) << response.body;
    EXPECT_EQ(*body.find("error_codes"), json::Value(json::Array{json::Value(code)}));
    EXPECT_EQ(text_of(body, "suberror"), suberror);
    EXPECT_NE(text_of(body, "error_description").find("AADSTS" + std::to_string(code) + ": "), std::string::npos)
        << response.body;
  }
  static void expect_page(const http::Response& response, int code) {
    EXPECT_TRUE(location(response).empty()) << "an error page does not redirect";
    EXPECT_NE(response.body.find("AADSTS" + std::to_string(code) + "<"), std::string::npos) << response.body;
    EXPECT_EQ(response.status, 400);
  }
  static void expect_redirect(const http::Response& response, int code, std::string_view error) {
    EXPECT_EQ(answered(response, "error"), error) << location(response) << response.body;
    EXPECT_TRUE(answered(response, "error_description").starts_with("AADSTS" + std::to_string(code) + ": "))
        << location(response);
    EXPECT_EQ(answered(response, "state"), "s1");
  }
  static void expect_on_sign_in_page(const http::Response& response, int code) {
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("AADSTS" + std::to_string(code) + ": "), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("id=\"i0118\""), std::string::npos) << "one can try again";
  }
};

}  // namespace sallyport::directory
