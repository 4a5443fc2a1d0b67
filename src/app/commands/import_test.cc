// import openmetadata, into a gateway that runs: from a server with OpenMetadata's recorded shapes, and from another
// gateway of ours.
#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "app/commands/running_gateway_fixture.h"
#include "net/server/server.h"

namespace sallyport::app {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The lists as OpenMetadata 1.x prints them, a page each: more members than are taken, and a second page of roles.
const std::map<std::string, std::string>& recorded() {
  static const std::map<std::string, std::string> kAnswers{
      {"/api/v1/policies", R"j({"data":[
        {"id":"11111111-0000-4000-8000-000000000001","name":"SightPolicy","fullyQualifiedName":"SightPolicy",
         "displayName":"Sight","description":"Who may see","version":0.1,"updatedAt":1689000000000,"updatedBy":"admin",
         "href":"http://localhost:8585/api/v1/policies/1","enabled":true,"deleted":false,"provider":"user",
         "rules":[{"name":"See","fullyQualifiedName":"SightPolicy.See","description":"","effect":"allow",
                   "operations":["ViewAll"],"resources":["table"],"condition":"inAnyTeam('Sales')"}]},
        {"id":"11111111-0000-4000-8000-000000000002","name":"NightPolicy","enabled":true,"rules":[
         {"name":"Night","effect":"deny","operations":["All"],"resources":["All"],"condition":"isNight()"}]}],
        "paging":{"total":2}})j"},
      {"/api/v1/roles", R"j({"data":[{"id":"1","name":"Seer","policies":[{"id":"2","type":"policy",
        "name":"SightPolicy","fullyQualifiedName":"SightPolicy","deleted":false}]}],
        "paging":{"total":2,"after":"cGFnZTI="}})j"},
      {"/api/v1/roles?after", R"j({"data":[{"id":"3","name":"Owl","policies":[{"id":"4","type":"policy",
        "name":"NightPolicy"}]}],"paging":{"total":2,"before":"cGFnZTE="}})j"},
      {"/api/v1/teams", R"j({"data":[{"id":"5","name":"Berlin","teamType":"Group","isJoinable":false,
        "parents":[{"id":"6","type":"team","name":"Sales"}],"defaultRoles":[{"id":"1","type":"role","name":"Seer"}],
        "policies":[],"userCount":3},{"id":"6","name":"Sales","teamType":"Department","parents":[
        {"id":"7","type":"team","name":"Organization"}],"defaultRoles":[],"policies":[]}],"paging":{"total":2}})j"},
      {"/api/v1/users", R"j({"data":[{"id":"8","name":"loader-bot","email":"loader-bot@corp.example","isBot":true,
        "isAdmin":false,"roles":[{"id":"1","type":"role","name":"Seer"}],"teams":[{"id":"7","name":"Organization"}],
        "authenticationMechanism":{"authType":"JWT","config":{"JWTToken":"eyJhbGciOi"}}},
        {"id":"9","name":"ann","email":"ann@contoso.example","displayName":"Ann","isAdmin":true,
        "roles":[{"id":"1","type":"role","name":"Seer"}],"teams":[{"id":"5","type":"team","name":"Berlin"}],
        "authenticationMechanism":{"authType":"BASIC","config":{"password":"$2a$12$hash"}}}],"paging":{"total":2}})j"},
      {"/api/v1/bots", R"j({"data":[{"id":"10","name":"loader-bot","displayName":"Loader","botUser":{"id":"8",
        "type":"user","name":"loader-bot"},"provider":"user"}],"paging":{"total":1}})j"},
  };
  return kAnswers;
}

class RecordedOpenMetadata {
 public:
  RecordedOpenMetadata() : workers_(net::Workers::make(1, 1)) {
    net::Listen listen;
    listen.address = "127.0.0.1";
    server_ = *net::Server::start(
        {.listen = {listen}, .limits = {}, .name = "openmetadata", .extra_headers = {}},
        [this] { return std::make_unique<Answers>(*this); }, *workers_, log_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->ports().front()); }

  std::atomic<int> writes{0};  // requests that are no GET

