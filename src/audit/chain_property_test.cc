#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "audit/chain_fixture.h"

namespace sallyport::audit {
namespace {

using Generator = std::mt19937;

std::size_t pick(Generator& random, std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
}

// Changes one value of an entry to another one.
void change_a_value(Entry& entry, Generator& random) {
  const std::array<std::string*, 14> texts{&entry.event,   &entry.who.kind,  &entry.who.id,    &entry.who.name,
                                           &entry.what.id, &entry.what.kind, &entry.what.name, &entry.before,
                                           &entry.after,   &entry.reason,    &entry.client,    &entry.request_id,
                                           &entry.details, &entry.details};
  const std::size_t which = pick(random, texts.size() + 3);
  if (which < texts.size()) {
    std::string& text = *texts[which];
    if (text.empty() || pick(random, 2) == 0) {
      text.insert(pick(random, text.size() + 1), 1, static_cast<char>('a' + pick(random, 26)));
    } else {
      text[pick(random, text.size())] ^= static_cast<char>(1 + pick(random, 127));
    }
    return;
  }
  if (which == texts.size()) entry.time = entry.time + Seconds(1);
  if (which == texts.size() + 1) ++entry.count;
  if (which == texts.size() + 2) entry.outcome = entry.outcome == Outcome::done ? Outcome::refused : Outcome::done;
}

// Moves the end of one text to the start of the next one, so that the bytes of all texts together stay the same.
void move_a_border(Entry& entry) {
  entry.who.id.insert(0, 1, entry.who.kind.back());
  entry.who.kind.pop_back();
}

struct Attack {
  std::string_view name;
  // Changes the records; at least one of the first eight, which checkpoints cover.
  std::function<void(Chain&, Generator&)> run;
};

const std::vector<Attack>& attacks() {
  static const std::vector<Attack> rows{
      {"change", [](Chain& chain, Generator& random) { change_a_value(chain.records[pick(random, 8)].entry, random); }},
      {"move a border", [](Chain& chain, Generator& random) { move_a_border(chain.records[pick(random, 8)].entry); }},
      {"remove",
       [](Chain& chain, Generator& random) {
         chain.records.erase(chain.records.begin() + static_cast<std::ptrdiff_t>(pick(random, 8)));
       }},
      {"exchange",
       [](Chain& chain, Generator& random) {
         const std::size_t first = pick(random, 8);
         std::swap(chain.records[first].entry, chain.records[first + 1].entry);
       }},
      {"exchange with the hash",
       [](Chain& chain, Generator& random) {
         const std::size_t first = pick(random, 8);
         std::swap(chain.records[first].entry, chain.records[first + 1].entry);
         std::swap(chain.records[first].hash, chain.records[first + 1].hash);
       }},
      {"cut the tail", [](Chain& chain, Generator& random) { chain.records.resize(pick(random, 8)); }},
      {"cut the head",
       [](Chain& chain, Generator& random) {
         chain.records.erase(chain.records.begin(),
                             chain.records.begin() + static_cast<std::ptrdiff_t>(1 + pick(random, 9)));
       }},
      {"another hash",
       [](Chain& chain, Generator& random) { chain.records[pick(random, 8)].hash[pick(random, 32)] ^= 1; }},
  };
  return rows;
}

TEST(AuditChainProperty, AnyChangeIsFoundWhereItIs) {
  const Chain whole = signed_chain();
  Generator random(20261130);
  for (int round = 0; round < 200; ++round) {
    for (const Attack& attack : attacks()) {
      Chain chain = whole;
      attack.run(chain, random);
      std::size_t first = 0;  // the first place where the chain is not what it was
      while (first < chain.records.size() && chain.records[first] == whole.records[first]) ++first;
      const Verdict verdict = chain.check();
      ASSERT_TRUE(verdict.fault) << attack.name;
      const auto place = static_cast<std::int64_t>(first) + 1;
      EXPECT_LE(verdict.fault->from, place) << attack.name;
      EXPECT_LE(place, verdict.fault->to + 1) << attack.name;
    }
  }
}

// Somebody who can write the store can compute all hashes again, but cannot sign.
TEST(AuditChainProperty, AChangeWithNewHashesIsFoundBetweenTwoCheckpoints) {
  const Chain whole = signed_chain();
  Generator random(20261130);
  for (int round = 0; round < 500; ++round) {
    Chain chain = whole;
    const std::size_t place = pick(random, 8);
    change_a_value(chain.records[place].entry, random);
    chain.forge_from(place);
    const Verdict verdict = chain.check();
    ASSERT_TRUE(verdict.fault);
    EXPECT_EQ(verdict.fault->word, "checkpoint_differs");
    EXPECT_LE(verdict.fault->from, static_cast<std::int64_t>(place) + 1);
    EXPECT_GE(verdict.fault->to, static_cast<std::int64_t>(place) + 1);
  }
}

}  // namespace
}  // namespace sallyport::audit
