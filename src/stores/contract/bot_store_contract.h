// The tests that every store of bots must pass. A test instantiates the suite with the factory type of
// people_store_contract.h that also has identity::BotStore& bots().
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "identity/bot_store.h"
#include "stores/contract/people_store_contract.h"

namespace sallyport::stores::contract::bots {

using identities::kNow;
using identity::Bot;
using identity::BotContent;
using identity::NewBot;
using identity::PersonKind;
using people::kEditor;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IdentityStoreContract);

// An account for a bot, "robot", and a human, Ann.
template <class Factory>
class BotStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    ASSERT_TRUE(factory_.access().commit(
        0, {.roles = {{{.id = identity::EntityId("id of role")}, {.name = "IngestionBotRole"}}}}));
    robot_ = account("robot");
    ann_ = factory_.identities()
               .link_or_create(identities::arrival("ann"), identity::CreateMissing::yes, kNow)
               .value()
               .value()
               .id;
  }

  PersonId account(const std::string& name) {
    const auto added = factory_.people().add({.labels = identities::labels(name), .kind = PersonKind::bot}, kEditor);
    EXPECT_TRUE(added);
    return added ? added->person.id : PersonId();
  }
  Bot robot() { return bots().add({.name = "robot", .account = robot_}, kEditor).value(); }
  std::string refused(NewBot bot) { return std::string(reason_of(bots().add(bot, kEditor))); }

  template <class Fn>
  Result<Bot> edit(const Bot& bot, Fn fn, identity::SeenVersion seen = {}) {
    return bots().change(bot.id, seen, kEditor, [&](const Bot& found) -> Result<BotContent> {
      BotContent content = found.content;
      fn(content);
      return content;
    });
  }
  bool is_account_deleted() { return factory_.people().find(robot_)->value().by_hand.deleted; }

  identity::BotStore& bots() { return factory_.bots(); }

  SharedRandom random_;
  Factory factory_{random_};
  PersonId robot_;
  PersonId ann_;
};
TYPED_TEST_SUITE_P(BotStoreContract);

TYPED_TEST_P(BotStoreContract, ABotIsFoundAsItWasAdded) {
  const NewBot wanted{"robot", this->robot_, true, {"Robot \xc3\x9c", "**works**", this->ann_, false}};
  const auto bot = this->bots().add(wanted, kEditor);
  ASSERT_TRUE(bot) << bot.error().reason;
  EXPECT_EQ(bot->name, "robot");
  EXPECT_EQ(bot->account, this->robot_);
  EXPECT_TRUE(bot->system);
  EXPECT_EQ(bot->content, wanted.content);
  EXPECT_EQ(bot->version, 1);
  EXPECT_EQ(bot->updated, kEditor.now);
  EXPECT_EQ(bot->updated_by, "root");
  EXPECT_EQ(this->bots().find(bot->id).value(), *bot);
  EXPECT_FALSE(this->bots().find(identity::EntityId("nothing")).value());
}

TYPED_TEST_P(BotStoreContract, TheyAreListedByName) {
  for (const char* name : {"zed", "abe"})
    ASSERT_TRUE(this->bots().add({.name = name, .account = this->account(name)}, kEditor));
  const auto all = this->bots().list().value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "abe");
  EXPECT_EQ(all[1].name, "zed");
}

TYPED_TEST_P(BotStoreContract, ABotHasAnAccountOfItsOwn) {
  this->robot();
  EXPECT_EQ(this->refused({.name = "other", .account = this->robot_}), "bot_account_taken");
  EXPECT_EQ(this->refused({.name = "robot", .account = this->account("second")}), "bot_exists");
  EXPECT_EQ(this->refused({.name = "other", .account = this->ann_}), "bot_account_unknown") << "a human's";
  EXPECT_EQ(this->refused({.name = "other", .account = PersonId("nobody")}), "bot_account_unknown");
  const auto third = this->account("third");
  EXPECT_EQ(this->refused({.name = "Other", .account = third}), "bot_name");
  EXPECT_EQ(this->refused({.name = "other", .account = third, .content = {.owner = PersonId("nobody")}}),
            "bot_owner_unknown");
  EXPECT_EQ(this->refused({.name = "other", .account = third, .content = {.display_name = "a\nb"}}), "bot_labels");
  EXPECT_EQ(this->bots().list()->size(), 1u);
}

TYPED_TEST_P(BotStoreContract, TwoEditorsLoseNothing) {
  const Bot bot = this->robot();
  const auto first = this->edit(bot, [](BotContent& content) { content.description = "new"; }, bot.version);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->version, 2);
  EXPECT_EQ(
      reason_of(this->edit(bot, [](BotContent& content) { content.display_name = "x"; }, bot.version)), "bot_version");
  EXPECT_EQ(this->edit(bot, [](BotContent&) {})->version, 2) << "nothing is changed";
  EXPECT_EQ(reason_of(this->edit(bot, [&](BotContent& content) { content.owner = PersonId("nobody"); })),
            "bot_owner_unknown");
  EXPECT_EQ(this->bots().find(bot.id).value(), *first);
  EXPECT_EQ(reason_of(this->bots().remove(bot.id, bot.version)), "bot_version");
}

