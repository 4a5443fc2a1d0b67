// For tests: the chain of one node with its checkpoints, as a store would hold them.
#pragma once

#include <string>
#include <vector>

#include "audit/chain_check.h"
#include "audit/checkpoint.h"
#include "audit/record.h"
#include "jose/test_keys.h"

namespace sallyport::audit {

inline constexpr UnixTime kNow{1'800'000'000};

inline const jose::JwkSet& known_keys() {
  static const jose::JwkSet keys = jose::set_of({jose::published(jose::rs256_key())});
  return keys;
}

inline Entry entry_of(int number) {
  return {.time = kNow + Seconds(number),
          .event = "sign_in",
          .who = {"person", "id-" + std::to_string(number), "ann"},
          .what = {"session", "", ""},
          .before = "",
          .after = R"({"roles":["Admin"]})",
          .outcome = Outcome::done,
          .reason = "",
          .client = "198.51.100.7",
          .request_id = "r" + std::to_string(number),
          .details = R"({"provider":"entra"})"};
}

struct Chain {
  std::string node = "node-1";
  std::vector<Record> records;
  std::vector<SignedCheckpoint> checkpoints;

  Head head() const {
    const Head signed_head = checkpoints.empty() ? Head{} : checkpoints.back().content.head;
    return records.empty() ? signed_head : later(records.back().head(), signed_head);
  }
  void add(int count) {
    for (int i = 0; i < count; ++i)
      records.push_back(next_record(head(), node, entry_of(static_cast<int>(head().sequence) + 1)));
  }
  void sign(const jose::SigningKey& key = jose::rs256_key()) {
    checkpoints.push_back(sign_checkpoint(next_to_sign(), key).value());
  }
  Checkpoint next_to_sign() const {
    return next_checkpoint(checkpoints.empty() ? nullptr : &checkpoints.back(), node, head(), kNow);
  }
  // What retention does: signs that the records through that of checkpoint `index` are removed, and removes them.
  void retain_from(std::size_t index) {
    Checkpoint next = next_to_sign();
    next.removed_through = checkpoints[index].content.head.sequence;
    checkpoints.push_back(sign_checkpoint(next, jose::rs256_key()).value());
    std::erase_if(records, [&](const Record& record) { return record.sequence <= next.removed_through; });
    checkpoints.erase(checkpoints.begin(), checkpoints.begin() + static_cast<std::ptrdiff_t>(index));
  }
  // Computes the hashes again from this record on, as somebody would who can write the store but cannot sign.
  void forge_from(std::size_t index) {
    Head previous = index == 0 ? Head{} : records[index - 1].head();
    for (std::size_t i = index; i < records.size(); ++i) {
      records[i].hash = record_hash(previous.hash, records[i].node, records[i].sequence, records[i].entry);
      previous = records[i].head();
    }
  }
  Verdict check(const jose::JwkSet& keys = known_keys()) const {
    ChainCheck check(node, checkpoints, keys);
    for (const Record& record : records) check.add(record);
    return check.end();
  }
};

// Ten records, with checkpoints after the first, the fourth and the eighth.
inline Chain signed_chain() {
  Chain chain;
  for (const int count : {1, 3, 4}) {
    chain.add(count);
    chain.sign();
  }
  chain.add(2);
  return chain;
}

inline std::ostream& operator<<(std::ostream& out, const Fault& fault) {
  return out << fault.word << " " << fault.from << ".." << fault.to;
}

}  // namespace sallyport::audit
