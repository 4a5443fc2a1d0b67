// What a configuration depends on outside its text: the environment, and the files that it names.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::app::config {

struct FileText {
  std::string text;
  bool readable_by_others = false;  // group or other may read or write it
};

// The environment and the files that a configuration may use. Tests and the fuzzer pass their own.
struct Surroundings {
  std::function<std::optional<std::string>(std::string_view name)> environment;
  // Reads a regular file of at most 1 MiB. Errors: unavailable/"config_file".
  std::function<Result<FileText>(const std::string& path)> read_file;
  // The permission bits of a file or folder, absent if it does not exist. If this function is empty, nothing checks
  // permissions.
  std::function<std::optional<unsigned>(const std::string& path)> permissions{};
};

// The environment and the files of this process.
Surroundings process_surroundings();

}  // namespace sallyport::app::config
