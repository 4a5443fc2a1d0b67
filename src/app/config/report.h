// Collects findings while a configuration is read: nothing stops at the first one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/config/rules.h"

namespace sallyport::app::config {

struct Place {
  std::string key;
  int line = 0;
};

class Report {
 public:
  Report(std::string file, bool strict) : file_(std::move(file)), strict_(strict) {}

  // With `strict` what would be corrected is refused.
  void add(const Rule& rule, Place place, std::string wrong, std::string write = {});

  bool refused() const { return any_refused(findings_); }
  std::vector<Finding> take();  // in the order of lines

 private:
  std::string file_;
  bool strict_;
  std::vector<Finding> findings_;
};

}  // namespace sallyport::app::config
