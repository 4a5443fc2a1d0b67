// The input of one connection: the head of the current message, which stays in memory while it is held, and after it
// the bytes that were read but not yet used.
#pragma once

#include <memory>
#include <span>
#include <string_view>

namespace sallyport::net {

// Views into the buffer stay valid until room() or shrink() is called. After room(), held() gives a new view of the
// same head. room() enlarges the memory as needed, and shrink() gives it back. Not thread-safe.
class ReadBuffer {
 public:
  // The held head; empty if there is none.
  std::string_view held() const { return {bytes_.get() + begin_, held_}; }
  std::string_view unread() const { return {bytes_.get() + mark_, end_ - mark_}; }

  // Makes the first `size` unread bytes the held head, until release().
  void hold(std::size_t size);
  // Drops the first `size` unread bytes.
  void use(std::size_t size) { mark_ += size; }
  void release();

  // Returns room for at least `size` more bytes after the unread ones. All bytes may move. The caller writes into the
  // room and then calls filled() with the number of bytes that it wrote.
  std::span<char> room(std::size_t size);
  void filled(std::size_t size) { end_ += size; }

  // Frees the memory if the buffer is empty and larger than the 4 kB that an idle connection keeps.
  void shrink();

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // where the held head begins
  std::size_t held_ = 0;
  std::size_t mark_ = 0;  // first unread byte; at least begin_ + held_
  std::size_t end_ = 0;
};

}  // namespace sallyport::net
