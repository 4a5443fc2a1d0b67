// The log as JSON lines: {"ts":"2026-11-23T12:00:00.123Z","level":"audit","event":"sign_in","person":"…"}.
// Writing never waits. Lines go to a bounded queue, and one thread writes them out. If the reader of the log stops
// reading, the oldest lines are dropped and counted. The count is logged ("log_dropped") when the reader continues. A
// line that cannot be written, for example because the disk is full, is lost.
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
  bool debug = false;  // false: debug lines are not even formatted
  int descriptor = 2;  // is not closed; may be shared, so it is not made non-blocking
  std::size_t queue_lines = 2048;
  std::chrono::milliseconds stop_within{1000};  // how long the destructor waits for a reader that does not read
};

// One line without its line break. Values are cut at 2,048 bytes. A field with the name of a standard member gets a '_'
// in front. Control, bidirectional and invisible characters become \uXXXX, so that no value can forge a line or steer a
// terminal (CWE-117).
std::string print_log_line(std::chrono::system_clock::time_point at, Level level, std::string_view event,
                           const std::vector<LogField>& fields);

// Any thread may call any member, except the destructor.
class JsonLog final : public Log {
 public:
  explicit JsonLog(const JsonLogOptions& options = {});
  ~JsonLog() override;  // writes the queued lines; what is left after stop_within is lost
  JsonLog(const JsonLog&) = delete;
  JsonLog& operator=(const JsonLog&) = delete;

  void write(Level level, std::string_view event, std::vector<LogField> fields) override;

  void set_debug(bool on);
  std::uint64_t dropped() const;  // lines dropped since the start

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sallyport::app
