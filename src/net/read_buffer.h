// Bytes read and not yet used, with the head of the current request held in place in front of them.
#pragma once

#include <memory>
#include <span>
#include <string_view>

namespace sallyport::net {

class ReadBuffer {
 public:
  // The head that views point into; empty where none is held.
  std::string_view held() const { return {bytes_.get() + begin_, held_}; }
  std::string_view unread() const { return {bytes_.get() + mark_, end_ - mark_}; }

  // Holds the first `size` unread bytes in place until release().
  void hold(std::size_t size);
  void use(std::size_t size) { mark_ += size; }
  void release();

  // Room for at least `size` more bytes. The held bytes may move: look at held() again.
  std::span<char> room(std::size_t size);
  void filled(std::size_t size) { end_ += size; }

  // Gives memory back where nothing is kept in it and it is larger than a quiet connection needs.
  void shrink();

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // of the held head
  std::size_t held_ = 0;
  std::size_t mark_ = 0;  // first unread byte; at least begin_ + held_
  std::size_t end_ = 0;
};

}  // namespace sallyport::net
