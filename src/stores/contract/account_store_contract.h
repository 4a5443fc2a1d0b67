// The tests that every store of local accounts must pass. A test instantiates the suite with a factory type:
//   struct Factory { explicit Factory(Random&); identity::IdentityStore& people(); identity::PeopleStore& by_hand();
//                    identity::InvitationStore& invitations(); identity::AccountStore& accounts(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "base/reason_of.h"
#include "identity/accounts/account_store.h"
#include "identity/people_store.h"
#include "stores/contract/identity_store_contract.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::accounts {

using identities::arrival;
using identities::kNow;
using identity::CreateMissing;
using identity::LocalAccount;
using identity::SecondFactor;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IdentityStoreContract);

// An account in which no field has its default.
inline LocalAccount full_account(const PersonId& person) {
  return {.person = person,
          .password_hash = "$argon2id$v=19$x",
          .changed = kNow - Seconds(5),
          .must_change = true,
          .link_hash = "aa00",
          .link_expires = kNow + Seconds(600)};
}

// A factor in which no field has its default.
inline SecondFactor full_factor(const PersonId& person) {
  return {.person = person,
          .sealed_key = "sealed",
          .used_step = 59'666'666,
          .enrolled = kNow - Seconds(86400),
          .recovery_hashes = {"aa", "bb", "cc"},
          .wrong_codes = 3,
          .last_wrong = kNow - Seconds(7)};
}

inline PersonId administrator() {
  return PersonId(std::string(identity::kLocalAdministrator));
}

template <class Factory>
class AccountStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    ann_ = arrive("ann");
  }

  PersonId arrive(const std::string& name) {
    return factory_.people().link_or_create(arrival(name), CreateMissing::yes, kNow).value().value().id;
  }
  Result<LocalAccount> put(const LocalAccount& account) {
    return accounts().change(account.person, [&](const LocalAccount&) { return Result<LocalAccount>(account); });
  }
  // Uses the link up, as a page does that sets a password.
  Result<LocalAccount> use(const std::string& link_hash, const std::string& password_hash) {
    return accounts().change(ann_, [&](const LocalAccount& stored) -> Result<LocalAccount> {
      if (!is_open_link(stored, link_hash, kNow)) return failure(Kind::rejected, "link_used_or_expired");
      return with_password(stored, password_hash, kNow);
    });
  }

  Result<std::optional<SecondFactor>> put_factor(const PersonId& person, const std::optional<SecondFactor>& factor) {
    return accounts().change_factor(person, [&](const auto&) { return Result<std::optional<SecondFactor>>(factor); });
  }

  identity::AccountStore& accounts() { return factory_.accounts(); }

  SharedRandom random_;
  Factory factory_{random_};
  PersonId ann_;
};
TYPED_TEST_SUITE_P(AccountStoreContract);

TYPED_TEST_P(AccountStoreContract, AnAccountIsAbsentUntilItIsMadeAndComesBackAsItWas) {
  EXPECT_FALSE(this->accounts().find(this->ann_).value());
  const LocalAccount full = full_account(this->ann_);
  EXPECT_EQ(this->put(full).value(), full);
  EXPECT_EQ(this->accounts().find(this->ann_).value(), full);
  const LocalAccount bare{.person = this->ann_};
  EXPECT_EQ(this->put(bare).value(), bare);
  EXPECT_EQ(this->accounts().find(this->ann_).value(), bare);
}

TYPED_TEST_P(AccountStoreContract, NobodyElseHasTheAccount) {
  ASSERT_TRUE(this->put(full_account(this->ann_)));
  EXPECT_FALSE(this->accounts().find(this->arrive("bob")).value());
  EXPECT_FALSE(this->accounts().find(PersonId("nobody")).value());
}

TYPED_TEST_P(AccountStoreContract, OnlySomebodyWhoExistsGetsOne) {
  EXPECT_EQ(reason_of(this->put(full_account(PersonId("nobody")))), "person_unknown");
  EXPECT_FALSE(this->accounts().find(PersonId("nobody")).value());
}

TYPED_TEST_P(AccountStoreContract, ALinkLeadsToItsAccountAlone) {
  this->RecordProperty("covers", "LOC-05");
  const PersonId bob = this->arrive("bob");
  LocalAccount account = full_account(this->ann_);
  ASSERT_TRUE(this->put(account));
  account.person = bob;
  account.link_hash = "bb11";
  ASSERT_TRUE(this->put(account));
  EXPECT_EQ(this->accounts().find_by_link("aa00").value()->person, this->ann_);
  EXPECT_EQ(this->accounts().find_by_link("bb11").value()->person, bob);
  for (const char* const hash : {"", "aa0", "AA00", "aa000"})
    EXPECT_FALSE(this->accounts().find_by_link(hash).value()) << hash;
}

