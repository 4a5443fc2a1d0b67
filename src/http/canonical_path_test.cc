#include <gtest/gtest.h>

#include "http/url.h"

namespace sallyport::http {
namespace {

std::string canonical(std::string_view path) {
  const auto result = canonical_path(path);
  return result ? *result : std::string(result.error().reason);
}

TEST(CanonicalPath, PlainPathIsItself) {
  for (const std::string_view path : {"/", "/a", "/a/", "/a/b.c", "/~x/-_.", "/...", "/a..b", "/.well-known/x",
                                      "/a:b@c!$&'()*+,=", "/t/db.schema[0]|x"})
    EXPECT_EQ(canonical(path), path);
}

TEST(CanonicalPath, EscapeOfAnUnreservedCharacterIsDecoded) {
  EXPECT_EQ(canonical("/%61dmin"), "/admin");
  EXPECT_EQ(canonical("/%41%7e%2D%5f%30"), "/A~-_0");
}

TEST(CanonicalPath, OtherEscapesAreUpperCase) {
  EXPECT_EQ(canonical("/a%20b%c3%bc%22"), "/a%20b%C3%BC%22");
  EXPECT_EQ(canonical("/%3f%23%40"), "/%3F%23%40");
}

TEST(CanonicalPath, IsAFixedPoint) {
  for (const std::string_view path : {"/%61%20", "/x%c3%bc/%7E", "/a/b/"})
    EXPECT_EQ(canonical(canonical(path)), canonical(path));
}

TEST(CanonicalPath, CaseIsKept) {  // /ADMIN and /admin are two paths
  EXPECT_EQ(canonical("/ADMIN"), "/ADMIN");
}

struct Row {
  std::string_view path;
  const char* why;
};

class AmbiguousPath : public testing::TestWithParam<Row> {};

TEST_P(AmbiguousPath, IsRefused) {
  RecordProperty("covers", "HTTP-05");
  EXPECT_EQ(canonical(GetParam().path), "path_ambiguous") << GetParam().why;
}

INSTANTIATE_TEST_SUITE_P(
    Paths, AmbiguousPath,
    testing::Values(
        Row{"", "no path"}, Row{"admin", "relative"}, Row{"*", "the target of OPTIONS"},
        Row{"http://a.example/x", "absolute form"}, Row{"//admin", "an authority to some, /admin to others"},
        Row{"/a//b", "merged by nginx, kept by others"}, Row{"/admin/.", "is /admin/ to whoever normalises"},
        Row{"/./admin", "the same in front"}, Row{"/public/../admin", "climbs"}, Row{"/..", "climbs at the end"},
        Row{"/../", "climbs above the root"}, Row{"/public/%2e%2e/admin", "climbs once decoded"},
        Row{"/public/.%2E/admin", "half encoded"}, Row{"/public/%2e/admin", "an encoded single dot"},
        Row{"/admin%2f..%2fpublic", "encoded slashes"}, Row{"/admin%2Fx", "an encoded slash, upper case"},
        Row{"/public/..;/admin", "a path parameter hides the dots from all but Tomcat"},
        Row{"/admin;x=1", "a path parameter"}, Row{"/public/..%3b/admin", "the same once decoded"},
        Row{"/admin%00", "ends the text for a C program"}, Row{"/admin%00.png", "the same before an extension"},
        Row{"/admin%0a", "an encoded control"}, Row{"/admin%7f", "DEL"}, Row{"/admin%09", "an encoded tab"},
        Row{"/%252e%252e/admin", "decoded twice"}, Row{"/admin%25", "an escape behind an escape"},
        Row{"/public\\..\\admin", "a backslash is a slash to some"}, Row{"/%5cadmin", "an encoded backslash"},
        Row{"/%5Cadmin", "upper case"}, Row{"/%c0%ae%c0%ae/admin", "overlong UTF-8 for dots"},
        Row{"/%c0%afadmin", "overlong UTF-8 for a slash"}, Row{"/%ed%a0%80", "a surrogate"}, Row{"/%ff", "no UTF-8"},
        Row{"/%e4%b8", "cut UTF-8"}, Row{"/%u002e", "an escape of IIS alone"}, Row{"/a%", "a cut escape"},
        Row{"/a%2", "a cut escape"}, Row{"/a%zz", "no escape"}, Row{"/a#b", "a fragment"}, Row{"/a?b", "a query"},
        Row{"/a b", "white space"}, Row{"/a\tb", "a control"}, Row{"/\xc3\xbc", "raw bytes beyond ASCII"},
        Row{"/a<b", "encoded by some, kept by others"}, Row{"/a\"b", "the same"}));

TEST(CanonicalPath, NulByteIsRefused) {
  EXPECT_EQ(canonical(std::string_view("/a\0b", 4)), "path_ambiguous");
}

TEST(CanonicalPath, TrailingSlashAndDotMakeAnotherPathAndStay) {  // so the decision and the upstream see the same path
  EXPECT_EQ(canonical("/admin/"), "/admin/");
  EXPECT_EQ(canonical("/admin%2e"), "/admin.");
}

TEST(PathIsUnder, HoldsAtASlashAlone) {
  EXPECT_TRUE(path_is_under("/api", "/api"));
  EXPECT_TRUE(path_is_under("/api/", "/api"));
  EXPECT_TRUE(path_is_under("/api/x", "/api"));
  EXPECT_FALSE(path_is_under("/apix", "/api"));
  EXPECT_FALSE(path_is_under("/ap", "/api"));
  EXPECT_FALSE(path_is_under("/API/x", "/api"));
  EXPECT_FALSE(path_is_under("/x/api", "/api"));
}

TEST(PathIsUnder, PrefixWithASlashAtItsEndNeedsThatSlash) {
  EXPECT_TRUE(path_is_under("/api/x", "/api/"));
  EXPECT_TRUE(path_is_under("/api/", "/api/"));
  EXPECT_FALSE(path_is_under("/api", "/api/"));
}

TEST(PathIsUnder, RootCoversAll) {
  EXPECT_TRUE(path_is_under("/", "/"));
  EXPECT_TRUE(path_is_under("/x", "/"));
}

}  // namespace
}  // namespace sallyport::http
