// What happens if a password is changed while it is being checked.
#include "gateway/accounts/password_check.h"

#include <gtest/gtest.h>

#include "gateway/accounts/account_session.h"
#include "gateway/accounts/accounts_fixture.h"
#include "gateway/accounts/password_change.h"
#include "gateway/own_routes.h"

namespace sallyport::gateway {
namespace {

using identity::LocalAccount;
using testing::AccountWorld;
using testing::kAnnsPassword;

constexpr std::string_view kOwnersNewPassword = "nine lanterns by the canal";

// Somebody else sets another password right before each change.
class ChangedMeanwhile final : public identity::AccountStore {
 public:
  ChangedMeanwhile(identity::AccountStore& store, std::string hash) : store_(store), hash_(std::move(hash)) {}

  Result<std::optional<LocalAccount>> find(const PersonId& person) override { return store_.find(person); }
  Result<std::optional<LocalAccount>> find_by_link(const std::string& link_hash) override {
    return store_.find_by_link(link_hash);
  }
  Result<LocalAccount> change(const PersonId& person, const Change& change) override {
    SALLYPORT_CHECK(store_.change(person, [&](const LocalAccount& stored) {
      return Result<LocalAccount>(with_password(stored, hash_, UnixTime{1}));
    }));
    return store_.change(person, change);
  }
  Result<void> note_sign_in(const PersonId& person, UnixTime now) override { return store_.note_sign_in(person, now); }
  Result<std::optional<identity::SecondFactor>> find_factor(const PersonId& person) override {
    return store_.find_factor(person);
  }
  Result<std::optional<identity::SecondFactor>> change_factor(const PersonId& person,
                                                              const FactorChange& change) override {
    return store_.change_factor(person, change);
  }

 private:
  identity::AccountStore& store_;
  const std::string hash_;
};

// An old hash is made anew at the sign-in. Whoever knows the old password must not pass for the owner, who has just
// replaced it because it had leaked.
TEST(PasswordCheck, WhoKnowsTheOldPasswordDoesNotPassWhenItIsReplacedMeanwhile) {
  RecordProperty("covers", "LOC-04");
  AccountWorld world;
  const PersonId ann = world.add_account("ann");
  world.set_hash(
      ann, crypto::hash_password(Secret(std::string(kAnnsPassword)), world.random, {.memory = 8 * 1024, .passes = 1}));
  const std::string owners =
      crypto::hash_password(Secret(std::string(kOwnersNewPassword)), world.random, {.memory = 19456, .passes = 2});
  ChangedMeanwhile store(*world.accounts, owners);
  const AccountParts& own = world.parts->accounts;
  const AccountParts parts{static_cast<const StandingParts&>(own),
                           store,
                           own.people_by_hand,
                           own.sign_ins,
                           own.strangers,
                           own.known_browsers,
                           own.mail};
  http::Request request;
  request.method = "POST";
  request.target = "/api/v1/users/login";
  request.peer = std::make_shared<http::Peer>(world.peer);
  const Trace trace{"id", "203.0.113.9"};
  const Who who;
  const Call call{world.parts->essentials(), request, request.target, trace, who, own_addresses(), {}};
  const auto checked = check_password_of(call, parts, "ann", Secret(std::string(kAnnsPassword)));
  ASSERT_TRUE(checked);
  EXPECT_NE(checked->account.password_hash, owners);
  const auto opened = open_account_session(call, parts, *checked, SignedInBy::program);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "local_password");
  EXPECT_EQ(world.account(ann).password_hash, owners);
  const auto link = make_account_link(call, own, checked->account, Seconds(600));
  ASSERT_FALSE(link) << "nor do they get a link that sets another one";
  EXPECT_EQ(link.error().reason, "password_changed");
  EXPECT_TRUE(world.account(ann).link_hash.empty());
}

}  // namespace
}  // namespace sallyport::gateway
