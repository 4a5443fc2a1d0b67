#include "gateway/call/navigation.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

http::Request request(std::vector<http::HeaderView> headers, std::string_view method = "GET") {
  http::Request out;
  out.method = method;
  out.target = "/";
  out.headers = std::move(headers);
  return out;
}

TEST(Navigation, WhatBrowsersSendIsOne) {
  for (const std::string_view accept :
       {"text/html", "text/html;charset=utf-8", "TEXT/HTML",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/html, application/xhtml+xml, image/jxr, */*", "application/xhtml+xml, text/html"})
    EXPECT_TRUE(is_navigation(request({{"Accept", accept}}))) << accept;
}

TEST(Navigation, AProgramThatTakesHtmlAmongOthersIsNone) {
  RecordProperty("covers", "Q19");
  for (const std::string_view accept :
       {"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/html, */*; q=0.01", "application/json, text/html",
        "*/*", "text/html-but-not", "", "text/plain"})
    EXPECT_FALSE(is_navigation(request({{"Accept", accept}}))) << accept;
  EXPECT_FALSE(is_navigation(request({}))) << "nothing at all";
  EXPECT_FALSE(is_navigation(
      request({{"Accept", "text/html, application/xhtml+xml, image/jxr, */*"},
               {"User-Agent", "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1"}})));
}

TEST(Navigation, FetchMetadataDecidesWhereItCame) {
  RecordProperty("covers", "Q19");
  const http::HeaderView java{"Accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"};
  EXPECT_TRUE(is_navigation(request({java, {"Sec-Fetch-Mode", "navigate"}})));
  for (const std::string_view mode : {"cors", "no-cors", "same-origin", "websocket", ""})
    EXPECT_FALSE(is_navigation(request({{"Accept", "text/html"}, {"Sec-Fetch-Mode", mode}}))) << mode;
  EXPECT_FALSE(
      is_navigation(request({{"Accept", "text/html"}, {"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Mode", "navigate"}})))
      << "two of them say nothing";
}

TEST(Navigation, AFormShowsAPageAndIsNoNavigation) {
  EXPECT_FALSE(is_navigation(request({{"Accept", "text/html"}}, "POST")));
  EXPECT_TRUE(shows_pages(request({{"Accept", "text/html"}}, "POST")));
  EXPECT_TRUE(is_navigation(request({{"Accept", "text/html"}}, "HEAD")));
}

}  // namespace
}  // namespace sallyport::gateway
