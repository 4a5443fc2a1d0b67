// Tests of the portal's document and files, through the handler.
#include "directory/directory_test.h"
#include "directory/portal/assets.h"
#include "entra/portal_application.h"

namespace sallyport::directory {
namespace {

class Portal : public DirectoryTest {
 protected:
  static std::string header(const http::Response& response, std::string_view name) {
    const auto* value = response.find(name);
    return value == nullptr ? "" : *value;
  }
  static const Asset& script() {
    return *std::ranges::find_if(assets(), [](const Asset& each) { return each.name.ends_with(".js"); });
  }
  static std::string script_path() { return "/portal/assets/" + std::string(script().name); }
};

TEST_F(Portal, EveryPageBelowItIsTheSameDocument) {
  const std::string start = send("GET", "/portal").body;
  const std::string place = "nonce=\"";
  for (const std::string path : {"/portal/apps", "/portal/apps/1/secrets", "/portal/no-such-page", "/portal/assets"}) {
    const auto answer = send("GET", path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(header(answer, "Content-Type"), "text/html; charset=utf-8") << path;
    EXPECT_EQ(answer.body.substr(0, answer.body.find(place)), start.substr(0, start.find(place))) << path;
  }
}

TEST_F(Portal, ThePolicyAllowsNothingOfOtherOrigins) {
  const auto answer = send("GET", "/portal");
  const std::string policy = header(answer, "Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")) << policy;
  EXPECT_NE(policy.find("; connect-src 'self'; "), std::string::npos) << policy;
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << policy;
  for (const std::string wide : {"unsafe-inline", "unsafe-eval", "http:", "https:", "data:", "*"})
    EXPECT_EQ(policy.find(wide), std::string::npos) << wide << " in " << policy;
  EXPECT_EQ(answer.body.find("<script>"), std::string::npos);  // no inline script, which the policy would refuse
}

TEST_F(Portal, TheNonceOfThePolicyStandsInTheDocumentAndIsNewEachTime) {
  const auto first = send("GET", "/portal");
  const auto second = send("GET", "/portal");
  const std::string nonce = between(header(first, "Content-Security-Policy"), "'nonce-", "'");
  EXPECT_GE(nonce.size(), 22U);  // 128 bits in base64url
  EXPECT_NE(first.body.find("nonce=\"" + nonce + "\""), std::string::npos);
  EXPECT_EQ(first.body.find(kNoncePlace), std::string::npos);
  EXPECT_NE(nonce, between(header(second, "Content-Security-Policy"), "'nonce-", "'"));
  EXPECT_EQ(header(first, "Cache-Control"), "no-store");
}

TEST_F(Portal, TheDocumentNamesOnlyFilesThatAreServed) {
  const std::string document = send("GET", "/portal").body;
  std::size_t count = 0;
  const std::string prefix = "\"/portal/assets/";
  for (std::size_t at = 0; (at = document.find(prefix, at)) != std::string::npos; ++at, ++count) {
    const std::string path = between(document.substr(at), "\"", "\"");
    EXPECT_EQ(send("GET", path).status, 200) << path;
  }
  EXPECT_GE(count, 2U);  // a script and a style sheet
}

TEST_F(Portal, AFileIsSentInTheFormThatTheClientTakes) {
  const auto plain = send("GET", script_path());
  EXPECT_EQ(plain.body, script().plain);
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  const auto gzip = send("GET", script_path(), "", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(gzip.body, script().gzip);
  EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
  const auto brotli = send("GET", script_path(), "", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(brotli.body, script().brotli);
  EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
  for (const auto& answer : {plain, gzip, brotli}) {
    EXPECT_EQ(header(answer, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
  }
}

TEST_F(Portal, AFileThatTheBrowserHoldsIsNotSentAgain) {
  const auto gzip = send("GET", script_path(), "", {{"Accept-Encoding", "gzip"}});
  const std::string etag = header(gzip, "ETag");
  const auto again = send("GET", script_path(), "", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(header(again, "ETag"), etag);
  // The plain form has another ETag, so it is sent.
  EXPECT_EQ(send("GET", script_path(), "", {{"If-None-Match", etag}}).status, 200);
}

TEST_F(Portal, BrowsersKeepAFileWhoseNameHoldsItsHash) {
  EXPECT_EQ(header(send("GET", script_path()), "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(send("GET", "/portal/assets/licenses.txt"), "Cache-Control"), "no-cache");
}

TEST_F(Portal, AnUnknownFileIsNotTheDocument) {
  for (const std::string name : {"index-AAAAAAAA.js", "..", "index.html"}) {
    const auto answer = send("GET", "/portal/assets/" + name);
    EXPECT_NE(answer.body.find_first_not_of(" \n"), std::string::npos);
    EXPECT_FALSE(answer.status == 200 && header(answer, "Content-Type").starts_with("text/javascript")) << name;
    if (name != "..") EXPECT_EQ(answer.status, 404) << name;
  }
}

TEST_F(Portal, OnlyGetAndHeadAreServed) {
  const auto answer = send("POST", "/portal", "x=1");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(header(answer, "Allow"), "GET, HEAD");
}

TEST_F(Portal, TheLicencesOfThePackagesAreServed) {
  const auto answer = send("GET", "/portal/assets/licenses.txt");
  for (const std::string package : {"@azure/msal-browser ", "@fluentui/react-components ", "react-dom "})
    EXPECT_NE(answer.body.find(package), std::string::npos) << package;
}

// The sign-in of the portal's user, whose registration is built in.
class PortalSignIn : public DirectoryTest {
 protected:
  static Fields request(std::string_view redirect_uri = "https://localhost:8443/portal") {
    return {{"client_id", std::string(entra::kPortalClientId)},
            {"response_type", "code"},
            {"redirect_uri", std::string(redirect_uri)},
            {"scope", "openid profile offline_access https://graph.microsoft.com/Application.ReadWrite.All"},
            {"code_challenge", std::string(kChallenge)},
            {"code_challenge_method", "S256"},
            {"state", "s"}};
  }
  http::Response redeem(const std::string& code) {
    return token({{"grant_type", "authorization_code"},
                  {"client_id", std::string(entra::kPortalClientId)},
                  {"redirect_uri", "https://localhost:8443/portal"},
                  {"code", code},
                  {"code_verifier", std::string(kVerifier)}},
                 {{"Origin", "https://localhost:8443"}});
  }
};

TEST_F(PortalSignIn, NeedsNeitherARegistrationNorConsent) {
  const auto signed_in = sign_in(authorize(request()));
  ASSERT_FALSE(answered(signed_in, "code").empty()) << signed_in.status << signed_in.body;
  const auto body = body_of(redeem(answered(signed_in, "code")));
  EXPECT_NE(text_of(body, "scope").find("Application.ReadWrite.All"), std::string::npos) << json::print(body);
  const auto me = send("GET", "/v1.0/me", "", {{"Authorization", "Bearer " + text_of(body, "access_token")}});
  EXPECT_EQ(me.status, 403);  // the token has no permission to read the user; the directory knows the token, though
}

TEST_F(PortalSignIn, TheRedirectUriIsExactEvenOnLocalhost) {
  for (const std::string_view uri : {"https://localhost:9999/portal", "http://localhost:8443/portal",
                                     "https://localhost:8443/portal/", "https://localhost/portal"}) {
    const auto answer = authorize(request(uri));
    EXPECT_EQ(location(answer), "") << uri;
    EXPECT_NE(answer.body.find("AADSTS50011"), std::string::npos) << uri;
  }
}

TEST_F(PortalSignIn, IsASinglePageApplication) {
  const auto answer = sign_in(authorize(with(with(request(), "code_challenge", ""), "code_challenge_method", "")));
  EXPECT_NE(answered(answer, "error_description").find("AADSTS9002325"), std::string::npos)
      << answer.status << location(answer) << answer.body;
}

}  // namespace
}  // namespace sallyport::directory
