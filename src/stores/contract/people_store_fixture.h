// The stores, people, teams and roles with which the contract of PeopleStore begins (people_store_contract.h).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/reason_of.h"
#include "identity/people_store.h"
#include "stores/contract/identity_store_contract.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::people {

using identities::arrival;
using identities::by_address;
using identities::key;
using identities::kNow;
using identities::labels;
using identity::ByHand;
using identity::CreateMissing;
using identity::EntityId;
using identity::Include;
using identity::Membership;
using identity::NewPerson;
using identity::Origin;
using identity::OtherAdmins;
using identity::PageTurn;
using identity::PeopleFilter;
using identity::PeoplePage;
using identity::PeopleTurn;
using identity::PersonEntry;
using identity::PersonKind;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IdentityStoreContract);

inline const EntityId kShop("id of Shop");
inline const EntityId kDesk("id of Desk");
inline const identity::Editor kEditor{"root", kNow + Seconds(50)};

// Teams Shop and Desk, roles Reader and Writer.
template <class Factory>
class PeopleStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    const auto team = [](const EntityId& id, const char* name) {
      return identity::Entity<identity::Team>{{.id = id}, {.name = name, .parents = {"Organization"}}};
    };
    const auto role = [](const char* name) {
      return identity::Entity<identity::Role>{{.id = EntityId(std::string("id of ") + name)}, {.name = name}};
    };
    ASSERT_TRUE(factory_.access().commit(
        0, {.roles = {role("Reader"), role("Writer")}, .teams = {team(kShop, "Shop"), team(kDesk, "Desk")}}));
  }

  PersonId arrive(const std::string& name) {
    return factory_.identities().link_or_create(arrival(name), CreateMissing::yes, kNow).value().value().id;
  }
  PersonEntry found(const PersonId& id) { return people().find(id).value().value(); }

  // Changes the person with `fn`, which gets what is set by hand.
  template <class Fn>
  Result<PersonEntry> edit(const PersonId& id, Fn fn, identity::SeenVersion seen = {}) {
    return people().change(id, seen, kEditor, [&](const PersonEntry& entry, OtherAdmins) -> Result<ByHand> {
      ByHand by_hand = entry.by_hand;
      fn(by_hand);
      return by_hand;
    });
  }
  // Sets the time zone, and says what the person was before.
  Result<PersonEntry> change_zone(const PersonId& id, const std::string& zone, const std::string& before,
                                  bool fails = false) {
    using Edited = identity::Edited<ByHand>;
    return people().change(id, {}, kEditor, [&](const PersonEntry& entry, OtherAdmins) -> Result<Edited> {
      if (fails) return failure(Kind::rejected, "no");
      ByHand by_hand = entry.by_hand;
      by_hand.profile.timezone = zone;
      return Edited(by_hand, before);
    });
  }
  Result<PersonEntry> set_deleted(const PersonId& id, bool deleted) {
    return edit(id, [&](ByHand& by_hand) { by_hand.deleted = deleted; });
  }
  Result<void> remove(const PersonId& id) {
    return people().remove(id, {}, kEditor, [](const PersonEntry&, OtherAdmins) { return Result<void>(); });
  }
  OtherAdmins others(const PersonId& than, const identity::Administrators& administrators = {}) {
    auto seen = OtherAdmins::none;
    const identity::Editor editor{kEditor.name, kEditor.now, administrators};
    const auto unchanged = people().change(than, {}, editor, [&](const PersonEntry& entry, OtherAdmins admins) {
      seen = admins;
      return Result<ByHand>(entry.by_hand);
    });
    EXPECT_TRUE(unchanged);
    return seen;
  }

  std::string names(const PeopleFilter& filter, const PeopleTurn& turn = {}) {
    std::string out;
    const auto page = people().page(filter, turn).value();
    for (const PersonEntry& entry : page.people) out += entry.person.labels.username + " ";
    return out;
  }

  identity::PeopleStore& people() { return factory_.people(); }

  SharedRandom random_;
  Factory factory_{random_};
};
TYPED_TEST_SUITE_P(PeopleStoreContract);

}  // namespace sallyport::stores::contract::people
