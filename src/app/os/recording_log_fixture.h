// A log for tests that keeps every line.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/log.h"

namespace sallyport::app {

class RecordingLog final : public Log {
 public:
  struct Line {
    Level level;
    std::string event;
    std::vector<LogField> fields;
  };
  void write(Level level, std::string_view event, std::vector<LogField> fields) override {
    lines.push_back({level, std::string(event), std::move(fields)});
  }
  bool mentions(std::string_view text) const {
    return std::ranges::any_of(lines, [&](const Line& line) {
      return line.event == text || std::ranges::any_of(line.fields, [&](const LogField& f) { return f.value == text; });
    });
  }

  std::vector<Line> lines;
};

}  // namespace sallyport::app
