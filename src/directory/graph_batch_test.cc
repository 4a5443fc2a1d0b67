// Several requests of Graph in one: POST /v1.0/$batch.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

class GraphBatch : public GraphTest {
 protected:
  http::Response post(std::string_view requests, std::string_view token) {
    return call("POST", "/v1.0/$batch", token, "{\"requests\":[" + std::string(requests) + "]}");
  }
  static std::string status_of(const http::Response& response, int i) {
    return at(response, "responses/" + std::to_string(i) + "/status");
  }
  static std::string body_at(const http::Response& response, int i, std::string_view path) {
    return at(response, "responses/" + std::to_string(i) + "/body/" + std::string(path));
  }
  static std::string many(int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
      all += (i == 0 ? "" : ",") + (R"({"id":")" + std::to_string(i) + R"(","method":"GET","url":"/me"})");
    return all;
  }
};

TEST_F(GraphBatch, AnswersEachRequestAsIfItHadComeAlone) {
  const auto answered = post(R"json({"id":"one","method":"GET","url":"/me?$select=userPrincipalName"},
    {"id":"two","method":"get","url":"/users/nobody@contoso.example"},
    {"id":"three","method":"GET","url":"/Users('bob@contoso.example')"},
    {"id":"four","method":"DELETE","url":"/me"},
    {"id":"five","method":"GET","url":"/me/messages"},
    {"id":"six","method":"GET","url":"/users?$search=\"displayName:bob\"&$count=true","headers":{"ConsistencyLevel":"eventual"}})json",
                             alice);
  ASSERT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(at(answered, "responses/0/id"), "one");
  EXPECT_EQ(body_at(answered, 0, "userPrincipalName"), "alice@contoso.example");
  EXPECT_EQ(at(answered, "responses/0/headers/Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(status_of(answered, 1), "404");
  EXPECT_EQ(body_at(answered, 1, "error/code"), "Request_ResourceNotFound");
  EXPECT_EQ(body_at(answered, 2, "userPrincipalName"), "bob@contoso.example");
  EXPECT_EQ(status_of(answered, 3), "405");
  EXPECT_EQ(status_of(answered, 4), "404");
  EXPECT_EQ(body_at(answered, 5, "value/0/userPrincipalName"), "bob@contoso.example");
}

TEST_F(GraphBatch, ChangesWhatItsRequestsChange) {
  const auto answered = post(
      R"({"id":"1","method":"POST","url":"/groups","headers":{"Content-Type":"application/json"},
          "body":{"displayName":"Made","mailEnabled":false,"mailNickname":"made","securityEnabled":true}},
         {"id":"2","method":"GET","url":"/groups?$filter=displayName eq 'Made'","dependsOn":["1"]})",
      alice);
  EXPECT_EQ(status_of(answered, 0), "201") << answered.body;
  EXPECT_EQ(body_at(answered, 1, "value/0/displayName"), "Made") << answered.body;
}

TEST_F(GraphBatch, WhatDependsOnAFailureDoesNotRun) {
  const auto answered = post(
      R"({"id":"1","method":"PATCH","url":"/groups/99999999-0000-4000-8000-000000000009","body":{}},
         {"id":"2","method":"POST","url":"/groups","dependsOn":["1"],
          "body":{"displayName":"Made","mailEnabled":false,"mailNickname":"made","securityEnabled":true}},
         {"id":"3","method":"GET","url":"/me","dependsOn":["2"]})",
      alice);
  EXPECT_EQ(status_of(answered, 0), "404");
  EXPECT_EQ(status_of(answered, 1), "424");
  EXPECT_EQ(body_at(answered, 1, "error/code"), "FailedDependency");
  EXPECT_EQ(status_of(answered, 2), "424") << "the failure spreads";
  EXPECT_EQ(each(get("/v1.0/groups?$filter=displayName eq 'Made'", alice), "id").size(), 0U);
}

