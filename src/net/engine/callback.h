// A replacement for std::function that stores the function object in place, without a heap allocation. std::function
// would allocate for each read whose callback holds a shared_ptr.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace sallyport::net {

// Holds any function object of at most kRoom bytes that moves without throwing; a larger one does not compile. The
// caller must not call an empty Callback. It can be moved but not copied, and it is as thread-safe as the function in
// it.
template <class... Arguments>
class Callback {
 public:
  Callback() = default;  // empty

  template <class Function>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Callback>)
  Callback(Function function) : table_(&kTable<Function>) {  // NOLINT: like std::function, from a lambda
    static_assert(sizeof(Function) <= kRoom && alignof(Function) <= alignof(std::max_align_t));
    static_assert(std::is_nothrow_move_constructible_v<Function>);
    new (room_) Function(std::move(function));
  }
  Callback(Callback&& other) noexcept { take(other); }
  Callback& operator=(Callback&& other) noexcept {
    if (this == &other) return *this;
    reset();
    take(other);
    return *this;
  }
  Callback(const Callback&) = delete;
  ~Callback() { reset(); }

  explicit operator bool() const { return table_ != nullptr; }
  void operator()(Arguments... arguments) { table_->call(room_, arguments...); }

 private:
  static constexpr std::size_t kRoom = 96;

  struct Table {
    void (*call)(void* function, Arguments... arguments);
    void (*move)(void* from, void* to);  // also destroys the object at `from`
    void (*end)(void* function);
  };
  template <class Function>
  static constexpr Table kTable{
      [](void* function, Arguments... arguments) { (*static_cast<Function*>(function))(arguments...); },
      [](void* from, void* to) {
        new (to) Function(std::move(*static_cast<Function*>(from)));
        static_cast<Function*>(from)->~Function();
      },
      [](void* function) { static_cast<Function*>(function)->~Function(); }};

  void take(Callback& other) {
    if (other.table_ != nullptr) other.table_->move(other.room_, room_);
    table_ = std::exchange(other.table_, nullptr);
  }
  void reset() {
    if (table_ != nullptr) std::exchange(table_, nullptr)->end(room_);
  }

  const Table* table_ = nullptr;
  alignas(std::max_align_t) unsigned char room_[kRoom];
};

}  // namespace sallyport::net
