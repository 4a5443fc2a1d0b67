#include "app/run/directory_parts.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "crypto/system_random.h"
#include "net/client/curl_client.h"
#include "stores/contract/scratch_file.h"

namespace sallyport::app {
namespace {

class DirectoryParts : public ::testing::Test {
 protected:
  DirectoryParts() {
    settings.data_dir = scratch.path() + ".d";
    settings.http_port = 0;
    settings.https_port = 0;
  }
  auto start() { return start_directory(settings, *workers, clock, random, log); }
  std::string issuer(const std::string& origin, const std::string& ca_file) {
    net::Destinations destinations;
    destinations.hosts = {origin.substr(origin.find("://") + 3)};
    destinations.http_hosts = destinations.hosts;
    destinations.loopback_hosts = destinations.hosts;
    destinations.ca_file = ca_file;
    const auto client = net::make_curl_client(destinations);
    http::ClientRequest request;
    request.url = origin + "/" + std::string(directory::kDemoTenant) + "/v2.0/.well-known/openid-configuration";
    const auto response = client->send(request);
    if (!response) return std::string(response.error().reason) + " " + response.error().detail;
    const auto body = json::parse_object(response->body);
    return body && body->find("issuer") != nullptr ? *body->find("issuer")->as_string() : response->body;
  }

  stores::ScratchFile scratch;
  directory::Settings settings;
  SystemClock clock;
  crypto::SystemRandom random;
  NoLog log;
  std::unique_ptr<net::Workers> workers = net::Workers::make(2, 64);
};

TEST_F(DirectoryParts, AnswersOnBothListenersUnderTheirOwnNames) {
  const auto running = start();
  ASSERT_TRUE(running) << running.error().reason << " " << running.error().detail;
  for (const std::string& origin : {(*running)->http_origin(), (*running)->https_origin()})
    EXPECT_EQ(issuer(origin, (*running)->ca_file()), origin + "/" + std::string(directory::kDemoTenant) + "/v2.0");
  (*running)->stop();
}

TEST_F(DirectoryParts, AnotherAuthorityIsNotTrusted) {
  const auto running = start();
  ASSERT_TRUE(running);
  EXPECT_TRUE(issuer((*running)->https_origin(), "").starts_with("http_tls"));
}

TEST_F(DirectoryParts, IsFilledOnceAndStaysFilled) {
  {
    const auto running = start();
    ASSERT_TRUE(running);
    ASSERT_TRUE((*running)->planted());
    EXPECT_EQ((*running)->planted()->apps.size(), 2U);
  }
  const auto again = start();
  ASSERT_TRUE(again);
  EXPECT_FALSE((*again)->planted());
  const auto secret = (*again)->renew_demo_secret();
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal().size(), 40U);
}

TEST_F(DirectoryParts, AddressesThatOthersReachMustBeAskedFor) {
  RecordProperty("covers", "AS-12");
  settings.http_address = "0.0.0.0";
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "directory_address");
}

TEST_F(DirectoryParts, ADataDirectoryIsNeeded) {
  settings.data_dir.clear();
  EXPECT_EQ(start().error().reason, "data_dir_missing");
}

}  // namespace
}  // namespace sallyport::app
