// Several processes with one store: of those that race for what is true once, one wins, and one that is killed holds
// nobody up. The suites of contract/ test the same among threads and connections.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/log.h"
#include "stores/contract/scratch_file.h"
#include "stores/contract/shared_random.h"
#include "stores/open_gateway.h"
#include "stores/postgres/engine/server_fixture.h"
#include "stores/race_values.h"
#include "stores/racing_process.h"

namespace sallyport::stores::racing {
namespace {

constexpr int kProcesses = 3;
constexpr int kRounds = 20;
constexpr int kAllowedTries = 5;  // of one browser, before it must wait

struct SqlitePlace {
  static std::optional<std::string> missing() { return std::nullopt; }
  std::string place() const { return file.path(); }
  GatewayStoreOptions options() const { return {.path = file.path()}; }

  const ScratchFile file;
};

struct PostgresPlace {
  static std::optional<std::string> missing() { return PostgresServer::missing(); }
  std::string place() const { return url; }
  GatewayStoreOptions options() const { return {.path = {}, .url = Secret(url)}; }

  const std::string url = missing() ? "" : PostgresServer::shared().empty_place();
};

using Answers = std::vector<std::string>;

template <class Place>
class Processes : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = Place::missing()) GTEST_SKIP() << *why;
    auto opened = open_gateway_stores(place_.options(), random_, clock_, log_);
    ASSERT_TRUE(opened) << opened.error().reason << " " << opened.error().detail;
    stores_ = *std::move(opened);
    sessions_ = stores_->sessions(kLimits);
    while (racers_.size() < kProcesses) add_racer();
  }

  void add_racer() {
    racers_.push_back(std::make_unique<RacingProcess>(place_.place(), "racer " + std::to_string(++started_)));
  }

  // All processes try at once.
  Answers race(const std::string& what, int round) {
    for (const auto& racer : racers_) racer->ask(what, round);
    Answers answers;
    for (const auto& racer : racers_) answers.push_back(racer->answer());
    return answers;
  }

  // In each round one process wins, and the others hear that they lost.
  void one_wins(const std::string& what) {
    for (int round = 0; round < kRounds; ++round) {
      auto answers = race(what, round);
      std::ranges::sort(answers);
      ASSERT_EQ(answers, (Answers{"lost", "lost", "won"})) << what << " " << round;
    }
  }

  std::string try_alone(std::size_t which, const std::string& what, int round) {
    racers_.at(which)->ask(what, round);
    return racers_.at(which)->answer();
  }

  const Place place_;
  contract::SharedRandom random_;
  const SystemClock clock_;
  NoLog log_;
  std::unique_ptr<GatewayStores> stores_;
  std::unique_ptr<session::SessionStore> sessions_;
  std::vector<std::unique_ptr<RacingProcess>> racers_;
  int started_ = 0;
};
using Places = testing::Types<SqlitePlace, PostgresPlace>;
TYPED_TEST_SUITE(Processes, Places);

TYPED_TEST(Processes, OneTakesAResponse) {
  this->RecordProperty("covers", "RP-16");
  this->one_wins("response");
}

TYPED_TEST(Processes, OneUsesALink) {
  this->RecordProperty("covers", "LOC-05");
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_TRUE(this->stores_->local_admin().put({"", link_hash(round), kNow + Seconds(600), false}));
    auto answers = this->race("link", round);
    std::ranges::sort(answers);
    ASSERT_EQ(answers, (Answers{"lost", "lost", "won"})) << round;
  }
}

TYPED_TEST(Processes, OneAccountGetsAnInvitation) {
  const TenantId tenant = arrival("", "").key.tenant;
  for (int round = 0; round < kRounds; ++round)
    ASSERT_TRUE(this->stores_->invitations().invite(
        {{"azure", Issuer(), tenant, guest(round) + "@corp.example", Subject()}, kNow, kNow + Seconds(100)}, {}));
  this->one_wins("invitation");
}

