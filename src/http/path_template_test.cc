#include "http/path_template.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace sallyport::http {
namespace {

constexpr std::string_view kGuid = "6f1c4c2e-0c1a-4f5b-9a55-3d9c2a7b1e00";

struct Bad {
  std::string_view text;
  std::string_view problem;
};

constexpr Bad kBad[] = {
    {"", "a template starts with '/'"},
    {"users", "a template starts with '/'"},
    {"/users/", "a segment is empty"},
    {"//users", "a segment is empty"},
    {"/a/{rest:path}/b", "a path parameter stands last"},
    {"/a/b c", "a literal holds a character that a canonical path would escape, or '{'"},
    {"/a/%41", "a literal holds a character that a canonical path would escape, or '{'"},
    {"/a/x{name}", "a literal holds a character that a canonical path would escape, or '{'"},
    {"/a/{name", "a parameter ends with '}'"},
    {"/a/{", "a parameter ends with '}'"},
    {"/a/{name}x", "a parameter ends with '}'"},
    {"/a/{}", "the name of a parameter consists of small letters and '_'"},
    {"/a/{:guid}", "the name of a parameter consists of small letters and '_'"},
    {"/a/{Name}", "the name of a parameter consists of small letters and '_'"},
    {"/a/{name}/{name}", "two parameters have one name"},
    {"/a/{id:uuid}", "the type of a parameter is guid, number or path"},
    {"/a/{id:}", "the type of a parameter is guid, number or path"},
    {"/{a}/{b}/{c}/{d}/{e}", "too many parameters"},
    {"/1/2/3/4/5/6/7/8/9", "too many segments"},
};

TEST(PathTemplate, AWrongOneDoesNotCompile) {
  for (const Bad& bad : kBad) {
    const char* const problem = PathTemplate::problem_with(bad.text);
    ASSERT_NE(problem, nullptr) << bad.text;
    EXPECT_EQ(problem, bad.problem) << bad.text;
  }
  EXPECT_NE(PathTemplate::problem_with("/" + std::string(300, 'a')), nullptr);
  static_assert(PathTemplate::problem_with("/{a}/{b:guid}/{c:number}/{d:path}") == nullptr);
  static_assert(!std::is_constructible_v<PathTemplate, std::string_view>, "only the compiler reads a template");
}

TEST(PathTemplate, ALiteralIsComparedByCase) {
  constexpr PathTemplate users = "/v1.0/users";
  EXPECT_TRUE(users.match("/v1.0/users"));
  for (const std::string_view path : {"/v1.0/Users", "/v1.0/users/", "/v1.0/user", "/v1.0/users/x", "/v1.0", "/", ""})
    EXPECT_FALSE(users.match(path)) << path;
}

TEST(PathTemplate, TheRootIsOneSegment) {
  constexpr PathTemplate root = "/";
  EXPECT_TRUE(root.match("/"));
  EXPECT_FALSE(root.match("/a"));
  EXPECT_FALSE(root.match("//"));
  EXPECT_FALSE(root.match(""));
}

TEST(PathTemplate, TextIsOneSegmentThatIsNotEmpty) {
  constexpr PathTemplate tenant = "/{tenant}/keys";
  EXPECT_EQ((*tenant.match("/contoso.example/keys"))["tenant"], "contoso.example");
  EXPECT_EQ((*tenant.match("/a%2Fb/keys"))["tenant"], "a%2Fb");
  EXPECT_EQ((*tenant.match("/contoso/keys"))["other"], "");
  EXPECT_FALSE(tenant.match("//keys"));
  EXPECT_FALSE(tenant.match("/keys"));
  EXPECT_FALSE(tenant.match("/a/b/keys"));
}

TEST(PathTemplate, AGuidIsAGuid) {
  constexpr PathTemplate user = "/users/{id:guid}";
  const std::string path = "/users/" + std::string(kGuid);
  EXPECT_EQ((*user.match(path))["id"], kGuid);
  for (const std::string_view id :
       {"", "me", "6f1c4c2e0c1a4f5b9a553d9c2a7b1e00", "6f1c4c2e-0c1a-4f5b-9a55-3d9c2a7b1e0g"})
    EXPECT_FALSE(user.match("/users/" + std::string(id))) << id;
  EXPECT_FALSE(user.match(path + "0"));
}

TEST(PathTemplate, ANumberHasOneSpelling) {
  constexpr PathTemplate version = "/teams/{n:number}/members";
  for (const std::string_view n : {"0", "7", "123456789012345678"})
    EXPECT_EQ((*version.match("/teams/" + std::string(n) + "/members"))["n"], n);
  for (const std::string_view n : {"", "00", "07", "-1", "+1", "1.0", "0x1", "1e3", " 1", "1234567890123456789"})
    EXPECT_FALSE(version.match("/teams/" + std::string(n) + "/members")) << n;
}

TEST(PathTemplate, APathIsTheRest) {
  constexpr PathTemplate check = "/check/{rest:path}";
  EXPECT_EQ((*check.match("/check/a/b"))["rest"], "a/b");
  EXPECT_EQ((*check.match("/check/a/"))["rest"], "a/");
  EXPECT_TRUE(check.match("/check/"));
  EXPECT_FALSE(check.match("/check"));
  EXPECT_FALSE(check.match("/checks/a"));
}

TEST(PathTemplate, ValuesAreViewsIntoThePath) {
  constexpr PathTemplate row = "/{a}/x/{b}";
  const std::string path = "/first/x/second";
  const auto found = row.match(path);
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)["a"].data(), path.data() + 1);
  EXPECT_EQ((*found)["b"].data(), path.data() + 9);
}

TEST(PathTemplate, MayLieBelowABeginningInAnyCase) {
  RecordProperty("covers", "HTTP-05");
  constexpr PathTemplate row = "/api/v1/users/{id:guid}";
  for (const std::string_view beginning : {"/", "/api/", "/API/v1/", "/api/v1/Users/"})
    EXPECT_TRUE(row.may_lie_below(beginning)) << beginning;
  for (const std::string_view beginning : {"/ap/", "/apis/", "/api/v2/", "/api/v1/users/x/", "/v1/"})
    EXPECT_FALSE(row.may_lie_below(beginning)) << beginning;
}

TEST(PathTemplate, AParameterMayBeAnyBeginning) {
  constexpr PathTemplate row = "/{id:guid}/keys";
  EXPECT_TRUE(row.may_lie_below("/anything/"));
  EXPECT_FALSE(row.may_lie_below("/anything/keys/"));
  constexpr PathTemplate rest = "/check/{rest:path}";
  EXPECT_TRUE(rest.may_lie_below("/check/a/b/"));
  EXPECT_FALSE(rest.may_lie_below("/other/"));
}

}  // namespace
}  // namespace sallyport::http