TYPED_TEST_P(AccountStoreContract, AnAccountWithoutALinkIsFoundByNone) {
  ASSERT_TRUE(this->put({.person = this->ann_}));
  ASSERT_TRUE(this->put({.person = this->arrive("bob")})) << "several may have none";
  EXPECT_FALSE(this->accounts().find_by_link("").value());
}

TYPED_TEST_P(AccountStoreContract, AChangeThatFailsChangesNothing) {
  const LocalAccount full = full_account(this->ann_);
  ASSERT_TRUE(this->put(full));
  const auto failed = this->accounts().change(
      this->ann_, [](const LocalAccount&) -> Result<LocalAccount> { return failure(Kind::rejected, "no_thanks"); });
  EXPECT_EQ(reason_of(failed), "no_thanks");
  EXPECT_EQ(this->accounts().find(this->ann_).value(), full);
}

TYPED_TEST_P(AccountStoreContract, ALinkIsUsedByOneAmongTwentyRacers) {
  this->RecordProperty("covers", "LOC-05");
  ASSERT_TRUE(this->put(full_account(this->ann_)));
  std::atomic<int> used = 0;
  race([&](std::size_t i) { used += this->use("aa00", "hash of " + std::to_string(i)) ? 1 : 0; });
  EXPECT_EQ(used, 1);
  EXPECT_FALSE(this->accounts().find_by_link("aa00").value());
}

TYPED_TEST_P(AccountStoreContract, ChangesAtOnceLoseNothing) {
  const LocalAccount full = full_account(this->ann_);
  ASSERT_TRUE(this->put(full));
  race([&](std::size_t) {
    EXPECT_TRUE(this->accounts().change(this->ann_, [](LocalAccount stored) -> Result<LocalAccount> {
      stored.changed = stored.changed + Seconds(1);
      return stored;
    }));
  });
  EXPECT_EQ(this->accounts().find(this->ann_).value()->changed, full.changed + Seconds(kRacers));
}

TYPED_TEST_P(AccountStoreContract, ASignInIsNotedAndEndsTheInvitation) {
  const PersonId eve = this->factory_.invitations().invite(identities::by_address("eve"), {}).value().id;
  EXPECT_EQ(this->factory_.people().find_by_id(eve).value()->last_sign_in, UnixTime{});
  ASSERT_TRUE(this->accounts().note_sign_in(eve, kNow + Seconds(7)));
  EXPECT_EQ(this->factory_.people().find_by_id(eve).value()->last_sign_in, kNow + Seconds(7));
  EXPECT_EQ(reason_of(this->factory_.invitations().withdraw(eve)), "invitation_unknown");
  EXPECT_EQ(reason_of(this->accounts().note_sign_in(PersonId("nobody"), kNow)), "person_unknown");
}

TYPED_TEST_P(AccountStoreContract, NobodyElseArrivesUnderTheNameOfALocalAccount) {
  this->RecordProperty("covers", "LOC-10");
  ASSERT_TRUE(this->put(full_account(this->ann_)));
  auto eve = arrival("ann");
  eve.key = identities::key("eve");
  EXPECT_EQ(reason_of(this->factory_.people().link_or_create(eve, CreateMissing::yes, kNow)), "name_of_local_account");
  EXPECT_FALSE(this->factory_.people().find(eve.key).value()) << "and nobody was made";
  EXPECT_TRUE(this->factory_.people().link_or_create(arrival("ann"), CreateMissing::yes, kNow))
      << "their own account at the provider still is theirs";
}

TYPED_TEST_P(AccountStoreContract, AnAccountGoesWithItsPerson) {
  ASSERT_TRUE(this->put(full_account(this->ann_)));
  ASSERT_TRUE(this->factory_.by_hand().remove(
      this->ann_, {}, {}, [](const identity::PersonEntry&, identity::OtherAdmins) { return Result<void>(); }));
  EXPECT_FALSE(this->accounts().find(this->ann_).value());
  EXPECT_FALSE(this->accounts().find_by_link("aa00").value());
}

