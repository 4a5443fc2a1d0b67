// A lock on a data folder. It prevents two programs from using the folder at the same time and undoing each other's
// work.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::app {

// Holds the lock until it is destroyed. The kernel frees the lock when the process ends in any way, so a file that is
// left over does no harm. Source: flock(2).
class FolderLock {
 public:
  // Locks `folder`, which must exist, for one kind of program. `program` is "demo" or "directory", and the lock is the
  // file "demo.lock" or "directory.lock" in the folder. Programs of different kinds do not lock each other out.
  // Errors: conflict/"folder_in_use" (the detail names the folder and the process that uses it);
  // unavailable/"folder_lock" if the file cannot be created.
  static Result<FolderLock> take(const std::string& folder, std::string_view program);

  FolderLock() = default;  // holds nothing
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace sallyport::app
