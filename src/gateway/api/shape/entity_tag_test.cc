#include "gateway/api/shape/entity_tag.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::gateway {
namespace {

const std::string kTag = entity_tag("6f1c", 3);

Result<std::optional<IfMatch>> if_match(std::vector<std::string> values) {
  http::Request request;
  for (const std::string& value : values) request.headers.push_back({"if-match", value});
  return IfMatch::parse(request);
}

bool admits(std::vector<std::string> values) {
  return (*if_match(std::move(values)))->admits(kTag);
}

TEST(EntityTag, DiffersByIdAndVersion) {
  EXPECT_EQ(kTag, "\"6f1c/3\"");
  EXPECT_NE(kTag, entity_tag("6f1c", 4));
  EXPECT_NE(kTag, entity_tag("6f1d", 3));
}

TEST(IfMatch, IsAbsentWithoutTheHeader) {
  EXPECT_FALSE(*if_match({}));
}

TEST(IfMatch, AdmitsTheTagsOfItsLists) {
  EXPECT_TRUE(admits({kTag}));
  EXPECT_TRUE(admits({"\"other\", " + kTag}));
  EXPECT_TRUE(admits({"\"other\"", kTag}));
  EXPECT_TRUE(admits({"*"}));
  EXPECT_FALSE(admits({"\"other\""}));
  EXPECT_FALSE(admits({"\"\""}));
}

TEST(IfMatch, AWeakTagAdmitsNothing) {
  EXPECT_FALSE(admits({"W/" + kTag}));
}

TEST(IfMatch, RefusesWhatIsNoListOfTags) {
  for (const std::string& value : {std::string(), std::string("6f1c/3"), std::string("\"6f1c/3"), std::string("\""),
                                   std::string("\"a b\""), kTag + " " + kTag, std::string("w/\"a\"")})
    EXPECT_EQ(reason_of(if_match({value})), "if_match") << value;
}

}  // namespace
}  // namespace sallyport::gateway
