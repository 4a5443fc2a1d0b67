// The port that keeps the versions of the runtime configuration. Every thread may call a store, and calls may block.
// Every call may fail with unavailable/"version_store", also if the record that it needs is damaged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sallyport::configuration {

enum class State {
  in_force,  // the newest version
  replaced,  // there is a newer one
};

struct Version {
  std::int64_t number = 0;  // from 1, without gaps
  std::string author;       // who wrote it, as people read it; at most kMaxAuthor bytes
  UnixTime made;
  State state = State::in_force;
  std::string text;  // YAML, at most kMaxText bytes

  bool operator==(const Version&) const = default;
};

inline constexpr std::size_t kMaxAuthor = 200;
inline constexpr std::size_t kMaxText = 256 * 1024;

// For the stores. Errors: rejected/"version_too_long".
inline Result<void> check_lengths(const std::string& author, const std::string& text) {
  if (author.size() <= kMaxAuthor && text.size() <= kMaxText) return {};
  return failure(Kind::rejected, "version_too_long", {}, "a version may have " + std::to_string(kMaxText) + " bytes");
}

inline Failure outdated(std::int64_t newest) {
  return failure(Kind::conflict, "version_outdated", {}, "the newest version is " + std::to_string(newest));
}

class VersionStore {
 public:
  virtual ~VersionStore() = default;

  // The version in force; absent if there is none yet.
  virtual Result<std::optional<Version>> newest() = 0;

  virtual Result<std::optional<Version>> find(std::int64_t number) = 0;

  // At most `limit` versions, the newest first, that are older than number `before`; 0: from the newest on.
  virtual Result<std::vector<Version>> list(std::int64_t before, std::size_t limit) = 0;

  // Adds a version and returns it. From then on it is in force: other processes hear of it (session::Changes).
  // `base` is the number of the version that the author saw, 0 if there was none.
  // Errors: conflict/"version_outdated" if another version came meanwhile; rejected/"version_too_long".
  virtual Result<Version> add(const std::string& author, const std::string& text, std::int64_t base, UnixTime now) = 0;
};

}  // namespace sallyport::configuration
