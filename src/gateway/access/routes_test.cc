#include "gateway/access/routes.h"

#include <gtest/gtest.h>

#include "gateway/own_routes.h"

namespace sallyport::gateway {
namespace {

Route route(std::string path, AmbiguousSegments ambiguous = AmbiguousSegments::refuse, std::string host = {}) {
  Route out;
  out.path = std::move(path);
  out.host = std::move(host);
  out.ambiguous_segments = ambiguous;
  return out;
}

constexpr auto kPass = AmbiguousSegments::pass;

class ReadPath : public ::testing::Test {
 protected:
  explicit ReadPath() {
    settings_.routes = {route("/"), route("/open", kPass), route("/open/inner"), route("/admin"), route("/v1.0")};
  }

  // "path -> route", or the reason of the error.
  std::string way(std::string_view path, std::string_view host = "app.example") const {
    const auto found = read_path({settings_, site_, own_addresses()}, host, path);
    if (!found) return std::string(found.error().reason);
    return found->path + " -> " + (found->route ? found->route->path : "nowhere");
  }

  Settings settings_ = ours();
  const Site site_{settings_};

 private:
  static Settings ours() {
    Settings settings;
    settings.server.public_url = "https://app.example";
    return settings;
  }
};

TEST_F(ReadPath, IsTheRouteOfTheCanonicalPath) {
  EXPECT_EQ(way("/%61dmin/x"), "/admin/x -> /admin");
  EXPECT_EQ(way("/other"), "/other -> /");
  settings_.routes = {route("/open")};
  EXPECT_EQ(way("/other"), "/other -> nowhere");
}

TEST_F(ReadPath, AmbiguousSegmentsAreRefusedUnlessTheRouteLetsThemPass) {
  for (const std::string_view path : {"/other/a%2Fb", "/admin/a;b", "/x/50%25", "/open%2fx", "/open;x/y"})
    EXPECT_EQ(way(path), "path_ambiguous") << path;
  settings_.routes = {route("/open", kPass)};
  EXPECT_EQ(way("/other/a%2Fb"), "path_ambiguous") << "no route at all";
}

TEST_F(ReadPath, TheyPassByteByByteBelowTheirRoute) {
  EXPECT_EQ(way("/open/x/a%2fb%2F;c=1/50%25"), "/open/x/a%2fb%2F;c=1/50%25 -> /open");
  EXPECT_EQ(way("/%6fpen/x/a%2fb"), "/open/x/a%2fb -> /open");
}

TEST_F(ReadPath, TheyDoNotPassWhereAnotherRuleLiesBelow) {  // "/open/inner%2fx" may be read as "/open/inner/x"
  for (const std::string_view path :
       {"/open/inner%2fx", "/open/INNER%2fx", "/open/a%2fb", "/open/x;/inner", "/open/%2finner"})
    EXPECT_EQ(way(path), "path_ambiguous") << path;
  settings_.routes.push_back(route("/open/x/deep", AmbiguousSegments::refuse, "other.example"));
  EXPECT_EQ(way("/open/x/a%2fb"), "path_ambiguous") << "on whatever host";
  EXPECT_EQ(way("/open/y/a%2fb"), "/open/y/a%2fb -> /open");
}

TEST_F(ReadPath, TheyDoNotPassWhereAnAddressOfOursLiesBelow) {
  settings_.routes = {route("/", kPass)};
  for (const std::string_view path :
       {"/callback%2f", "/a%2fb", "/api/a%2fb", "/api/v1/auth;x", "/API/v1/a%2fb", "/api/v1/system/x;y"})
    EXPECT_EQ(way(path), "path_ambiguous") << path;
  EXPECT_EQ(way("/api/v4/projects/a%2fb"), "/api/v4/projects/a%2fb -> /");
  EXPECT_EQ(way("/api/v1/tables/a%2fb"), "/api/v1/tables/a%2fb -> /");
}

TEST_F(ReadPath, RepeatedSlashesAreAmbiguous) {
  RecordProperty("covers", "Q12");
  EXPECT_EQ(way("/open/x//y"), "/open/x//y -> /open");
  EXPECT_EQ(way("/open/x///"), "/open/x/// -> /open");
  for (const std::string_view path : {"/open//inner", "/open//x", "/other//x", "//open/x", "/open/x//../y"})
    EXPECT_EQ(way(path), "path_ambiguous") << path;
}

TEST_F(ReadPath, ClimbingIsRefusedEverywhere) {
  for (const std::string_view path :
       {"/open/x/..%2f..%2fadmin", "/open/x/..;/../admin", "/open/x/%252e%252e%252fadmin", "/open/x/%2e%2e;y"})
    EXPECT_EQ(way(path), "path_ambiguous") << path;
}

TEST_F(ReadPath,
       AnotherSpellingOfARulesPathIsRefused) {  // HTTP-05: a case-insensitive upstream would serve the rule's page
  RecordProperty("covers", "HTTP-05");
  for (const std::string_view path : {"/ADMIN", "/Admin/x", "/admin.", "/admin../x", "/admin%20/x", "/admin%3Fx",
                                      "/admin%23/y", "/open/INNER/x", "/OPEN/inner", "/V1.0/x", "/v1.0./x"})
    EXPECT_EQ(way(path), "path_ambiguous") << path;
  EXPECT_EQ(way("/admin.html"), "/admin.html -> /");
  EXPECT_EQ(way("/administrator"), "/administrator -> /");
  EXPECT_EQ(way("/admin%20x"), "/admin%20x -> /");
  EXPECT_EQ(way("/other/ADMIN"), "/other/ADMIN -> /");
}

TEST_F(ReadPath, TwoRulesThatDifferByCaseAreTwoRules) {
  settings_.routes = {route("/"), route("/App"), route("/app")};
  EXPECT_EQ(way("/App/x"), "/App/x -> /App");
  EXPECT_EQ(way("/app/x"), "/app/x -> /app");
  EXPECT_EQ(way("/APP/x"), "path_ambiguous");
}

}  // namespace
}  // namespace sallyport::gateway