TYPED_TEST_P(AccountStoreContract, AFactorComesBackAsItWasAndGoesAgain) {
  for (const PersonId& owner : {this->ann_, administrator()}) {
    EXPECT_FALSE(this->accounts().find_factor(owner).value());
    const SecondFactor full = full_factor(owner);
    EXPECT_EQ(this->put_factor(owner, full).value(), full);
    EXPECT_EQ(this->accounts().find_factor(owner).value(), full);
    const SecondFactor bare{.person = owner};
    EXPECT_EQ(this->put_factor(owner, bare).value(), bare);
    EXPECT_EQ(this->accounts().find_factor(owner).value(), bare);
    EXPECT_FALSE(this->put_factor(owner, {}).value());
    EXPECT_FALSE(this->accounts().find_factor(owner).value());
  }
}

TYPED_TEST_P(AccountStoreContract, NobodyElseHasTheFactor) {
  ASSERT_TRUE(this->put_factor(this->ann_, full_factor(this->ann_)));
  EXPECT_FALSE(this->accounts().find_factor(this->arrive("bob")).value());
  EXPECT_FALSE(this->accounts().find_factor(administrator()).value());
  const PersonId nobody("nobody");
  EXPECT_EQ(reason_of(this->put_factor(nobody, full_factor(nobody))), "person_unknown");
  EXPECT_FALSE(this->accounts().find_factor(nobody).value());
}

TYPED_TEST_P(AccountStoreContract, ACodeIsUsedByOneAmongTwentyRacers) {
  this->RecordProperty("covers", "LOC-12");
  SecondFactor factor = full_factor(this->ann_);
  ASSERT_TRUE(this->put_factor(this->ann_, factor));
  std::atomic<int> used = 0;
  race([&](std::size_t) {
    bool right = false;
    EXPECT_TRUE(this->accounts().change_factor(this->ann_, [&](std::optional<SecondFactor> stored) {
      right = stored->used_step == full_factor(this->ann_).used_step;
      stored->used_step = full_factor(this->ann_).used_step + 1;
      stored->wrong_codes += right ? 0 : 1;
      return Result<std::optional<SecondFactor>>(stored);
    }));
    used += right ? 1 : 0;
  });
  EXPECT_EQ(used, 1);
  EXPECT_EQ(this->accounts().find_factor(this->ann_).value()->wrong_codes, 3 + kRacers - 1) << "none is lost";
}

TYPED_TEST_P(AccountStoreContract, AChangeOfAFactorThatFailsChangesNothing) {
  const SecondFactor full = full_factor(this->ann_);
  ASSERT_TRUE(this->put_factor(this->ann_, full));
  const auto failed = this->accounts().change_factor(
      this->ann_,
      [](const auto&) -> Result<std::optional<SecondFactor>> { return failure(Kind::rejected, "no_thanks"); });
  EXPECT_EQ(reason_of(failed), "no_thanks");
  EXPECT_EQ(this->accounts().find_factor(this->ann_).value(), full);
}

TYPED_TEST_P(AccountStoreContract, AFactorGoesWithItsPerson) {
  ASSERT_TRUE(this->put_factor(this->ann_, full_factor(this->ann_)));
  ASSERT_TRUE(this->factory_.by_hand().remove(
      this->ann_, {}, {}, [](const identity::PersonEntry&, identity::OtherAdmins) { return Result<void>(); }));
  EXPECT_FALSE(this->accounts().find_factor(this->ann_).value());
}

REGISTER_TYPED_TEST_SUITE_P(AccountStoreContract, AnAccountIsAbsentUntilItIsMadeAndComesBackAsItWas,
                            NobodyElseHasTheAccount, OnlySomebodyWhoExistsGetsOne, ALinkLeadsToItsAccountAlone,
                            AnAccountWithoutALinkIsFoundByNone, AChangeThatFailsChangesNothing,
                            ALinkIsUsedByOneAmongTwentyRacers, ChangesAtOnceLoseNothing,
                            ASignInIsNotedAndEndsTheInvitation, NobodyElseArrivesUnderTheNameOfALocalAccount,
                            AnAccountGoesWithItsPerson, AFactorComesBackAsItWasAndGoesAgain, NobodyElseHasTheFactor,
                            ACodeIsUsedByOneAmongTwentyRacers, AChangeOfAFactorThatFailsChangesNothing,
                            AFactorGoesWithItsPerson);

}  // namespace sallyport::stores::contract::accounts
