// Collects the findings while a configuration is read. The first finding does not stop the reading.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/config/schema/rules.h"

namespace sallyport::app::config {

// The place of a value: its key, and the line or the variable that sets it. A value such as `${OIDC_SCOPE:-openid}` has
// both if the variable is set. The line is 0 if the file does not set the value. For an absent key it may also be the
// line of the section where the key belongs (Values::place()).
struct Place {
  std::string key;
  int line = 0;
  std::string variable = {};
};

// The report on one file. For one thread.
class Report {
 public:
  // `file` is the name that each finding shows.
  Report(std::string file, bool strict) : file_(std::move(file)), strict_(strict) {}

  // Adds a finding. A strict report refuses what would otherwise be corrected. `wrong` says what is wrong, as one
  // sentence. `write` says what to write instead, mostly as a line of the file, such as "scope: openid"; if a variable
  // set the value, the finding changes that line to "OIDC_SCOPE=openid". An empty `write` suggests nothing. Neither
  // text may hold a secret. add() removes user names and passwords from URLs, and cuts each text after 2,000 bytes.
  void add(const Rule& rule, Place place, std::string wrong, std::string write = {});

  // Whether anything was refused so far. False after take().
  bool refused() const { return any_refused(findings_); }

  // Returns the findings in the order of lines, those without a line first. The report is empty afterwards.
  std::vector<Finding> take();

 private:
  std::string file_;
  bool strict_;
  std::vector<Finding> findings_;
};

}  // namespace sallyport::app::config
