#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kLogoLine = "server:\n  branding: {logoFile: /logo}\n";

LoadedConfig with_logo(std::string bytes) {
  return load(kLogoLine, {}, {{"/logo", {std::move(bytes), true}}});
}

TEST(Branding, IsReadWhole) {
  RecordProperty("covers", "B24");
  const auto loaded = load(
      "server:\n  branding:\n    name: Zo\u00EB\u2019s Data\n    company: Contoso\n    accent: \"#0F62FE\"\n"
      "    supportLink: mailto:help@contoso.example\n    logoFile: /logo\n",
      {}, {{"/logo", {std::string("\x89PNG\r\n\x1a\n") + "rest", true}}});
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  const auto& branding = loaded.settings->server.branding;
  EXPECT_EQ(branding.name, "Zo\u00EB\u2019s Data");
  EXPECT_EQ(branding.company, "Contoso");
  EXPECT_EQ(branding.accent, "#0f62fe");
  EXPECT_EQ(branding.support_link, "mailto:help@contoso.example");
  EXPECT_EQ(branding.logo, "data:image/png;base64,iVBORw0KGgpyZXN0");
}

TEST(Branding, IsEmptyWhereNothingIsWritten) {
  const auto loaded = load("");
  ASSERT_TRUE(loaded.settings);
  EXPECT_EQ(loaded.settings->server.branding, gateway::Branding{});
}

TEST(Branding, TheKindOfALogoIsToldByItsBytes) {
  RecordProperty("covers", "B24");
  for (const auto& [bytes, start] :
       {std::pair<std::string, std::string>{"\xff\xd8\xff\xe0 jpeg", "data:image/jpeg;base64,"},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/><use href=\"#a\"/></svg>",
         "data:image/svg+xml;base64,"},
        {"<?xml version=\"1.0\"?>\n<!-- a -->\n<svg/>", "data:image/svg+xml;base64,"}}) {
    const auto loaded = with_logo(bytes);
    ASSERT_TRUE(loaded.settings) << print_all(loaded);
    EXPECT_TRUE(loaded.settings->server.branding.logo.starts_with(start)) << bytes;
  }
}

TEST(Branding, ALogoThatCouldActOrIsNoneIsRefused) {
  RecordProperty("covers", "B24");
  for (const std::string text :
       {"", "GIF89a", "plain", "<svg><script>x</script></svg>",
        "<svg xmlns:s='http://www.w3.org/2000/svg'><s:script/></svg>", "<svg onload=\"x()\"/>", "<svg ONLOAD = 'x()'/>",
        "<svg><a href=\"javascript:x()\"/></svg>", "<svg><image href=\"https://evil.example/x\"/></svg>",
        "<svg><image xlink:href='//evil.example'/></svg>", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
        "<svg><foreignObject/></svg>", "<svg><style>@import url(x)</style></svg>", "<svg>\xff</svg>"}) {
    const auto loaded = with_logo(text);
    EXPECT_FALSE(loaded.settings) << text;
    EXPECT_NE(find_finding(loaded, "branding_logo"), nullptr) << text;
  }
  EXPECT_NE(find_finding(with_logo(std::string("\xff\xd8\xff") + std::string(64 * 1024, 'a')), "branding_logo"),
            nullptr);
  EXPECT_NE(find_finding(load(kLogoLine), "branding_logo"), nullptr);
}

TEST(Branding, ColoursAndLinksOfOtherFormsAreRefused) {
  RecordProperty("covers", "B24");
  const auto rule_of = [](const std::string& line) {
    const auto loaded = load("server:\n  branding: {" + line + "}\n");
    return loaded.findings.empty() ? std::string_view("none") : loaded.findings.front().rule;
  };
  EXPECT_EQ(rule_of("accent: 0f62fe"), "none");
  EXPECT_EQ(rule_of("accent: blue"), "bad_value");
  EXPECT_EQ(rule_of("accent: \"#0f62fe;x\""), "bad_value");
  EXPECT_EQ(rule_of("supportLink: \"https://help.example.com/x\""), "none");
  EXPECT_EQ(rule_of("supportLink: \"javascript:x()\""), "bad_value");
  EXPECT_EQ(rule_of("supportLink: \"http://help.example.com/\""), "bad_value");
  EXPECT_EQ(rule_of("supportLink: help@example.com"), "bad_value");
  EXPECT_EQ(rule_of("name: " + std::string(81, 'a')), "bad_value");
}

}  // namespace
}  // namespace sallyport::app::config
