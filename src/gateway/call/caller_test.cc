#include "gateway/call/caller.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

std::string lines_of(const std::vector<std::string>& groups, oidc::GroupsState state,
                     std::vector<std::string> roles = {}) {
  auto caller = std::make_shared<Caller>();
  caller->username = "ann";
  caller->roles = std::move(roles);
  return finish(std::move(caller), {{}, groups, state})->identity_lines;
}

bool has(const std::string& lines, std::string_view line) {
  return ("\r\n" + lines).find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
}

TEST(IdentityLines, AnEmptyListIsSentAsOne) {
  const std::string lines = lines_of({}, oidc::GroupsState::complete);
  EXPECT_TRUE(has(lines, "X-Auth-Request-Groups: "));
  EXPECT_EQ(lines.find("Incomplete"), std::string::npos);
}

TEST(IdentityLines, GroupsThatATokenCouldNotHoldAreAbsentAndCalledIncomplete) {
  RecordProperty("covers", "A11");
  const std::string lines = lines_of({}, oidc::GroupsState::overage);
  EXPECT_EQ(lines.find("X-Auth-Request-Groups:"), std::string::npos);
  EXPECT_TRUE(has(lines, "X-Auth-Request-Groups-Incomplete: true"));
}

TEST(IdentityLines, AListThatWasCutSaysSo) {
  RecordProperty("covers", "A11");
  const std::vector<std::string> many(200, "0f2a6d5e-3b1c-4f7d-9a8e-000000000001");
  const std::string lines = lines_of(many, oidc::GroupsState::complete, many);
  EXPECT_NE(lines.find("X-Auth-Request-Groups: 0f2a"), std::string::npos);
  EXPECT_TRUE(has(lines, "X-Auth-Request-Groups-Incomplete: true"));
  EXPECT_TRUE(has(lines, "X-Auth-Request-Roles-Incomplete: true"));
}

TEST(IdentityLines, AValueThatCouldBeReadAsTwoIsLeftOutAndMissed) {
  RecordProperty("covers", "A11");
  for (const std::string& odd : {"a,b", " a", "a\tb", ""}) {
    const std::string lines = lines_of({"plain", odd}, oidc::GroupsState::complete);
    EXPECT_TRUE(has(lines, "X-Auth-Request-Groups: plain")) << odd;
    EXPECT_TRUE(has(lines, "X-Auth-Request-Groups-Incomplete: true")) << odd;
  }
}

}  // namespace
}  // namespace sallyport::gateway