TYPED_TEST_P(BotStoreContract, ItsAccountIsDeletedAndRestoredWithIt) {
  const Bot bot = this->robot();
  const auto set_deleted = [&](bool deleted) {
    return this->edit(bot, [&](BotContent& content) { content.deleted = deleted; });
  };
  ASSERT_TRUE(set_deleted(true));
  EXPECT_TRUE(this->is_account_deleted());
  EXPECT_EQ(this->bots().list()->size(), 1u) << "it is kept";
  ASSERT_TRUE(set_deleted(false));
  EXPECT_FALSE(this->is_account_deleted());
}

TYPED_TEST_P(BotStoreContract, ItsAccountIsRemovedWithItAndNotBefore) {
  const Bot bot = this->robot();
  EXPECT_EQ(
      reason_of(this->factory_.people().remove(
          this->robot_, {}, {}, [](const identity::PersonEntry&, identity::OtherAdmins) { return Result<void>(); })),
      "person_has_bot");
  ASSERT_TRUE(this->bots().remove(bot.id, {}));
  EXPECT_FALSE(this->factory_.people().find(this->robot_).value());
  EXPECT_FALSE(this->bots().find(bot.id).value());
  EXPECT_EQ(reason_of(this->bots().remove(bot.id, {})), "bot_unknown");
  EXPECT_EQ(reason_of(this->edit(bot, [](BotContent&) {})), "bot_unknown");
}

TYPED_TEST_P(BotStoreContract, ASystemBotStays) {
  const Bot bot = this->bots().add({.name = "robot", .account = this->robot_, .system = true}, kEditor).value();
  EXPECT_EQ(reason_of(this->edit(bot, [](BotContent& content) { content.deleted = true; })), "bot_system");
  EXPECT_EQ(reason_of(this->bots().remove(bot.id, {})), "bot_system");
  EXPECT_TRUE(this->edit(bot, [](BotContent& content) { content.description = "can be changed"; }));
}

TYPED_TEST_P(BotStoreContract, OfRacersForOneAccountOneGetsIt) {
  std::atomic<int> added = 0;
  race([&](std::size_t i) {
    if (this->bots().add({.name = "bot-" + std::to_string(i), .account = this->robot_}, kEditor)) ++added;
  });
  EXPECT_EQ(added, 1);
}

TYPED_TEST_P(BotStoreContract, ANewStoreGetsTheIngestionBotOnce) {
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(add_missing_bots(this->factory_.people(), this->bots(), kNow));
  const auto all = this->bots().list().value();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "ingestion-bot");
  EXPECT_TRUE(all[0].system);
  const auto account = this->factory_.people().find(all[0].account)->value();
  EXPECT_EQ(account.kind, PersonKind::bot);
  EXPECT_EQ(account.by_hand.roles, std::vector<std::string>{"IngestionBotRole"});
}

TYPED_TEST_P(BotStoreContract, NodesThatStartAtOnceAddOneIngestionBot) {
  race([&](std::size_t) { EXPECT_TRUE(add_missing_bots(this->factory_.people(), this->bots(), kNow)); });
  EXPECT_EQ(this->bots().list()->size(), 1u);
  EXPECT_EQ(this->factory_.people().count({.name_prefix = "ingestion-bot"}).value(), 1u);
}

TYPED_TEST_P(BotStoreContract, WhatABotWasIsKeptWithTheChangeOrNeither) {
  const Bot robot = this->robot();
  const auto describe = [&](const std::string& description, const std::string& before) {
    return this->bots().change(robot.id, {}, kEditor, [&](const Bot& bot) -> Result<identity::Edited<BotContent>> {
      BotContent content = bot.content;
      content.description = description;
      return identity::Edited<BotContent>(content, before);
    });
  };
  auto& versions = this->factory_.versions();
  ASSERT_TRUE(describe("new", "as it was"));
  ASSERT_TRUE(describe("new", "nothing differs"));
  EXPECT_EQ(reason_of(describe("newer", std::string(identity::kMaxVersionText + 1, 'x'))), "version_too_long");
  EXPECT_EQ(this->bots().find(robot.id).value()->content.description, "new");
  EXPECT_EQ(versions.list(robot.id, 10).value(), (std::vector<identity::EntityVersion>{{robot.id, 1, "as it was"}}));
  ASSERT_TRUE(this->bots().remove(robot.id, {}));
  EXPECT_TRUE(versions.list(robot.id, 10)->empty());
}

REGISTER_TYPED_TEST_SUITE_P(BotStoreContract, WhatABotWasIsKeptWithTheChangeOrNeither, ABotIsFoundAsItWasAdded,
                            TheyAreListedByName, ABotHasAnAccountOfItsOwn, TwoEditorsLoseNothing,
                            ItsAccountIsDeletedAndRestoredWithIt, ItsAccountIsRemovedWithItAndNotBefore,
                            ASystemBotStays, OfRacersForOneAccountOneGetsIt, ANewStoreGetsTheIngestionBotOnce,
                            NodesThatStartAtOnceAddOneIngestionBot);

}  // namespace sallyport::stores::contract::bots
