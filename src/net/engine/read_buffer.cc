#include "net/engine/read_buffer.h"

#include <algorithm>
#include <cstring>

namespace sallyport::net {
namespace {

constexpr std::size_t kQuiet = 4096;  // bytes that a connection keeps between two requests

}  // namespace

void ReadBuffer::hold(std::size_t size) {
  begin_ = mark_;
  held_ = size;
  mark_ += size;
}

void ReadBuffer::release() {
  held_ = 0;
  begin_ = mark_;
  if (mark_ == end_) begin_ = mark_ = end_ = 0;
}

std::span<char> ReadBuffer::room(std::size_t size) {
  if (mark_ == end_) mark_ = end_ = begin_ + held_;
  if (capacity_ - end_ >= size) return {bytes_.get() + end_, capacity_ - end_};
  const std::size_t unread = end_ - mark_;
  const std::size_t needed = held_ + unread + size;
  std::unique_ptr<char[]> larger;
  if (needed > capacity_) {
    capacity_ = std::max({needed, capacity_ * 2, kQuiet});
    larger = std::make_unique_for_overwrite<char[]>(capacity_);
  }
  char* const to = larger ? larger.get() : bytes_.get();
  if (held_ > 0) std::memmove(to, bytes_.get() + begin_, held_);
  if (unread > 0) std::memmove(to + held_, bytes_.get() + mark_, unread);
  if (larger) bytes_ = std::move(larger);
  begin_ = 0;
  mark_ = held_;
  end_ = held_ + unread;
  return {bytes_.get() + end_, capacity_ - end_};
}

void ReadBuffer::shrink() {
  if (capacity_ <= kQuiet || held_ > 0 || mark_ != end_) return;
  *this = ReadBuffer();
}

}  // namespace sallyport::net
