// What happened, as events with fields. The port's one real implementation prints a JSON object a line (app).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

enum class Level { debug, info, warning, error, audit };

struct LogField {
  std::string_view name;
  std::string value;
};

class Log {
 public:
  virtual ~Log() = default;

  // Shape: event is a stable word, "sign_in", "jwks_refreshed". Values may hold anything; the implementation escapes.
  // No secret, no token, no cookie: name one by token_name() below.
  virtual void write(Level level, std::string_view event, std::vector<LogField> fields) = 0;
};

// For tests and tools that have nothing to say to.
class NoLog final : public Log {
 public:
  void write(Level, std::string_view, std::vector<LogField>) override {}
};

}  // namespace sallyport
