#include "gateway/call/refusal_sampler.h"

#include <functional>
#include <string>

#include "http/address.h"

namespace sallyport::gateway {
namespace {

std::uint64_t hash_of(std::string_view reason, std::string_view client) {
  return std::hash<std::string>{}(std::string(reason).append(" ").append(http::network_name(client)));
}

}  // namespace

bool RefusalSampler::should_write(std::string_view reason, std::string_view client, UnixTime now) {
  const auto minute = static_cast<std::uint32_t>(now.seconds / 60);
  const std::uint64_t hash = hash_of(reason, client);
  const std::uint64_t mark = (hash & 0xffff'ffff'0000'0000) | minute;
  const bool is_first = slots_[hash % slots_.size()].exchange(mark, std::memory_order_relaxed) != mark;
  if (is_first && has_room(minute)) return true;
  left_out_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

bool RefusalSampler::has_room(std::uint32_t minute) {
  std::uint64_t seen = lines_.load(std::memory_order_relaxed);
  for (;;) {
    const std::uint64_t this_minute = std::uint64_t{minute} << 32;
    const std::uint64_t next = (seen >> 32) == minute ? seen + 1 : this_minute + 1;
    if ((next & 0xffff'ffff) > kLinesAMinute) return false;
    if (lines_.compare_exchange_weak(seen, next, std::memory_order_relaxed)) return true;
  }
}

}  // namespace sallyport::gateway
