// A value that must not leak. A Secret wipes its memory when it is destroyed or replaced, cannot be printed, and cannot
// be compared except by crypto::constant_time_equal. Use it for keys, codes, tokens and passwords.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace sallyport {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  explicit Secret(std::string_view value) : value_(value) {}
  explicit Secret(const char* value) : value_(value) {}
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      value_ = std::move(other.value_);
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  // The only way to read the value. The view is valid until this Secret changes or is destroyed. At each call, say why
  // the value is needed, unless that is obvious.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  bool operator==(const Secret&) const = delete;

 private:
  void wipe() noexcept;

  std::string value_;
};

}  // namespace sallyport