TEST_F(GraphBatch, TheTokenIsThatOfTheBatch) {
  const std::string request =
      R"({"id":"1","method":"GET","url":"/me","headers":{"Authorization":"Bearer )" + alice + R"("}})";
  EXPECT_EQ(body_at(post(request, bob), 0, "userPrincipalName"), "bob@contoso.example");
  EXPECT_EQ(send("POST", "/v1.0/$batch", "{\"requests\":[" + request + "]}").status, 401);
  EXPECT_EQ(post(request, token_of("bob@contoso.example", "Mail.Read")).status, 200) << "each request is judged alone";
  EXPECT_EQ(status_of(post(request, token_of("bob@contoso.example", "Mail.Read")), 0), "403");
  const auto foreign = post(R"({"id":"1","method":"GET","url":"/users/alice@contoso.example"})", frank);
  EXPECT_EQ(status_of(foreign, 0), "404") << "another tenant's";
}

TEST_F(GraphBatch, LeavesGraphNowhere) {
  const auto answered = post(R"({"id":"1","method":"GET","url":"/../common/discovery/instance"},
                                {"id":"2","method":"POST","url":"/$batch","body":{"requests":[]}},
                                {"id":"3","method":"POST","url":"/$BATCH","body":{"requests":[]}})",
                             alice);
  EXPECT_TRUE(status_of(answered, 0) == "400" || status_of(answered, 0) == "404") << answered.body;
  EXPECT_EQ(status_of(answered, 1), "400");
  EXPECT_EQ(status_of(answered, 2), "400");
}

TEST_F(GraphBatch, HoldsTwentyRequests) {
  EXPECT_EQ(post(many(20), alice).status, 200);
  EXPECT_EQ(post(many(21), alice).status, 400);
  EXPECT_EQ(post("", alice).status, 400);
}

TEST_F(GraphBatch, ABatchThatCannotBeReadRunsNothing) {
  const std::string good = R"({"id":"0","method":"POST","url":"/groups",
    "body":{"displayName":"Made","mailEnabled":false,"mailNickname":"made","securityEnabled":true}},)";
  for (const char* bad : {R"({"method":"GET","url":"/me"})",           // no id
                          R"({"id":"0","method":"GET","url":"/me"})",  // an id twice
                          R"({"id":"","method":"GET","url":"/me"})",   // an empty id
                          R"({"id":"1","url":"/me"})",                 // no method
                          R"({"id":"1","method":"PUT","url":"/me"})",  // a method that Graph does not have
                          R"({"id":"1","method":"GET"})",              // no address
                          R"({"id":"1","method":"GET","url":"https://evil.example/v1.0/me"})",  // not relative
                          R"({"id":"1","method":"GET","url":"me"})",                            // no slash
                          R"({"id":1,"method":"GET","url":"/me"})",                             // wrong type
                          R"({"id":"1","method":"GET","url":"/me","headers":{"A B":"x"}})",     // no name of a header
                          R"({"id":"1","method":"GET","url":"/me","headers":{"A":"x\r\nB: y"}})",  // two headers in one
                          R"({"id":"1","method":"GET","url":"/me","headers":[]})",                 // wrong type
                          R"({"id":"1","method":"POST","url":"/groups","body":"e30"})",            // not JSON
                          R"({"id":"1","method":"GET","url":"/me","dependsOn":["2"]})",  // nothing has that id
                          R"({"id":"1","method":"GET","url":"/me","dependsOn":["1"]})",  // itself
                          R"({"id":"1","method":"GET","url":"/me","dependsOn":"0"})",    // wrong type
                          R"({"id":"1","method":"GET","url":"/me","more":1})",           // no such member
                          R"("GET /me")"})                                               // no object
    EXPECT_EQ(post(good + bad, alice).status, 400) << bad;
  EXPECT_EQ(call("POST", "/v1.0/$batch", alice, "{}").status, 400);
  EXPECT_EQ(call("POST", "/v1.0/$batch", alice, R"({"requests":[],"more":1})").status, 400);
  EXPECT_EQ(call("POST", "/v1.0/$batch", alice, "requests").status, 400);
  EXPECT_EQ(each(get("/v1.0/groups?$filter=displayName eq 'Made'", alice), "id").size(), 0U);
}

}  // namespace
}  // namespace sallyport::directory
