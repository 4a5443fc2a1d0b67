#include "audit/recorder.h"

#include <algorithm>
#include <utility>

#include "http/address.h"

namespace sallyport::audit {
namespace {

constexpr std::size_t kBatch = 256;

std::size_t size_of(const Entry& entry) {
  std::size_t bytes = sizeof(Entry);
  for (const std::string* const text :
       {&entry.event, &entry.who.kind, &entry.who.id, &entry.who.name, &entry.what.kind, &entry.what.id,
        &entry.what.name, &entry.before, &entry.after, &entry.reason, &entry.client, &entry.request_id, &entry.details})
    bytes += text->size();
  return bytes;
}

std::string kind_of_refusal(const Entry& entry) {
  std::string kind;
  for (const std::string_view part :
       {std::string_view(entry.event), std::string_view(entry.reason), std::string_view(entry.who.name)})
    kind.append(part).append("\n");
  return kind + http::network_name(entry.client);
}

// What stands for all refusals of a minute that are of one kind too many.
Entry all_others(UnixTime now) {
  return {.time = now,
          .event = "refused",
          .who = {std::string(kAnonymous), "", ""},
          .outcome = Outcome::refused,
          .reason = "many_kinds"};
}

}  // namespace

Recorder::Recorder(std::string node, AuditStore& store, const Clock& clock, Log& log)
    : node_(std::move(node)), store_(store), clock_(clock), log_(log) {}

void Recorder::count_lost() noexcept {
  ++lost_;
  ++lost_ever_;
}

void Recorder::put(Entry entry) {
  const std::size_t bytes = size_of(entry);
  if (waiting_.size() >= kMostWaiting || waiting_bytes_ + bytes > kMostWaitingBytes) {
    count_lost();
    return;
  }
  waiting_.push_back(std::move(entry));
  waiting_bytes_ += bytes;
}

void Recorder::note(Entry entry) noexcept {
  try {
    entry = bounded(std::move(entry));
    const std::lock_guard lock(mutex_);
    put(std::move(entry));
  } catch (...) {  // no memory
    note_lost();
  }
}

void Recorder::note_sampled(Entry entry) noexcept {
  try {
    end_minute(Minute::over);
    entry = bounded(std::move(entry));
    std::string kind = kind_of_refusal(entry);
    const std::lock_guard lock(mutex_);
    const auto known = refusals_.find(kind);
    if (known != refusals_.end()) {
      ++known->second.more;
    } else if (refusals_.size() < kKindsOfRefusal) {
      refusals_.emplace(std::move(kind), Refusals{entry});
      put(std::move(entry));
    } else {
      ++refusals_.try_emplace("", Refusals{all_others(entry.time)}).first->second.more;
    }
  } catch (...) {  // no memory
    note_lost();
  }
}

void Recorder::note_lost() noexcept {
  const std::lock_guard lock(mutex_);
  count_lost();
}

void Recorder::end_minute(Minute which) {
  const UnixTime now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (which == Minute::over && minute_ == now.seconds / 60) return;
  minute_ = now.seconds / 60;
  for (auto& [kind, refusals] : std::exchange(refusals_, {})) {
    if (refusals.more == 0) continue;
    Entry together = std::move(refusals.first);
    together.time = now;
    together.count = refusals.more;
    together.client = http::network_name(together.client);
    together.request_id.clear();
    put(std::move(together));
  }
}

// Fills the batch with what waits. False if nothing does.
bool Recorder::take_batch() {
  if (!batch_.empty()) return true;  // the last write failed
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty() && batch_.size() < kBatch) {
    waiting_bytes_ -= size_of(waiting_.front());
    batch_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  if (lost_ > 0)
    batch_.push_back({.time = clock_.now(),
                      .event = "audit_entries_lost",
                      .who = {"node", node_, ""},
                      .outcome = Outcome::lost,
                      .count = std::exchange(lost_, 0)});
  return !batch_.empty();
}

// Logs when writing begins to fail, when it succeeds again, and how many entries were lost.
void Recorder::tell(const Result<Head>& written) {
  if (!written && !std::exchange(failing_, true))
    log_.write(Level::error, "audit_not_written",
               {{"reason", std::string(written.error().reason)}, {"detail", written.error().detail}});
  if (!written) return;
  if (std::exchange(failing_, false)) log_.write(Level::info, "audit_written_again", {});
  for (const Entry& entry : batch_)
    if (entry.outcome == Outcome::lost)
      log_.write(Level::error, "audit_entries_lost", {{"count", std::to_string(entry.count)}});
}

// What earlier processes of this node have written counts for the next checkpoint, too.
Result<void> Recorder::learn_head() {
  const auto head = store_.append(node_, {}, {});
  tell(head);
  if (!head) return Failure(head.error());
  knows_head_ = true;
  const std::lock_guard lock(mutex_);
  head_ = *head;
  return {};
}

Result<void> Recorder::write_batches() {
  const std::lock_guard writing(writing_);
  if (!knows_head_) SALLYPORT_CHECK(learn_head());
  while (take_batch()) {
    const auto head = store_.append(node_, this->head(), batch_);
    tell(head);
    if (!head) return Failure(head.error());
    written_ += batch_.size();
    batch_.clear();
    const std::lock_guard lock(mutex_);
    head_ = *head;
  }
  return {};
}

Result<void> Recorder::write() {
  end_minute(Minute::over);
  return write_batches();
}

Result<void> Recorder::write_all() {
  end_minute(Minute::any);
  return write_batches();
}

Head Recorder::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

std::size_t Recorder::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

}  // namespace sallyport::audit
