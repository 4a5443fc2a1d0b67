// Snapshots of a directory's store, in memory: they end with the process.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "directory/control/snapshots.h"
#include "stores/directory_stores.h"

namespace sallyport::app {

class KeptSnapshots final : public directory::Snapshots {
 public:
  // The stores must outlive this object.
  explicit KeptSnapshots(stores::DirectoryStores& stores) : stores_(stores) {}

  Result<void> take(std::string_view name) override;
  Result<void> restore(std::string_view name) override;
  std::vector<std::string> names() const override;

 private:
  stores::DirectoryStores& stores_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const stores::DirectoryCopy>, std::less<>> copies_;
};

}  // namespace sallyport::app
