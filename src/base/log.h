// The port through which code reports what happened, as events with fields. The implementation in `app` prints each
// event as a line of JSON. Every thread may write, and no call blocks or fails.
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

  // `event` is a stable word such as "sign_in" or "jwks_refreshed". Values may hold any bytes, because the
  // implementation escapes them. They must never hold a secret, a token or a cookie; use crypto::token_name() instead.
  virtual void write(Level level, std::string_view event, std::vector<LogField> fields) = 0;
};

// Discards every event, for tests and for tools without a log.
class NoLog final : public Log {
 public:
  void write(Level, std::string_view, std::vector<LogField>) override {}
};

}  // namespace sallyport
