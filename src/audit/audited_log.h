// A log that also records in the audit trail what decides about people: each event of level `audit`, and each refusal
// at any level. Passes every event on to another log, without the fields that only the trail keeps (event_entry.h).
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "audit/recorder.h"
#include "base/clock.h"
#include "base/log.h"

namespace sallyport::audit {

class AuditedLog final : public Log {
 public:
  // `process` is who does what no person asked for. The other arguments must outlive the object.
  AuditedLog(Log& log, Recorder& recorder, Party process, const Clock& clock)
      : log_(log), recorder_(recorder), process_(std::move(process)), clock_(clock) {}

  void write(Level level, std::string_view event, std::vector<LogField> fields) override;

 private:
  void record(std::string_view event, const std::vector<LogField>& fields, bool refused) noexcept;

  Log& log_;
  Recorder& recorder_;
  const Party process_;
  const Clock& clock_;
};

}  // namespace sallyport::audit
