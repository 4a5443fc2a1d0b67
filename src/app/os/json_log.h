// The log as JSON lines: {"ts":"2026-11-23T12:00:00.123Z","level":"audit","event":"sign_in","person":"…"}.
// Writing never waits: lines go to a bounded queue that one thread empties. Where whoever reads the log has stopped
// reading, the oldest lines are dropped, counted, and the count is logged ("log_dropped") when it goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"

namespace sallyport::app {

struct JsonLogOptions {
  bool debug = false;  // else debug lines are not even made
  int descriptor = 2;  // stays open; not made non-blocking, for it may be shared
  std::size_t queue_lines = 2048;
  std::chrono::milliseconds stop_within{1000};  // how long the destructor waits for a reader that does not read
};

// One line without its end. Values are cut at 2,048 bytes; a field named as one of ours gets a '_' in front; control,
// bidirectional and invisible characters are \uXXXX, so that no value can forge a line or steer a terminal (CWE-117).
std::string print_log_line(std::chrono::system_clock::time_point at, Level level, std::string_view event,
                           const std::vector<LogField>& fields);

class JsonLog final : public Log {
 public:
  explicit JsonLog(const JsonLogOptions& options = {});
  ~JsonLog() override;  // writes what is queued, as far as stop_within allows
  JsonLog(const JsonLog&) = delete;
  JsonLog& operator=(const JsonLog&) = delete;

  void write(Level level, std::string_view event, std::vector<LogField> fields) override;

  void set_debug(bool on);
  std::uint64_t dropped() const;  // lines, since the start

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sallyport::app