TYPED_TEST(Processes, AnAccountThatComesAtAllOfThemIsOnePerson) {
  for (int round = 0; round < kRounds; ++round) {
    const auto answers = this->race("newcomer", round);
    ASSERT_EQ(std::set(answers.begin(), answers.end()).size(), 1U) << answers.front() << " " << answers.back();
    ASSERT_EQ(answers.front().size(), 36U) << "the id of a person: " << answers.front();
  }
}

TYPED_TEST(Processes, OneRenewsASession) {
  for (int round = 0; round < kRounds; ++round) ASSERT_TRUE(this->sessions_->create(session_of(round)));
  for (int round = 0; round < kRounds; ++round) {
    const auto leases = this->race("lease", round);
    const auto renewals = this->race("renew", round);
    EXPECT_EQ(std::ranges::count(leases, "won"), 1) << round;
    ASSERT_EQ(renewals, leases) << "who has the lease renews";
    const auto winner = std::ranges::find(leases, "won") - leases.begin() + 1;
    const auto session = this->sessions_->find(session_digest(round), kNow);
    ASSERT_TRUE(session && *session);
    EXPECT_EQ((*session)->sealed_refresh_token.reveal(), "of racer " + std::to_string(winner));
  }
}

TYPED_TEST(Processes, OneAddsTheNextKeys) {
  this->one_wins("keys");
}

TYPED_TEST(Processes, OneAddsTheNextVersionOfTheConfiguration) {
  this->one_wins("version");
}

TYPED_TEST(Processes, OneChangesThePolicies) {
  this->one_wins("policies");
}

TYPED_TEST(Processes, OneSweeps) {
  this->one_wins("sweep");
}

TYPED_TEST(Processes, TriesAtAPasswordAreCountedTogether) {
  this->RecordProperty("covers", "LOC-02");
  for (int round = 0; round < kRounds; ++round) {
    const auto answers = this->race("password", round);
    const int allowed = std::accumulate(answers.begin(), answers.end(), 0, [](int sum, const std::string& answer) {
      return sum + (answer.size() == 1 ? answer.front() - '0' : 100);
    });
    ASSERT_EQ(allowed, kAllowedTries) << answers[0] << ", " << answers[1] << ", " << answers[2];
  }
}

TYPED_TEST(Processes, WriteOneChainOfAuditRecords) {
  for (int round = 0; round < kRounds; ++round) ASSERT_EQ(this->race("record", round), Answers(kProcesses, "won"));
  const auto records = this->stores_->audit().records(std::string(kChain), 0, 1000);
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), std::size_t{2 * kProcesses * kRounds});
  audit::Head head;
  for (const audit::Record& record : *records) {
    ASSERT_EQ(record, audit::next_record(head, std::string(kChain), record.entry)) << record.sequence;
    head = record.head();
  }
}

TYPED_TEST(Processes, TheLeaseOfOneThatWasKilledLapses) {
  ASSERT_TRUE(this->sessions_->create(session_of(0)));
  ASSERT_EQ(this->try_alone(0, "lease", 0), "won");
  this->racers_.front()->kill();
  EXPECT_EQ(this->try_alone(1, "lease", 0), "lost");
  EXPECT_EQ(this->try_alone(1, "lapsed", 0), "won");
  EXPECT_EQ(this->try_alone(2, "lapsed", 0), "lost");
  EXPECT_EQ(this->try_alone(1, "renew", 0), "won");
}

// Wherever a process dies in its try, the others get an answer, and nothing is taken twice.
TYPED_TEST(Processes, OneThatIsKilledInARaceHoldsNobodyUp) {
  for (int round = 0; round < kRounds / 2; ++round) {
    for (const auto& racer : this->racers_) racer->ask("response", round);
    this->racers_.back()->kill();
    int won = this->racers_.back()->answer() == "won" ? 1 : 0;
    this->racers_.pop_back();
    for (const auto& racer : this->racers_) {
      const std::string answer = racer->answer();
      ASSERT_TRUE(answer == "won" || answer == "lost") << answer;
      won += answer == "won" ? 1 : 0;
    }
    ASSERT_LE(won, 1) << round;
    ASSERT_EQ(this->try_alone(0, "response", round), "lost") << "somebody has it, perhaps the dead one";
    this->add_racer();
  }
}

}  // namespace
}  // namespace sallyport::stores::racing