 private:
  class Answers final : public http::Handler {
   public:
    explicit Answers(RecordedOpenMetadata& owner) : owner_(owner) {}
    http::Action on_request(const http::Request& request, bool) override {
      if (request.method != "GET") ++owner_.writes;
      http::Response response(200);
      response.add("Content-Type", "application/json");
      std::string key(request.path());
      if (contains(std::string(request.query()), "after=")) key += "?after";
      const auto found = recorded().find(key);
      if (request.header("Authorization") != "Bearer om-token") {
        response.status = 401;
        response.body = R"({"code":401,"message":"Not Authorized! Token not present"})";
      } else if (found == recorded().end()) {
        response.status = 404;
        response.body = R"({"code":404,"message":"HTTP 404 Not Found"})";
      } else {
        response.body = found->second;
      }
      return http::Answer{std::move(response)};
    }

   private:
    RecordedOpenMetadata& owner_;
  };

  NoLog log_;
  std::unique_ptr<net::Workers> workers_;
  std::unique_ptr<net::Server> server_;
};

// Nobody listens there. People can be invited without their provider.
constexpr std::string_view kEntra =
    "authenticationConfiguration:\n  provider: azure\n  clientType: public\n  clientId: "
    "00000000-0000-4000-8000-00000000c11e\n  authority: "
    "https://localhost:9/00000000-0000-4000-8000-000000007e4a\n"
    "authorizerConfiguration: {principalDomain: contoso.example, adminPrincipals: [root]}\n";

class ImportCommand : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(here_.gateway); }

  RanCommand import(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"import",     "openmetadata", "--url",
                                   there_.url(), "--token-file", here_.file("om-token", "om-token\n")};
    words.insert(words.end(), more.begin(), more.end());
    return here_.run(words);
  }

  RecordedOpenMetadata there_;
  LocalGateway here_;
};

TEST_F(ImportCommand, ADryRunSaysWhatWouldBeDoneAndChangesNothing) {
  const RanCommand tried = import({"--dry-run"});
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  for (const std::string_view line :
       {"would create policy SightPolicy\n", "would create role Seer\n", "would create team Sales\n",
        "would create team Berlin\n", "would create user loader-bot\n", "would create bot loader-bot\n",
        "left out role Owl: it needs the policy NightPolicy, which is not taken\n"})
    EXPECT_TRUE(contains(tried.out, line)) << line << tried.out;
  EXPECT_TRUE(contains(tried.out, "left out policy NightPolicy: ") && contains(tried.out, "isNight()")) << tried.out;
  EXPECT_EQ(here_.run({"role", "show", "Seer"}).exit_code, 1);
  EXPECT_EQ(there_.writes, 0);
}

TEST_F(ImportCommand, ItTakesWhatItCanAndASecondRunChangesNothing) {
  const RanCommand first = import();
  EXPECT_TRUE(contains(first.out, "create bot loader-bot\n")) << first.out << first.err;
  const RanCommand policy = here_.run({"policy", "show", "SightPolicy"});
  EXPECT_TRUE(contains(policy.out, "See: allow ViewAll on table if inAnyTeam('Sales')")) << policy.out;
  EXPECT_TRUE(contains(here_.run({"team", "tree"}).out, "Sales\n  Berlin\n"));
  EXPECT_TRUE(contains(here_.run({"team", "show", "Berlin"}).out, "Seer"));
  EXPECT_TRUE(contains(here_.run({"user", "show", "loader-bot"}).out, "Seer"));
  EXPECT_EQ(here_.run({"bot", "show-token", "loader-bot"}).exit_code, 1) << "no token was taken";
  EXPECT_EQ(here_.run({"role", "show", "Owl"}).exit_code, 1);
  const RanCommand second = import();
  EXPECT_TRUE(contains(second.out, "\n0 done, ") || second.out.starts_with("0 done, ")) << second.out;
  EXPECT_EQ(there_.writes, 0);
}

TEST_F(ImportCommand, ProgramsReadALineForEachObject) {
  const RanCommand tried = import({"--dry-run", "--json"});
  EXPECT_TRUE(contains(tried.out, R"({"does":"create","noun":"role","name":"Seer","done":false})")) << tried.out;
  EXPECT_TRUE(contains(tried.out, R"({"does":"left_out","noun":"role","name":"Owl","done":false,)")) << tried.out;
}

