// Takes the entries of one node and writes them to the store. Taking an entry never waits: entries go to a bounded
// queue, and a task writes them out in batches. If the store is away, the queue fills, and further entries are counted;
// when the store answers again, an entry with the outcome `lost` says how many they were.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "audit/audit_store.h"
#include "audit/record.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"

namespace sallyport::audit {

// What may wait to be written.
inline constexpr std::size_t kMostWaiting = 4096;
inline constexpr std::size_t kMostWaitingBytes = 16 * 1024 * 1024;

// Of the refusals of one minute, this many kinds are recorded by themselves, and all others as one.
inline constexpr std::size_t kKindsOfRefusal = 60;

class Recorder {
 public:
  // `log` gets lines about the store, never entries. All arguments must outlive the object.
  Recorder(std::string node, AuditStore& store, const Clock& clock, Log& log);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Any thread may call these; none of them blocks or throws. note_sampled() is for refusals, and for everything that
  // anonymous clients cause. The first such entry for one reason, of one person and from one client network is recorded
  // at once. Others like it in the same minute are counted, and recorded together when the minute is over, so that
  // nobody can fill the disk with them. note_lost() counts an entry that could not even be made.
  void note(Entry entry) noexcept;
  void note_sampled(Entry entry) noexcept;
  void note_lost() noexcept;

  // Writes what waits, and the refusals of minutes that are over. Blocks as long as the store does. After a failure the
  // entries go on waiting. A write whose outcome the store could not tell is repeated, so its entries may be there
  // twice. Errors: unavailable/"audit_store".
  Result<void> write();

  // Writes also the refusals of the current minute, before a stop.
  Result<void> write_all();

  // The last record of the chain, as of the last write.
  Head head() const;

  const std::string& node() const { return node_; }
  std::size_t waiting() const;
  std::uint64_t written() const { return written_; }
  std::uint64_t lost() const { return lost_ever_; }

 private:
  struct Refusals {
    Entry first;
    std::int64_t more = 0;
  };
  enum class Minute { over, any };

  void put(Entry entry);       // requires the lock
  void count_lost() noexcept;  // requires the lock
  void end_minute(Minute which);
  bool take_batch();
  Result<void> learn_head();
  Result<void> write_batches();
  void tell(const Result<Head>& written);

  const std::string node_;
  AuditStore& store_;
  const Clock& clock_;
  Log& log_;

  mutable std::mutex mutex_;  // guards what follows
  std::deque<Entry> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::int64_t lost_ = 0;  // since the last entry that said so
  std::int64_t minute_ = 0;
  std::map<std::string, Refusals> refusals_;
  Head head_;

  std::mutex writing_;  // held by the one thread that writes; guards what follows up to `failing_`
  std::vector<Entry> batch_;
  bool knows_head_ = false;
  bool failing_ = false;

  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> lost_ever_{0};
};

}  // namespace sallyport::audit
