#include "gateway/accounts/factor_pages.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

const Secret kKey{"12345678901234567890"};
constexpr std::string_view kMarkup = "\"><script>";

TEST(FactorPages, ShowNoMarkupOfAStranger) {
  const FactorForm form{.action = "/x", .challenge = kMarkup, .return_to = kMarkup, .complaint = kMarkup};
  for (const Page& page :
       {render_code(form), render_factor_offer(form, kKey, kMarkup, kMarkup),
        render_own_factor({.username = kMarkup, .since = kMarkup, .csrf = kMarkup, .complaint = kMarkup}),
        render_recovery_codes({std::string(kMarkup)}, {std::string(kMarkup), std::string(kMarkup)})})
    EXPECT_EQ(page.body.find("<script>"), std::string::npos) << page.title;
}

TEST(FactorPages, TheFormsLeadBelowTheBasePath) {
  const Page page = render_code({.action = "/api/v1/auth/local/code", .challenge = "c"});
  EXPECT_NE(print_page(page, {}, "/tools").html.find("action=\"/tools/api/v1/auth/local/code\""), std::string::npos);
}

TEST(FactorPages, TheKeyIsAPictureALinkAndAText) {
  const Page page = render_factor_offer({.action = "/x", .challenge = "c"}, kKey, "ann", "Data & More");
  EXPECT_NE(page.body.find("<svg class=\"qr\" role=\"img\" aria-label="), std::string::npos);
  EXPECT_NE(page.body.find("otpauth://totp/Data%20%26%20More:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&amp;issuer="),
            std::string::npos);
  EXPECT_NE(page.body.find("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"), std::string::npos);
}

TEST(FactorPages, AComplaintMarksTheField) {
  const Page page = render_code({.action = "/x", .challenge = "c", .complaint = "Wrong."});
  EXPECT_NE(page.body.find("aria-invalid=\"true\" aria-describedby=\"complaint\""), std::string::npos);
  EXPECT_EQ(render_code({.action = "/x", .challenge = "c"}).body.find("aria-invalid"), std::string::npos);
}

}  // namespace
}  // namespace sallyport::gateway
