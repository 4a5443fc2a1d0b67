// Checks the chain of one node: that no record was changed, removed, added or moved since it was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/record.h"
#include "jose/jwk.h"

namespace sallyport::audit {

// What is wrong first. The first wrong record is one of `from` to `to`, both included.
struct Fault {
  // record_changed: the record is not the one that was written, or is in another's place.
  // records_missing: these records were removed. tail_missing: they were the last ones. head_missing: they were the
  // first ones, and no retention removed them.
  // checkpoint_differs: the chain is consistent, but is not the one that was signed.
  // checkpoint_missing, checkpoint_changed, checkpoint_signature: what is wrong with a checkpoint; from and to are then
  // the records that only this checkpoint covers. A chain without any checkpoint, or with more than kMostUnsigned
  // records after the newest one, lacks a checkpoint.
  // checkpoint_key: the key that signed the newest checkpoint is unknown, so nothing proves the chain.
  std::string_view word;
  std::int64_t from = 0;
  std::int64_t to = 0;

  bool operator==(const Fault&) const = default;
};

// A node signs a checkpoint after kRecordsPerCheckpoint records, or somewhat more if they come fast.
inline constexpr std::int64_t kRecordsPerCheckpoint = 1000;
inline constexpr std::int64_t kMostUnsigned = 8 * kRecordsPerCheckpoint;

struct Verdict {
  std::string node;
  std::int64_t first = 0;  // the records that are there; 0: none
  std::int64_t last = 0;
  std::int64_t records = 0;
  std::int64_t checkpoints = 0;
  std::int64_t unsigned_records = 0;  // after the newest checkpoint: nobody can tell if a cut removed the last of them
  std::optional<Fault> fault{};
};

class ChainCheck {
 public:
  // `checkpoints` are those of the node in ascending order, as stored. `keys` are the public keys that may have signed
  // them. `keys` must outlive the object.
  ChainCheck(std::string node, std::vector<SignedCheckpoint> checkpoints, const jose::JwkSet& keys);

  // Takes the next record in the order of the store, which is ascending by sequence.
  void add(const Record& record);

  // To be called once, after all records.
  Verdict end();

 private:
  void check_checkpoints(const jose::JwkSet& keys);
  void begin_at(const Record& record);
  void compare_with_checkpoints(const Record& record);
  void found(std::string_view word, std::int64_t from, std::int64_t to);
  std::int64_t covered_before(std::size_t index) const;

  Verdict verdict_;
  const std::vector<SignedCheckpoint> checkpoints_;
  std::size_t next_ = 0;  // the first checkpoint whose head has not been compared
  std::int64_t removed_through_ = 0;
  Head head_;
};

}  // namespace sallyport::audit
