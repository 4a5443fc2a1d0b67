#include "http/method.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

TEST(Method, NamesAreFoundByTheirExactSpelling) {
  for (const MethodRow& row : kMethodTable) EXPECT_EQ(find_method(row.name), row.method) << row.name;
  for (const std::string_view name : {"", "get", "Get", "GET ", "GETS", "DELETE_", "BREW", "*", "VERSION_CONTROL"})
    EXPECT_FALSE(find_method(name)) << name;
}

TEST(Method, TunnelsAndEchoesAreNeverServed) {
  for (const MethodRow& row : kMethodTable) {
    const bool refused = row.name == "CONNECT" || row.name == "TRACE" || row.name == "PRI";
    EXPECT_EQ(is_served(row.method), !refused) << row.name;
    EXPECT_EQ(kNeverServed.contain(row.method), refused) << row.name;
  }
}

TEST(Methods, GetAnswersHead) {
  EXPECT_TRUE(Methods(Method::get).contain(Method::head));
  EXPECT_FALSE(Methods(Method::head).contain(Method::get));
  EXPECT_FALSE(Methods(Method::post).contain(Method::head));
}

TEST(Methods, PrintAsAnAllowHeader) {
  EXPECT_EQ(print(Methods()), "");
  EXPECT_EQ(print(Method::get), "GET, HEAD");
  EXPECT_EQ(print(Method::version_control | Method::post), "POST, VERSION-CONTROL");
  EXPECT_EQ(print(Method::delete_ | Method::get), "GET, HEAD, DELETE");
}

TEST(Methods, OverlapWhereOneMethodIsInBoth) {
  EXPECT_TRUE(Methods(Method::get).overlap(Method::head));
  EXPECT_FALSE((Method::get | Method::post).overlap(Method::put | Method::propfind));
  EXPECT_TRUE(Methods(Method::version_control).overlap(Method::put | Method::version_control));
  EXPECT_FALSE(Methods(Method::get).overlap(Methods()));
}

}  // namespace
}  // namespace sallyport::http
