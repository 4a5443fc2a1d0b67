// The port that keeps everything that the directory stores under a name, and puts it back: tenants, people, groups,
// applications, grants, sign-ins and keys. The sign-in log is not part of it. Calls block. Every thread may call it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::directory {

class Snapshots {
 public:
  virtual ~Snapshots() = default;

  // Replaces the snapshot of the same name. Errors: unavailable/"directory_store".
  virtual Result<void> take(std::string_view name) = 0;

  // Errors: rejected/"no_snapshot"; unavailable/"directory_store".
  virtual Result<void> restore(std::string_view name) = 0;

  virtual std::vector<std::string> names() const = 0;  // sorted
};

}  // namespace sallyport::directory
