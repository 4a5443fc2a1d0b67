#include "app/commands/api/api_client.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::app {
namespace {

class FakeGateway final : public http::HttpClient {
 public:
  explicit FakeGateway(Result<http::ClientResponse> answer) : answer_(std::move(answer)) {}
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    last = request;
    return answer_;
  }
  static inline http::ClientRequest last{};

 private:
  Result<http::ClientResponse> answer_;
};

Result<ApiReply> send(Result<http::ClientResponse> answer, const ApiCall& call = {.path = "/api/x"}) {
  const ApiClient client(std::make_unique<FakeGateway>(std::move(answer)), "https://gw.example/tools",
                         "https://gw.example/tools", Secret("tok"), 7);
  return client.send(call);
}

http::ClientResponse answer(int status, std::string body) {
  return {status, {{"ETag", "\"1\""}}, std::move(body)};
}

TEST(ApiClient, SendsWhatItIsGivenAndReadsTheAnswer) {
  ApiCall call{.method = "PATCH",
               .path = "/api/x",
               .body = json::Value(json::Array{1}),
               .content_type = "a/b",
               .if_match = "\"0\""};
  call.query.add("fields", "*");
  const auto reply = send(answer(200, R"({"a":1})"), call);
  ASSERT_TRUE(reply);
  EXPECT_EQ(json::print(reply->body), R"({"a":1})");
  EXPECT_EQ(reply->tag, "\"1\"");
  const http::ClientRequest& sent = FakeGateway::last;
  EXPECT_EQ(sent.method, "PATCH");
  EXPECT_EQ(sent.url, "https://gw.example/tools/api/x?fields=%2A");
  EXPECT_EQ(sent.body, "[1]");
  EXPECT_EQ(sent.timeout, std::chrono::seconds(7));
  const std::vector<http::Header> headers{
      {"Accept", "application/json"}, {"Authorization", "Bearer tok"}, {"If-Match", "\"0\""}, {"Content-Type", "a/b"}};
  EXPECT_EQ(sent.headers, headers);
}

struct Refused {
  int status;
  std::string_view reason;
  ExitCode exit_code;
};

TEST(ApiClient, EveryStatusHasAReasonAndAnExitCode) {
  const Refused rows[] = {
      {400, "api_refused", ExitCode::refused},    {401, "api_token", ExitCode::refused},
      {403, "api_forbidden", ExitCode::refused},  {404, "api_unknown", ExitCode::refused},
      {409, "api_conflict", ExitCode::refused},   {412, "api_changed", ExitCode::refused},
      {302, "api_refused", ExitCode::refused},    {429, "api_unavailable", ExitCode::failed},
      {500, "api_unavailable", ExitCode::failed}, {503, "api_unavailable", ExitCode::failed},
  };
  for (const Refused& row : rows) {
    const auto reply = send(answer(row.status, R"({"code":1,"message":"The sentence"})"));
    ASSERT_FALSE(reply) << row.status;
    EXPECT_EQ(reply.error().reason, row.reason) << row.status;
    EXPECT_EQ(exit_code_of(reply.error()), row.exit_code) << row.status;
    EXPECT_NE(reply.error().detail.find("The sentence"), std::string::npos) << reply.error().detail;
  }
}

TEST(ApiClient, AnErrorWithoutAMessageIsNamedByItsStatus) {
  EXPECT_EQ(send(answer(404, "<html>")).error().detail, "404 Not Found");
  EXPECT_EQ(send(answer(400, R"({"message":7})")).error().detail, "400 Bad Request");
}

TEST(ApiClient, AMessageCannotCommandTheTerminal) {
  const auto reply = send(answer(400, R"({"message":"\u001b[2Jx"})"));
  EXPECT_EQ(reply.error().detail, "?[2Jx");
}

TEST(ApiClient, WhatIsNoJsonIsNoAnswer) {
  EXPECT_EQ(reason_of(send(answer(200, "<html>"))), "api_answer");
  EXPECT_TRUE(send(answer(204, "")));
}

TEST(ApiClient, NoAnswerIsAFailureThatNamesTheGateway) {
  const auto reply = send(failure(Kind::unavailable, "http_connect", {}, "refused"));
  EXPECT_EQ(reason_of(reply), "api_unavailable");
  EXPECT_EQ(exit_code_of(reply.error()), ExitCode::failed);
  EXPECT_EQ(reply.error().detail, "https://gw.example/tools does not answer: refused");
}

}  // namespace
}  // namespace sallyport::app
