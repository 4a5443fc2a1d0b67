#include "stores/when_missing.h"

#include <filesystem>

namespace sallyport::stores {

Result<void> check_presence(const std::string& path, WhenMissing when_missing) {
  std::error_code absent;
  if (when_missing == WhenMissing::make || std::filesystem::exists(path, absent)) return {};
  return failure(Kind::rejected, "store_missing", {}, "there is no store at " + path);
}

}  // namespace sallyport::stores
