// The values of a configuration file, read according to the schema. Each has a type and a place. The report lists what
// could not be read. For one thread, because even a look-up is recorded (asked()).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config/reading/value.h"
#include "base/clock.h"

namespace sallyport::app::config {

class Values {
 public:
  // Reads the tree, and then the environment for rows that the tree does not set. A text from the environment is read
  // like a plain text of the file. An empty text counts as no value.
  static Values read(const Node& root, const Environment& environment, Report& report);

  // Each returns the value, or the row's default. The key must have a row. A key of a list has an index:
  // "routes[0].path".
  std::string text(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::int64_t number(std::string_view key) const;  // for integers and sizes
  Seconds seconds(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;
  Pairs pairs(std::string_view key) const;

  bool given(std::string_view key) const;             // in the file or by its variable, and not empty
  bool in_file(std::string_view key) const;           // in the file, empty or not
  bool broken(std::string_view key) const;            // given, but already refused; it must not be reported as missing
  bool has_section(std::string_view section) const;   // in the file, even if nothing stands in it
  std::size_t count(std::string_view section) const;  // elements of a list of maps

  // The line and the variable of the key. For an absent key, the line of the nearest section around it.
  Place place(std::string_view key) const;

  // The key of the first secret that the file itself holds; empty if there is none.
  std::string literal_secret() const;

  // True if the file has keys that only OpenMetadata's server reads. The file is then probably one of OpenMetadata's.
  bool is_openmetadata_file() const { return is_openmetadata_file_; }

  // The keys that code has requested. A test uses it to find rows that no code reads.
  const std::set<std::string, std::less<>>& asked() const { return asked_; }

 private:
  friend class Reader;

  const Value* find(std::string_view key) const;
  std::string or_default(std::string_view key) const;

  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, int, std::less<>> section_lines_;
  std::map<std::string, std::size_t, std::less<>> counts_;
  bool is_openmetadata_file_ = false;
  mutable std::set<std::string, std::less<>> asked_;
};

}  // namespace sallyport::app::config
