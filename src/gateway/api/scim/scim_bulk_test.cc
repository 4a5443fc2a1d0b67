// Several operations in one request.
#include "gateway/api/scim/scim_bulk.h"

#include <gtest/gtest.h>

#include "gateway/api/scim/scim_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ScimWorld;
using testing::Told;

class ScimBulk : public ::testing::Test {
 protected:
  Told bulk(const std::string& operations, const std::string& more = {}) {
    return world_.scim("POST", "/Bulk",
                       R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[)" +
                           operations + "]" + more + "}");
  }
  // The statuses of the outcomes: "201 400".
  static std::string statuses(const Told& told) {
    std::string out;
    for (const json::Value& one : told.list("Operations"))
      out += (out.empty() ? "" : " ") + *one.as_object()->find("status")->as_string();
    return out;
  }
  static std::string post_user(const std::string& name) {
    return R"({"method":"POST","path":"/Users","bulkId":")" + name + R"(","data":)" + ScimWorld::user_body(name) + "}";
  }

  ScimWorld world_;
};

TEST_F(ScimBulk, AnOperationMayReferToWhatAnEarlierOneHasMade) {
  const Told done = bulk(
      post_user("bob") +
      R"(,{"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"Shop","members":[{"value":"bulkId:bob"}]}},)"
      R"({"method":"PATCH","path":"/Users/bulkId:bob","data":{"Operations":[{"op":"add","path":"title","value":"T"}]}})");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(statuses(done), "201 201 200");
  EXPECT_EQ(world_.user("bob").names("teams"), "Shop");
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(title eq "T")")), 1);
}

TEST_F(ScimBulk, EachFailureIsToldAndTheOthersAreDone) {
  const Told done = bulk(post_user("bob") + "," + post_user("bob") +
                         R"(,{"method":"DELETE","path":"/Users/lost"},{"method":"GET","path":"/Users"},)"
                         R"({"method":"POST","path":"/Roles","bulkId":"r","data":{}},)" +
                         R"({"method":"PATCH","path":"/Users/bulkId:nobody","data":{}},)" + post_user("cid"));
  EXPECT_EQ(statuses(done), "201 400 404 400 400 400 201") << "a bulkId is used once";
  EXPECT_TRUE(done.list("Operations")[1].as_object()->contains("response"));
}

TEST_F(ScimBulk, StopsAfterSoManyErrors) {
  const Told done =
      bulk(R"({"method":"DELETE","path":"/Users/a"},{"method":"DELETE","path":"/Users/b"},)" + post_user("bob"),
           R"(,"failOnErrors":2)");
  EXPECT_EQ(statuses(done), "404 404");
  EXPECT_EQ(world_.user("bob").status, 404);
  EXPECT_EQ(bulk(post_user("bob"), R"(,"failOnErrors":0)").status, 400);
}

TEST_F(ScimBulk, HasBounds) {
  std::string many = R"({"method":"DELETE","path":"/Users/a"})";
  for (std::size_t i = 0; i < kMaxBulkOperations; ++i) many += R"(,{"method":"DELETE","path":"/Users/a"})";
  EXPECT_EQ(bulk(many).status, 413);
  EXPECT_EQ(world_.scim("POST", "/Bulk", "{}").status, 400);
  EXPECT_EQ(bulk("1").status, 400);
  EXPECT_EQ(world_.tell(world_.token_of("cid"), "POST", "/Bulk", "{}").status, 403);
}

TEST_F(ScimBulk, OneOperationThatCannotBeReadRefusesTheRequestBeforeAnythingIsDone) {
  const std::string after = "," + post_user("cid");
  for (const char* wrong :
       {"1", "null", "[]", R"("DELETE")", R"({"method":1,"path":"/Users"})", R"({"method":"POST","path":["/Users"]})",
        R"({"method":"POST","path":"/Users","bulkId":7,"data":{}})",
        R"({"method":"POST","path":"/Users","bulkId":"x","data":[]})",
        R"({"method":"POST","path":"/Users","bulkId":"x","data":"{}"})",
        R"({"method":"DELETE","path":"/Users/a","version":1})"}) {
    EXPECT_EQ(bulk(post_user("bob") + "," + wrong + after).status, 400) << wrong;
    EXPECT_EQ(bulk(post_user("bob") + "," + wrong + after, R"(,"failOnErrors":1)").status, 400) << wrong;
    EXPECT_EQ(world_.user("bob").status, 404) << wrong << ": nothing that stands before it is done";
    EXPECT_EQ(world_.user("cid").status, 404) << wrong;
  }
  EXPECT_EQ(statuses(bulk(post_user("bob") + after)), "201 201");
}

TEST_F(ScimBulk, AMemberThatIsNullIsAbsent) {
  const Told done = bulk(R"({"method":"DELETE","path":"/Users/a","bulkId":null,"version":null,"data":null},)"
                         R"({"method":"POST","path":"/Users","bulkId":"x","data":null},{"method":null,"path":null})");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(statuses(done), "404 400 400");
}

TEST_F(ScimBulk, AVersionIsCheckedForEach) {
  const std::string id = world_.add("bob");
  const std::string remove = R"({"method":"DELETE","path":"/Users/)" + id + R"(","version":"\")" + id;
  EXPECT_EQ(statuses(bulk(remove + R"(/7\""})")), "412");
  EXPECT_EQ(statuses(bulk(remove + R"(/1\""})")), "204");
}

}  // namespace
}  // namespace sallyport::gateway
