// The port that keeps the chains of all nodes. Every thread may call a store, calls block, and each call is one atomic,
// durable step. Every call may fail with unavailable/"audit_store". Times are those of the nodes that wrote the
// records; they are part of what is hashed, so no store translates them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/record.h"
#include "base/clock.h"
#include "base/result.h"

namespace sallyport::audit {

// Which records are wanted. An empty text, or an absent value, admits all.
struct Filter {
  std::string event{};
  std::string who{};   // id or name
  std::string what{};  // id or name
  std::optional<Outcome> outcome{};
  std::string client{};
  std::string request_id{};
  std::optional<UnixTime> from{};  // this second included
  std::optional<UnixTime> to{};    // this second excluded
};

// The place of a record among those of all nodes: by time, then by node, then by sequence.
struct Place {
  UnixTime time;
  std::string node;
  std::int64_t sequence = 0;

  auto operator<=>(const Place&) const = default;
};

inline Place place_of(const Record& record) {
  return {record.entry.time, record.node, record.sequence};
}

struct ChainEnd {
  std::string node;
  Head head;

  bool operator==(const ChainEnd&) const = default;
};

// A row that cannot be read, because somebody changed it, comes with a hash of zeros, so that ChainCheck finds it.
class AuditStore {
 public:
  virtual ~AuditStore() = default;

  // Continues the chain of a node, whose id several processes may share. Returns the new head. `known` is the head that
  // the caller saw last: if the store has less than that, because somebody cut the chain, the chain goes on from
  // `known`, and the gap shows. Without entries it changes nothing.
  virtual Result<Head> append(const std::string& node, const Head& known, const std::vector<Entry>& entries) = 0;

  // At most `limit` records before this place, the newest first; without a place, from the newest on.
  virtual Result<std::vector<Record>> find(const Filter& filter, const std::optional<Place>& before,
                                           std::size_t limit) = 0;

  // At most `limit` chains, in ascending order of their nodes, from the one after `after` on.
  virtual Result<std::vector<ChainEnd>> chains(const std::string& after, std::size_t limit) = 0;

  // At most `limit` records of a chain, in ascending order, from the one after `after` on.
  virtual Result<std::vector<Record>> records(const std::string& node, std::int64_t after, std::size_t limit) = 0;

  // The same of the checkpoints of a chain. Errors also: malformed/"audit_checkpoint" if one cannot be read.
  virtual Result<std::vector<SignedCheckpoint>> checkpoints(const std::string& node, std::int64_t after,
                                                            std::size_t limit) = 0;

  // Reads a whole chain as it is at one moment, whatever is written and removed meanwhile: first its checkpoints, and
  // then one record after the other, both in ascending order. May begin again, with the checkpoints. Neither function
  // may call the store. Errors also: malformed/"audit_checkpoint".
  using TakeCheckpoints = std::function<void(std::vector<SignedCheckpoint>)>;
  using TakeRecord = std::function<void(const Record&)>;
  virtual Result<void> read_chain(const std::string& node, const TakeCheckpoints& checkpoints,
                                  const TakeRecord& record) = 0;

  virtual Result<std::optional<SignedCheckpoint>> newest_checkpoint(const std::string& node) = 0;

  // Adds the next checkpoint of a chain. Removes the records that it says are removed, and the checkpoints that covered
  // only those. Errors: conflict/"checkpoint_exists" if it is not the next one, because another process was faster.
  virtual Result<void> add_checkpoint(const SignedCheckpoint& checkpoint) = 0;

  // Removes what is left of a chain without records, if its newest checkpoint has this number.
  virtual Result<void> forget_chain(const std::string& node, std::int64_t newest_checkpoint) = 0;
};

}  // namespace sallyport::audit