TEST_F(ImportCommand, ATokenThatIsNotGoodAndAServerThatIsGoneAreToldApart) {
  const std::string bad = here_.file("bad", "other");
  EXPECT_EQ(here_.run({"import", "openmetadata", "--url", there_.url(), "--token-file", bad}).exit_code, 1);
  EXPECT_EQ(here_.run({"import", "openmetadata", "--url", "http://127.0.0.1:9", "--token-file", bad}).exit_code, 3);
  EXPECT_EQ(here_.run({"import", "openmetadata", "--url", "http://om.example", "--token-file", bad}).exit_code, 2);
  EXPECT_EQ(here_.run({"import", "openmetadata", "--url", there_.url()}).exit_code, 2);
}

class ImportOfPeople : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(here_.gateway); }

  RecordedOpenMetadata there_;
  LocalGateway here_{std::string(kEntra)};
};

TEST_F(ImportOfPeople, TheyAreInvitedWithTheirRolesAndTeamsAndNoMoreThanThat) {
  const std::vector<std::string> words{"import",     "openmetadata", "--url",
                                       there_.url(), "--token-file", here_.file("om-token", "om-token")};
  const RanCommand first = here_.run(words);
  EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
  EXPECT_TRUE(contains(first.out, "left out user ann: the right of an administrator, without --administrators"));
  const RanCommand ann = here_.run({"user", "show", "ann"});
  EXPECT_TRUE(contains(ann.out, "Seer") && contains(ann.out, "Berlin")) << ann.out;
  EXPECT_TRUE(contains(ann.out, "isAdmin          no")) << ann.out;
  EXPECT_FALSE(contains(ann.out, "hash")) << ann.out;
  EXPECT_TRUE(contains(here_.run(words).out, "0 done, "));
  std::vector<std::string> with_rights = words;
  with_rights.emplace_back("--administrators");
  EXPECT_TRUE(contains(here_.run(with_rights).out, "change user ann: isAdmin\n"));
  EXPECT_TRUE(contains(here_.run(with_rights).out, "0 done, "));
}

TEST(ImportOfStrangers, PeopleWhoCannotSignInHereFailByName) {
  const RecordedOpenMetadata there;
  const LocalGateway here(
      "authenticationConfiguration: {provider: basic}\n"
      "authorizerConfiguration: {principalDomain: elsewhere.example, enforcePrincipalDomain: true}\n");
  ASSERT_TRUE(here.gateway);
  const RanCommand ended =
      here.run({"import", "openmetadata", "--url", there.url(), "--token-file", here.file("om-token", "om-token\n")});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_TRUE(contains(ended.out, "failed user ann: ")) << ended.out;
}

TEST(ImportFromOurs, AnotherGatewaysObjectsArriveAndASecondRunChangesNothing) {
  LocalGateway there;
  LocalGateway here;
  ASSERT_TRUE(there.gateway && here.gateway);
  ASSERT_EQ(there.run({"team", "create", "Sales", "--type", "Department", "--default-role", "DataSteward"}).exit_code,
            0);
  ASSERT_EQ(there.run({"role", "create", "Reader", "--policy", "DataConsumerPolicy"}).exit_code, 0);
  ASSERT_EQ(there
                .run({"policy", "create", "Everything", "--rules",
                      there.file("rules.json", R"([{"name":"See","effect":"allow","operations":["All"],)"
                                               R"("resources":["All"]}])")})
                .exit_code,
            0);
  ASSERT_EQ(there.run({"role", "create", "Exporter", "--policy", "Everything"}).exit_code, 0);
  ASSERT_EQ(there.run({"bot", "create", "exporter", "--role", "Exporter"}).exit_code, 0);
  const std::string token =
      there.file("token", there.run_json({"bot", "create-token", "exporter", "--lifetime", "1"}).text("JWTToken"));
  const std::vector<std::string> words{"import", "openmetadata", "--url", there.url(), "--token-file", token};
  const RanCommand first = here.run(words);
  EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
  EXPECT_TRUE(contains(here.run({"team", "show", "Sales"}).out, "DataSteward"));
  EXPECT_TRUE(contains(here.run({"user", "show", "exporter"}).out, "Exporter"));
  EXPECT_TRUE(contains(here.run(words).out, "0 done, ")) << here.run(words).out;
}

}  // namespace
}  // namespace sallyport::app
