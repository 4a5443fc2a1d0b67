#include "http/loose_path.h"

#include <gtest/gtest.h>

#include "http/url.h"

namespace sallyport::http {
namespace {

// Returns "beginning|rest", or the reason of the refusal.
std::string loose(std::string_view path) {
  const auto result = loose_path(path);
  if (!result) return std::string(result.error().reason);
  return std::string(result->beginning()) + "|" + result->text.substr(result->plain);
}

TEST(LoosePath, OfACanonicalPathIsThatPath) {
  for (const std::string_view path : {"/", "/a", "/a/", "/a:b/%20x"}) EXPECT_EQ(loose(path), std::string(path) + "|");
  EXPECT_EQ(loose("/%61/%c3%bc"), "/a/%C3%BC|");
}

TEST(LoosePath, EndsItsBeginningBeforeTheFirstAmbiguousSegment) {
  EXPECT_EQ(loose("/api/projects/group%2Fname/issues"), "/api/projects/|group%2Fname/issues");
  EXPECT_EQ(loose("/queues/%2f/mine"), "/queues/|%2f/mine");
  EXPECT_EQ(loose("/%61/x;v=1/y"), "/a/|x;v=1/y");
  EXPECT_EQ(loose("/names/50%25"), "/names/|50%25");
  EXPECT_EQ(loose("/a;b"), "/|a;b");
  EXPECT_EQ(loose("/a//b"), "/a/|/b");
  EXPECT_EQ(loose("/a/b///"), "/a/b/|//");
  EXPECT_EQ(loose("//evil.example/x"), "/|/evil.example/x");
  EXPECT_EQ(loose("/a%2fb//c"), "/|a%2fb//c");
}

TEST(LoosePath, LeavesTheRestByteByByte) {
  EXPECT_EQ(loose("/x/%61%2f%7E%2F%c3%bc"), "/x/|%61%2f%7E%2F%c3%bc");
  EXPECT_EQ(loose("/x/http%3A%2F%2Fexample.com%2F"), "/x/|http%3A%2F%2Fexample.com%2F");
  EXPECT_EQ(loose("/x/a%252Fb"), "/x/|a%252Fb");
}

struct ClimbingRow {
  std::string_view path;
  const char* why;
};

class ClimbingPath : public testing::TestWithParam<ClimbingRow> {};

TEST_P(ClimbingPath, IsRefused) {
  EXPECT_EQ(loose(GetParam().path), "path_ambiguous") << GetParam().why;
}

INSTANTIATE_TEST_SUITE_P(
    Paths, ClimbingPath,
    testing::Values(
        ClimbingRow{"/open/..%2fadmin", "climbs once decoded"},
        ClimbingRow{"/open/%2e%2e%2fadmin", "the same, all encoded"},
        ClimbingRow{"/open/x%2f..%2f..%2fadmin", "climbs behind a name"},
        ClimbingRow{"/open/x%2F%2e%2E", "climbs at the end"},
        ClimbingRow{"/open/..;/admin", "a parameter hides the dots"},
        ClimbingRow{"/open/..;x=1%2fadmin", "a named one does too"},
        ClimbingRow{"/open/;/../admin", "plain dots behind a parameter"},
        ClimbingRow{"/open/a;b/%2e%2e/x", "encoded ones"}, ClimbingRow{"/open/%252e%252e%252fadmin", "decoded twice"},
        ClimbingRow{"/open/..%252fadmin", "the slash alone twice"},
        ClimbingRow{"/open/%25%32%65%25%32%65%2fadmin", "the escape's own digits escaped"},
        ClimbingRow{"/open/..%253bx%2fadmin", "a parameter decoded twice"},
        ClimbingRow{"/open/..%3b%2fadmin", "an encoded ';'"},
        ClimbingRow{"/open/x%2f..%3f", "the decoded '?' ends the path"}, ClimbingRow{"/open/x%2f..%23y", "and '#'"},
        ClimbingRow{"/open/x%2f..%20%2fadmin", "a trailing space that some strip"},
        ClimbingRow{"/open/x%2f...%2fadmin", "three dots"}, ClimbingRow{"/open/x%2f.%2fadmin", "a single dot"},
        ClimbingRow{"/open/x%2f..%5cadmin", "a backslash"},
        ClimbingRow{"/open/x%252f..%255cadmin", "one decoded twice"}, ClimbingRow{"/open/x;\\..\\admin", "a plain one"},
        ClimbingRow{"/open/x%2f%00", "NUL"}, ClimbingRow{"/open/x%2500", "NUL decoded twice"},
        ClimbingRow{"/open/x%2f%0a", "a line end"}, ClimbingRow{"/open/x%250d%250a", "line ends decoded twice"},
        ClimbingRow{"/open/x%2f%c0%ae%c0%ae", "overlong dots"},
        ClimbingRow{"/open/%25c0%25ae%25c0%25ae%2fadmin", "overlong dots decoded twice"},
        ClimbingRow{"/open/x%2fy/../z", "plain dots"}, ClimbingRow{"/open//../z", "dots behind repeated slashes"},
        ClimbingRow{"/open//%2e%2e/z", "escaped ones"}, ClimbingRow{"/open//..;/z", "and hidden ones"},
        ClimbingRow{"/open/../x%2fy", "dots before"}, ClimbingRow{"/open/x%2fy%", "a cut escape"},
        ClimbingRow{"/open/x%2fy%zz", "no escape"}, ClimbingRow{"/open/x%2fy#z", "a fragment"},
        ClimbingRow{"/open/x%2fy z", "white space"}, ClimbingRow{"/open/%25252525252e", "escapes of escapes"},
        ClimbingRow{"x%2fy", "relative"}, ClimbingRow{"%2fadmin", "no slash in front"}));

// Reads a path as some programs do: decodes it `times` times, cuts each segment at ';' if `cut`, drops empty segments
// and resolves dot segments.
std::string read_as(std::string text, int times, bool cut) {
  for (; times > 0; --times) {
    std::string next;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = text[i] == '%' ? percent_decode(text.substr(i, 3)) : Result<std::string>(std::string());
      const bool escape = byte && byte->size() == 1;
      next += escape ? byte->front() : text[i];
      if (escape) i += 2;
    }
    text = next;
  }
  std::string out;
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find('/', i), text.size());
    std::string segment = text.substr(i, end - i);
    if (cut) segment = segment.substr(0, segment.find(';'));
    if (segment == "..")
      out.erase(std::min(out.rfind('/'), out.size()));
    else if (!segment.empty() && segment != ".")
      out += "/" + segment;
    i = end + 1;
  }
  return out + "/";
}

// Builds every path made of three of these pieces. Each path that loose_path accepts must stay below its beginning in
// every reading.
TEST(LoosePath, NoReadingLeavesTheBeginning) {
  const std::vector<std::string> pieces{"a",        "..",        ".",     "%2e%2e",    "..;",        ";..",
                                        "%2f",      "%2F..",     "..%2f", "%252f",     "%252e%252e", ";",
                                        "%3b..",    "%25",       "x;y",   "..%252f..", "%2f%2f",     "a%2fb",
                                        "..%3b%2f", "%25%32%66", "",      "/",         "a/"};
  int passed = 0;
  for (const auto& first : pieces)
    for (const auto& second : pieces)
      for (const auto& third : pieces) {
        const auto path = loose_path("/open/" + first + "/" + second + third);
        if (!path) continue;
        ++passed;
        for (int times = 0; times < 4; ++times)
          for (const bool cut : {false, true})
            EXPECT_TRUE(read_as(path->text, times, cut).starts_with(read_as(std::string(path->beginning()), 0, false)))
                << path->text;
      }
  EXPECT_GT(passed, 100);
}

}  // namespace
}  // namespace sallyport::http
