#include "gateway/call/pages.h"

#include <gmock/gmock.h>

namespace sallyport::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<Page> all_pages() {
  const HomeView home{"ann", "Ann Example", "ann@contoso.example", {"Reader"}, false};
  return {render_notice({"Title", {"Text."}, {{"Label", "value"}}, {{"Go", "/"}}, "id-1"}),
          render_sign_out("ann", "token", "https://login.example"),
          render_home(nullptr),
          render_home(&home),
          render_sessions({"ann", {{true, "Firefox on Linux", "203.0.113.9", "then", "now"}, {}}, true, "token"}),
          render_local_sign_in({.complaint = "That is not the password."}),
          render_local_setup("link", "The two entries differ.")};
}

TEST(Pages, NoneHoldsAScriptOrAStyleAttributeAndNoneMayBeFramed) {
  RecordProperty("covers", "B24, HTTP-14");
  for (const Page& page : all_pages()) {
    const PrintedPage printed = print_page(page, {}, {});
    for (const std::string_view part : {"<script", " style=", " onclick=", "javascript:"})
      EXPECT_THAT(printed.html, Not(HasSubstr(part))) << page.title;
    for (const std::string_view part : {"default-src 'none'", "style-src 'sha256-", "base-uri 'none'",
                                        "form-action 'self'", "frame-ancestors 'none'"})
      EXPECT_THAT(printed.content_security_policy, HasSubstr(part)) << page.title;
    EXPECT_THAT(printed.content_security_policy, Not(HasSubstr("unsafe"))) << page.title;
  }
}

TEST(Pages, ABrandIsShownAndAllowedByHash) {
  RecordProperty("covers", "B24");
  const Branding branding{"Reports", "Contoso", "data:image/png;base64,AA==", "#0f62fe", "mailto:help@contoso.example"};
  for (const Page& page : all_pages()) {
    const PrintedPage printed = print_page(page, branding, {});
    for (const std::string_view part :
         {"Reports", "Contoso", "data:image/png;base64,AA==", "mailto:help@contoso.example"})
      EXPECT_THAT(printed.html, HasSubstr(part));
    EXPECT_THAT(printed.content_security_policy, HasSubstr("img-src data:"));
    EXPECT_EQ(std::ranges::count(printed.content_security_policy, '\''), 2 * 6) << "two styles, none, none, self, none";
  }
}

TEST(Pages, OurAddressesStandBelowTheBasePath) {
  RecordProperty("covers", "Q17");
  for (const Page& page : all_pages()) {
    const std::string html = print_page(page, {}, "/tools").html;
    EXPECT_THAT(html, Not(HasSubstr("href=\"/api"))) << page.title;
    EXPECT_THAT(html, Not(HasSubstr("action=\"/api"))) << page.title;
    EXPECT_THAT(html, Not(HasSubstr("action=\"/local"))) << page.title;
  }
  EXPECT_THAT(print_page(render_home(nullptr), {}, "/tools").html, HasSubstr("href=\"/tools/api/v1/auth/login?"));
}

TEST(Pages, AValueCannotLookLikeAnAddressOfOurs) {
  RecordProperty("covers", "UI-01");
  const Page page = render_notice({"T", {" href=\"/evil"}, {{" action=\"/evil", "<b>"}}, {}, {}});
  const std::string html = print_page(page, {}, "/tools").html;
  EXPECT_THAT(html, Not(HasSubstr("/tools/evil")));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

TEST(Pages, TheSessionsNameDeviceAddressAndTimeAndSayWhatSignOutCannotDo) {
  RecordProperty("covers", "B10");
  const Page page = render_sessions({"ann",
                                     {{true, "Firefox on Linux", "203.0.113.9", "today", "now"},
                                      {false, "Safari on iPhone", "198.51.100.7", "yesterday", "at noon"}},
                                     false,
                                     "token"});
  for (const std::string_view part : {"Firefox on Linux, 203.0.113.9. Signed in today.",
                                      "Safari on iPhone, 198.51.100.7. Signed in yesterday, last "
                                      "seen at noon.",
                                      "may come back at once by single sign-on"})
    EXPECT_THAT(page.body, HasSubstr(part));
}

TEST(Pages, TheFirstFieldOfASetUpHasTheFocus) {
  RecordProperty("covers", "B23");
  for (const Page& page : {render_local_setup("link", {}), render_local_sign_in({})}) {
    const auto focus = page.body.find("autofocus");
    EXPECT_LT(page.body.find("id=\"password\""), focus);
    EXPECT_EQ(page.body.find("autofocus", focus + 1), std::string::npos);
  }
}

TEST(Pages, AFactWithoutATextIsNotShown) {
  const Page page = render_notice({"T", {}, {{"Nobody's job", ""}, {"Code", "1"}}, {}, {}});
  EXPECT_THAT(page.body, Not(HasSubstr("Nobody")));
  EXPECT_THAT(page.body, HasSubstr("<dt>Code</dt><dd>1</dd>"));
}

TEST(Pages, TheSessionOfThisBrowserComesFirst) {
  const SessionsView::Row here{true, "", "", "", ""};
  const Page two = render_sessions({"ann", {{}, here}, false, "token"});
  EXPECT_LT(two.body.find("<dt>This browser</dt>"), two.body.find("<dt>Another browser</dt>"));
  EXPECT_THAT(two.body, HasSubstr("These browsers are signed in as ann."));
  const Page one = render_sessions({"ann", {here}, false, "token"});
  EXPECT_THAT(one.body, HasSubstr("Only this browser is signed in as ann."));
}

TEST(Pages, OnlyAWrongPasswordMarksTheField) {
  const Page wrong = render_local_sign_in({.complaint = "That is not the password."});
  EXPECT_THAT(wrong.body, HasSubstr("aria-invalid=\"true\""));
  const Page wait = render_local_sign_in({.obstacle = "Too many attempts."});
  EXPECT_THAT(wait.body, HasSubstr("Too many attempts."));
  EXPECT_THAT(wait.body, Not(HasSubstr("aria-invalid")));
}

TEST(Pages, SignOutIsNotTheMainActionOfTheHomePage) {
  const HomeView home{"ann", "Ann Example", "ann@contoso.example", {"Reader"}, false};
  const Page page = render_home(&home);
  EXPECT_THAT(page.body, HasSubstr(">Sign out</a>"));
  EXPECT_THAT(page.body, Not(HasSubstr("class=\"actions\"")));
}

}  // namespace
}  // namespace sallyport::gateway
