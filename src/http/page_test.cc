#include "http/page.h"

#include <gmock/gmock.h>

#include <cmath>

namespace sallyport::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

double channel(std::string_view colour, std::size_t at) {
  const double value = std::stoi(std::string(colour.substr(1 + 2 * at, 2)), nullptr, 16) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double contrast(std::string_view a, std::string_view b) {
  const auto luminance = [](std::string_view c) {
    return 0.2126 * channel(c, 0) + 0.7152 * channel(c, 1) + 0.0722 * channel(c, 2);
  };
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

TEST(PageAccent, EveryColourCanBeReadWhereItStands) {
  RecordProperty("covers", "B24");
  for (const std::string_view accent : {"#0f62fe", "#ffff00", "#000000", "#ffffff", "#808080", "#ff0000", "#00AA55"}) {
    const AccentColours colours = accent_colours(accent);
    EXPECT_GE(contrast(colours.button, colours.on_button), 4.5) << accent;
    EXPECT_GE(contrast(colours.link_light, "#ffffff"), 4.5) << accent;
    EXPECT_GE(contrast(colours.link_dark, "#181e25"), 4.5) << accent;
  }
}

TEST(PageAccent, OnlySixHexDigitsAreOne) {
  for (const std::string_view text : {"#0f62fe", "#ABCDEF"}) EXPECT_TRUE(is_accent(text)) << text;
  for (const std::string_view text : {"", "red", "#fff", "0f62fe0", "#0f62fg", "#0f62fe;", "#0f62fe}body{x:y"})
    EXPECT_FALSE(is_accent(text)) << text;
}

TEST(Page, SaysWhoseItIs) {
  RecordProperty("covers", "B24");
  EXPECT_THAT(print_page({.title = "T", .body = "<p>b</p>"}, {}), HasSubstr("<strong>Sallyport</strong>"));
  const std::string page = print_page({.title = "T"}, {.name = "Reports <1>",
                                                       .company = "Contoso & Co",
                                                       .logo = "data:image/png;base64,AA==",
                                                       .accent = "#0f62fe",
                                                       .support_link = "mailto:help@contoso.example"});
  for (const std::string_view part :
       {"<strong>Reports &lt;1&gt;</strong>", "<span>Contoso &amp; Co</span>", "src=\"data:image/png;base64,AA==\"",
        "--button:#0f62fe", "href=\"mailto:help@contoso.example\""})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, Not(HasSubstr("<svg")));
}

TEST(Page, ABrandCannotBringAnythingElse) {  // a page does not rely on the configuration having been checked
  const std::string page = print_page({.title = "T"}, {.logo = "https://evil.example/x.png",
                                                       .accent = "#000;}body{background:url(//evil.example)",
                                                       .support_link = "javascript:alert(1)"});
  EXPECT_THAT(page, Not(HasSubstr("evil")));
  EXPECT_THAT(page, Not(HasSubstr("javascript")));
}

TEST(Page, EveryTextIsEscaped) {
  RecordProperty("covers", "UI-01");
  const std::string page = print_page({.title = "<a>", .notice = "<b>", .footer = "<c>"}, {});
  for (const std::string_view part : {"<a>", "<b>", "<c>"}) EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(Page, HasOneStyleForEachOfItsStyleElements) {
  const PageBrand brand{.accent = "#0f62fe"};
  EXPECT_EQ(page_styles({}).size(), 1U);
  const std::string page = print_page({.title = "T"}, brand);
  for (const std::string& style : page_styles(brand)) EXPECT_THAT(page, HasSubstr("<style>" + style + "</style>"));
}

TEST(Page, TheWindowIsNamedAfterThePageAndTheBrand) {
  RecordProperty("covers", "B24");
  EXPECT_THAT(print_page({.title = "Welcome"}, {}), HasSubstr("<title>Welcome \u2013 Sallyport</title>"));
  EXPECT_THAT(print_page({.title = "Welcome"}, {.name = "A & B"}),
              HasSubstr("<title>Welcome \u2013 A &amp; B</title>"));
}

TEST(Page, TheMainButtonOfADarkAccentHasABorderInDarkMode) {
  RecordProperty("covers", "B24");
  const std::string style = page_styles({.accent = "#101820"}).at(1);
  const auto dark = style.find("prefers-color-scheme:dark");
  ASSERT_NE(dark, std::string::npos);
  EXPECT_NE(style.find(".actions>:first-child{border-color:var(--edge)}", dark), std::string::npos);
}

}  // namespace
}  // namespace sallyport::http
