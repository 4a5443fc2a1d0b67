// The values of a file, read by the schema: typed, with their lines; what could not be read is in the report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config/report.h"
#include "app/config/substitute.h"
#include "app/config/yaml.h"
#include "base/clock.h"

namespace sallyport::app::config {

using Pairs = std::vector<std::pair<std::string, std::string>>;

class Values {
 public:
  // Walks the tree once, row by row, and the environment for rows that the tree does not set. An empty text is no
  // value.
  static Values read(const Node& root, const Environment& environment, Report& report);

  // Each gives the value, or the row's default. The key must have a row; "routes[0].path" where the row is of a list.
  std::string text(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::int64_t number(std::string_view key) const;  // of integers and sizes
  Seconds seconds(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;
  Pairs pairs(std::string_view key) const;

  bool given(std::string_view key) const;             // in the file or by its variable, and not empty
  bool in_file(std::string_view key) const;           // in the file, empty or not
  bool broken(std::string_view key) const;            // there, and already refused: its absence is no further finding
  std::size_t count(std::string_view section) const;  // elements of a list of maps

  // The key's line, or that of the nearest section around it.
  Place place(std::string_view key) const;

  // Keys of rows that were asked for: a test finds rows that nobody reads.
  const std::set<std::string, std::less<>>& asked() const { return asked_; }

 private:
  friend class Reader;

  struct Value {
    std::string text;
    std::vector<std::string> list;
    Pairs pairs;
    bool given = false;
    bool broken = false;
    int line = 0;  // 0: from the environment
  };

  const Value* find(std::string_view key) const;
  std::string or_default(std::string_view key) const;

  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, int, std::less<>> section_lines_;
  std::map<std::string, std::size_t, std::less<>> counts_;
  mutable std::set<std::string, std::less<>> asked_;
};

// "8h", "90", "7d". Absent where it is none, or beyond ten years.
std::optional<Seconds> parse_duration(std::string_view text);

// "10m", "64k", "1000".
std::optional<std::int64_t> parse_size(std::string_view text);

// The candidate that is at most two edits away (one for short words); empty where none is.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sallyport::app::config
