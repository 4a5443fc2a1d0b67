#include "http/html.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

TEST(HtmlEscape, MarkupBecomesText) {
  RecordProperty("covers", "UI-01");
  EXPECT_EQ(html_escape("<script>alert('x' & \"y\")</script>"),
            "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
}

TEST(HtmlEscape, EntityIsEscapedAgain) {
  EXPECT_EQ(html_escape("&lt;"), "&amp;lt;");
}

TEST(HtmlEscape, ControlBytesButTabAndNewlineAreLeftOut) {
  EXPECT_EQ(html_escape(std::string_view("a\0b\r\n\tc\x1b\x7f", 9)), "ab\n\tc");
}

TEST(HtmlEscape, OtherTextStays) {
  EXPECT_EQ(html_escape("Jürgen 🚪"), "Jürgen 🚪");
}

}  // namespace
}  // namespace sallyport::http
